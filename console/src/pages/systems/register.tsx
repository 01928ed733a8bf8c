import { getRouteApi } from '@tanstack/react-router';
import type { SystemRow } from '@throughline/api';
import { client, useApi } from '../../data/api.ts';
import { useCompany } from '../../data/company.tsx';
import { Anchor } from '../../parts/text/anchor.tsx';
import { Answer } from '../../shell/answer.tsx';
import { StateNotice } from '../../shell/state-notice.tsx';
import { casesAddress, systemAddress, systemsAddress } from '../addresses.ts';
import styles from '../declared/declared.module.css';
import { byOwner, byWord, RegisterTable } from '../declared/register-table.tsx';
import { useColumns } from './columns.tsx';
import { dispositions, type SystemsSearch, states, tiers } from './search.ts';
import { sample, words } from './words.ts';

const route = getRouteApi('/$database/systems');
const idOf = ({ caseId }: SystemRow) => caseId;

/** Every system, the ones on which most hangs first. */
export function Register() {
  const { database } = useCompany();
  const found = useApi('GET /{database}/systems', { params: { database } });
  return (
    <Answer query={found} what={words.what}>
      {({ items }) => (items.length === 0 ? <NoneRegistered what={words.nothing} /> : <List items={items} />)}
    </Answer>
  );
}

/** How to begin. */
export function NoneRegistered({ what }: { readonly what: string }) {
  const { database } = useCompany();
  return (
    <StateNotice
      kind="empty"
      action={
        <>
          <p>
            <Anchor className="link" href={casesAddress(database, 'system', {})}>
              {words.registerIt}
            </Anchor>
          </p>
          <dl className={styles['facts']}>
            <dt>{words.registerBy}</dt>
            <dd>
              <code>{words.registerCommand}</code>
            </dd>
          </dl>
          <pre className={styles['sample']}>{sample}</pre>
        </>
      }
    >
      {what}
    </StateNotice>
  );
}

function List({ items }: { readonly items: readonly SystemRow[] }) {
  const { database } = useCompany();
  const { tier, owner, state, disposition } = route.useSearch();
  const chosen = { ...(tier && { tier }), ...(owner && { owner }), ...(state && { state }), ...(disposition && { disposition }) };
  return (
    <>
      <RegisterTable
        caption={words.what}
        {...{ items, chosen, idOf, columns: useColumns(), noun: words.noun, noneLike: words.noneLike, drop: words.drop }}
        filters={[
          byWord({ name: 'tier', title: words.tier, every: words.everyTier }, tiers, words.tierOf, (row: SystemRow) => row.tier),
          byWord(
            { name: 'state', title: words.state, every: words.everyState },
            states,
            (one) => words.states[one],
            (row: SystemRow) => row.state,
          ),
          byWord(
            { name: 'disposition', title: words.disposition, every: words.everyDisposition },
            dispositions,
            (one) => words.dispositions[one],
            (row: SystemRow) => row.disposition,
          ),
          byOwner(items),
        ]}
        hrefOf={({ name }) => systemAddress(database, name)}
        addressOf={(search) => systemsAddress(database, search as SystemsSearch)}
        csv={{ name: 'systems', url: client.url('GET /{database}/systems', { params: { database }, query: chosen }) }}
      />
      <p className="text-small">{words.legend}</p>
    </>
  );
}
