import { getRouteApi, useNavigate } from '@tanstack/react-router';
import type { IntegrationView } from '@throughline/api';
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
import { casesAddress, connectionsAddress, integrationAddress, integrationsAddress } from '../addresses.ts';
import styles from '../declared/declared.module.css';
import { useColumns } from './columns.tsx';
import { RegisterFilters } from './filters.tsx';
import type { IntegrationsSearch } from './search.ts';
import { sample, words } from './words.ts';

const route = getRouteApi('/$database/integrations');
const idOf = ({ name }: IntegrationView) => name;

/** Every integration, the ones that need somebody first. */
export function Register() {
  const { database } = useCompany();
  const register = useApi('GET /{database}/integrations', { params: { database } });
  return (
    <Answer query={register} what={words.what}>
      {({ items }) => (items.length === 0 ? <NoneRegistered /> : <List items={items} />)}
    </Answer>
  );
}

function NoneRegistered() {
  const { database, simulated } = useCompany();
  return (
    <StateNotice
      kind="empty"
      action={
        <>
          <p>
            <Anchor className="link" href={casesAddress(database, 'integration', {})}>
              {words.registerIt}
            </Anchor>
            {simulated ? null : (
              <>
                {' · '}
                <Anchor className="link" href={connectionsAddress(database)}>
                  {words.seeConnections}
                </Anchor>
              </>
            )}
          </p>
          <dl className={styles['facts']}>
            <dt>{words.registerBy}</dt>
            <dd>
              <code>{words.registerCommand}</code>
            </dd>
            <dt>{words.runsCommand}</dt>
            <dd>
              <code>{words.command}</code>
            </dd>
          </dl>
          <pre className={styles['sample']}>{sample}</pre>
        </>
      }
    >
      {words.nothing}
    </StateNotice>
  );
}

function List({ items }: { readonly items: readonly IntegrationView[] }) {
  const { database } = useCompany();
  const { locale } = useFormat();
  const { tier, owner, standing } = route.useSearch();
  const navigate = useNavigate();
  const columns = useColumns();
  const search = { ...(tier && { tier }), ...(owner && { owner }), ...(standing && { standing }) };
  const rows = items.filter(
    (one) =>
      (tier === undefined || one.tier === tier) &&
      (owner === undefined || one.owner.name === owner) &&
      (standing === undefined || one.standing === standing),
  );
  const hrefOf = ({ name }: IntegrationView) => integrationAddress(database, name);
  const keys = useOpeningRows(rows, hrefOf);
  return (
    <>
      <RegisterFilters
        items={items}
        search={search}
        ask={(change) =>
          void navigate({
            href: integrationsAddress(database, { ...search, ...change } as IntegrationsSearch),
            replace: true,
          })
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
            <Anchor className="link" href={integrationsAddress(database)}>
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
