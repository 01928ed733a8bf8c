import { getRouteApi, useNavigate } from '@tanstack/react-router';
import type { SystemRow } from '@throughline/api';
import { useApi } from '../../data/api.ts';
import { useCompany } from '../../data/company.tsx';
import { formatCounted } from '../../format/number.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { useOpeningRows } from '../../keys/use-opening-rows.ts';
import { DataTable } from '../../parts/table/data-table.tsx';
import { TotalLine } from '../../parts/table/total-line.tsx';
import { Anchor } from '../../parts/text/anchor.tsx';
import { Answer } from '../../shell/answer.tsx';
import { StateNotice } from '../../shell/state-notice.tsx';
import { casesAddress, systemAddress, systemsAddress } from '../addresses.ts';
import styles from '../declared/declared.module.css';
import { useColumns } from './columns.tsx';
import { SystemFilters } from './filters.tsx';
import type { SystemsSearch } from './search.ts';
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
  const { locale } = useFormat();
  const { tier, owner, state, disposition } = route.useSearch();
  const navigate = useNavigate();
  const columns = useColumns();
  const filter = { ...(tier && { tier }), ...(owner && { owner }), ...(state && { state }), ...(disposition && { disposition }) };
  const rows = items.filter(
    (one) =>
      (tier ?? one.tier) === one.tier &&
      (owner ?? one.owner.name) === one.owner.name &&
      (state ?? one.state) === one.state &&
      (disposition ?? one.disposition) === one.disposition,
  );
  const hrefOf = ({ name }: SystemRow) => systemAddress(database, name);
  const keys = useOpeningRows(rows, hrefOf);
  return (
    <>
      <SystemFilters
        {...{ items, filter }}
        ask={(change) =>
          void navigate({ href: systemsAddress(database, { ...filter, ...change } as SystemsSearch), replace: true })
        }
      />
      <DataTable
        caption={words.what}
        {...{ columns, rows, idOf, hrefOf }}
        {...keys}
        maxHeight="max(240px, calc(100dvh - 300px))"
        empty={
          <StateNotice kind="empty">
            {words.noneLike}{' '}
            <Anchor className="link" href={systemsAddress(database)}>
              {words.drop}
            </Anchor>
          </StateNotice>
        }
        total={(visible) => <TotalLine count={formatCounted(rows.length, words.noun, locale)} visible={visible} />}
      />
      <p className="text-small">{words.legend}</p>
    </>
  );
}
