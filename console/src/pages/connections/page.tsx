import { getRouteApi } from '@tanstack/react-router';
import type { Connection } from '@throughline/api';
import { client, useApi } from '../../data/api.ts';
import { useCompany } from '../../data/company.tsx';
import { Answer } from '../../shell/answer.tsx';
import { PageHead } from '../../shell/page-head.tsx';
import { connectionAddress, connectionsAddress } from '../addresses.ts';
import { NoneDeclared } from '../declared/none-declared.tsx';
import { byOwner, byWord, RegisterTable } from '../declared/register-table.tsx';
import { Simulated } from '../declared/simulated.tsx';
import { SystemTabs } from '../declared/system-tabs.tsx';
import { columns } from './columns.tsx';
import { type ConnectionsSearch, connectionStates } from './search.ts';
import { sample, words } from './words.ts';

const route = getRouteApi('/$database/connections');

/** Sources and sinks that are declared, and how each is doing. */
export function ConnectionsPage() {
  const { simulated } = useCompany();
  return (
    <>
      <PageHead title={words.title} meta={words.meta} />
      <SystemTabs current="connections" />
      {simulated ? <Simulated href={connectionsAddress('main')} /> : <Declared />}
    </>
  );
}

function Declared() {
  const { database } = useCompany();
  const list = useApi('GET /{database}/connections', { params: { database } });
  return (
    <Answer query={list} what={words.what}>
      {({ items, folder }) =>
        items.length === 0 ? (
          <NoneDeclared folder={folder} sample={sample} command={words.command}>
            {words.nothing}
          </NoneDeclared>
        ) : (
          <List items={items} />
        )
      }
    </Answer>
  );
}

const idOf = ({ id }: Connection) => id;

function List({ items }: { readonly items: readonly Connection[] }) {
  const { database } = useCompany();
  return (
    <RegisterTable
      caption={words.what}
      {...{ items, columns, idOf, noun: words.noun, noneLike: words.noneLike, drop: words.drop }}
      chosen={{ ...route.useSearch() }}
      filters={[
        byWord(
          { name: 'status', title: words.state, every: words.everyState },
          connectionStates,
          (one) => words.states[one],
          (row: Connection) => row.status,
        ),
        byOwner(items),
      ]}
      hrefOf={({ id }) => connectionAddress(database, id)}
      addressOf={(search) => connectionsAddress(database, search as ConnectionsSearch)}
      csv={{ name: 'connections', url: client.url('GET /{database}/connections', { params: { database } }) }}
    />
  );
}
