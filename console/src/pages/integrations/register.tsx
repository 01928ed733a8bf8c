import { getRouteApi } from '@tanstack/react-router';
import type { IntegrationView } from '@throughline/api';
import { client, useApi } from '../../data/api.ts';
import { useCompany } from '../../data/company.tsx';
import { Anchor } from '../../parts/text/anchor.tsx';
import { Answer } from '../../shell/answer.tsx';
import { StateNotice } from '../../shell/state-notice.tsx';
import { casesAddress, connectionsAddress, integrationAddress, integrationsAddress } from '../addresses.ts';
import styles from '../declared/declared.module.css';
import { byOwner, byWord, RegisterTable } from '../declared/register-table.tsx';
import { useColumns } from './columns.tsx';
import { type IntegrationsSearch, standings, tiers } from './search.ts';
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
  const { tier, owner, standing } = route.useSearch();
  const chosen = { ...(tier && { tier }), ...(owner && { owner }), ...(standing && { standing }) };
  return (
    <>
      <RegisterTable
        caption={words.what}
        {...{ items, chosen, idOf, columns: useColumns(), noun: words.noun, noneLike: words.noneLike, drop: words.drop }}
        filters={[
          byWord(
            { name: 'standing', title: words.standing, every: words.everyStanding },
            standings,
            (one) => words.standings[one],
            (row: IntegrationView) => row.standing,
          ),
          byWord(
            { name: 'tier', title: words.tier, every: words.everyTier },
            tiers,
            (one) => words.tiers[one],
            (row: IntegrationView) => row.tier,
          ),
          byOwner(items),
        ]}
        hrefOf={({ name }) => integrationAddress(database, name)}
        addressOf={(search) => integrationsAddress(database, search as IntegrationsSearch)}
        csv={{ name: 'integrations', url: client.url('GET /{database}/integrations', { params: { database }, query: chosen }) }}
      />
      <p className="text-small">{words.legend}</p>
    </>
  );
}
