import { NativeSelect } from '@mantine/core';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import type { Connection } from '@throughline/api';
import { useRef } from 'react';
import { client, useApi } from '../../data/api.ts';
import { useCompany } from '../../data/company.tsx';
import { formatCounted } from '../../format/number.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { KeyHint } from '../../keys/key-hint.tsx';
import { useKeys } from '../../keys/use-keys.ts';
import { useOpeningRows } from '../../keys/use-opening-rows.ts';
import { DataTable } from '../../parts/table/data-table.tsx';
import { TotalLine } from '../../parts/table/total-line.tsx';
import { Anchor } from '../../parts/text/anchor.tsx';
import { Answer } from '../../shell/answer.tsx';
import { PageHead } from '../../shell/page-head.tsx';
import { StateNotice } from '../../shell/state-notice.tsx';
import { connectionAddress, connectionsAddress } from '../addresses.ts';
import { CsvButton } from '../csv-button.tsx';
import { NoneDeclared } from '../declared/none-declared.tsx';
import { Simulated } from '../declared/simulated.tsx';
import { SystemTabs } from '../declared/system-tabs.tsx';
import { ChoiceBar } from '../tasks/choice-bar.tsx';
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

type Ask = (change: { readonly [K in keyof ConnectionsSearch]?: ConnectionsSearch[K] | undefined }) => void;
const idOf = ({ id }: Connection) => id;

function List({ items }: { readonly items: readonly Connection[] }) {
  const { database } = useCompany();
  const { locale } = useFormat();
  const search = route.useSearch();
  const navigate = useNavigate();
  const ask: Ask = (change) =>
    void navigate({ href: connectionsAddress(database, { ...search, ...change } as ConnectionsSearch), replace: true });
  const rows = items.filter(
    ({ status, owner }) =>
      (search.status === undefined || status === search.status) && (search.owner === undefined || owner.name === search.owner),
  );
  const hrefOf = ({ id }: Connection) => connectionAddress(database, id);
  const keys = useOpeningRows(rows, hrefOf);
  return (
    <>
      <Filters items={items} search={search} ask={ask} />
      <DataTable
        caption={words.what}
        {...{ columns, rows, idOf, hrefOf }}
        {...keys}
        maxHeight="max(240px, calc(100dvh - 280px))"
        empty={
          <StateNotice kind="empty">
            {words.noneLike}{' '}
            <Anchor className="link" href={connectionsAddress(database)}>
              {words.drop}
            </Anchor>
          </StateNotice>
        }
        total={() => <TotalLine count={formatCounted(rows.length, words.noun, locale)} />}
      />
    </>
  );
}

interface FiltersProps {
  readonly items: readonly Connection[];
  readonly search: ConnectionsSearch;
  readonly ask: Ask;
}

function Filters({ items, search, ask }: FiltersProps) {
  const { database } = useCompany();
  const first = useRef<HTMLSelectElement>(null);
  useKeys([{ keys: 'f', label: words.filter, run: () => first.current?.focus() }]);
  const owners = new Map(items.map(({ owner }) => [owner.name, owner.title]));
  return (
    <ChoiceBar>
      <KeyHint keys="f" />
      <NativeSelect
        ref={first}
        aria-label={words.state}
        data={[
          { value: '', label: words.everyState },
          ...connectionStates.map((status) => ({ value: status, label: words.states[status] })),
        ]}
        value={search.status ?? ''}
        onChange={({ currentTarget: { value } }) => ask({ status: connectionStates.find((status) => status === value) })}
      />
      <NativeSelect
        aria-label={words.owner}
        data={[{ value: '', label: words.everyOwner }, ...[...owners].map(([value, label]) => ({ value, label }))]}
        value={search.owner ?? ''}
        onChange={({ currentTarget: { value } }) => ask({ owner: value === '' ? undefined : value })}
      />
      <CsvButton name="connections" url={client.url('GET /{database}/connections', { params: { database } })} />
    </ChoiceBar>
  );
}
