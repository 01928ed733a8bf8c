import type { ResultOf } from '@throughline/api';
import { useApi } from '../../data/api.ts';
import { useCompany } from '../../data/company.tsx';
import styles from '../../parts/access/access.module.css';
import { Anchor } from '../../parts/text/anchor.tsx';
import { Absent } from '../../parts/text/money.tsx';
import { Answer } from '../../shell/answer.tsx';
import { PageHead } from '../../shell/page-head.tsx';
import { Section } from '../../shell/section.tsx';
import { caseAddress } from '../addresses.ts';
import { DelegationTable, KeyTable } from './access-tables.tsx';
import { DelegationForm } from './delegation-form.tsx';
import { KeyForm } from './key-form.tsx';
import { PasswordChange } from './password-change.tsx';
import { RoleTable } from './role-table.tsx';
import { SecondFactor } from './second-factor.tsx';
import { Sessions } from './sessions.tsx';
import { words } from './words.ts';

/** Who one is, what one may do and why, where one is signed in, what one has lent, and one's keys. */
export function AccountPage() {
  const session = useApi('GET /session', {});
  return (
    <>
      <PageHead title={words.title} />
      <Answer query={session} what={words.session}>
        {(found) => <Parts session={found} />}
      </Answer>
    </>
  );
}

function Parts({ session }: { readonly session: ResultOf<'GET /session'> }) {
  const { database, person } = useCompany();
  const signedIn = database === 'main' && session.signIn === 'on' ? session.person : null;
  if (signedIn === null) {
    return (
      <>
        <p className={styles['lead']}>{database === 'demo' ? words.acting(person?.name ?? '') : words.off}</p>
        <Roles held={session.person?.roles} />
      </>
    );
  }
  return (
    <>
      <Section title={words.profile} plain>
        <dl className={styles['facts']}>
          <dt>{words.name}</dt>
          <dd>{signedIn.name}</dd>
          <dt>{words.email}</dt>
          <dd>{signedIn.email ?? <Absent />}</dd>
        </dl>
        {signedIn.case === null ? null : (
          <Anchor className="link" href={caseAddress(database, signedIn.case)}>
            {words.history}
          </Anchor>
        )}
      </Section>
      <Roles held={signedIn.roles} />
      <Section title={words.delegations} aside={words.delegationsNote}>
        <DelegationTable all={false} />
        <DelegationForm roles={signedIn.roles} me={signedIn.id} />
      </Section>
      <Section title={words.keys} aside={words.keysNote}>
        <KeyTable all={false} />
        <KeyForm roles={signedIn.roles} />
      </Section>
      {signedIn.hasPassword ? (
        <>
          <SecondFactor person={signedIn} />
          <PasswordChange />
        </>
      ) : null}
      <Sessions />
    </>
  );
}

/** In the simulated company, and without sign-in, all of them are simply held. */
function Roles({ held }: { readonly held: Parameters<typeof RoleTable>[0]['roles'] | undefined }) {
  const { person } = useCompany();
  const simply = (person?.roles ?? []).map(({ name, title }) => ({
    ...{ role: name, title, entities: null, from: 'granted' as const, lentBy: null, until: null },
  }));
  return (
    <Section title={words.roles} aside={words.rolesNote}>
      <RoleTable roles={held === undefined || held.length === 0 ? simply : held} />
    </Section>
  );
}
