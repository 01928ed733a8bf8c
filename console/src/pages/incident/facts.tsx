import type { IncidentRoom } from '@throughline/api';
import { useCompany } from '../../data/company.tsx';
import { Anchor } from '../../parts/text/anchor.tsx';
import { Absent } from '../../parts/text/money.tsx';
import { When } from '../../parts/text/when.tsx';
import { Section } from '../../shell/section.tsx';
import { caseAddress } from '../addresses.ts';
import { FactList } from '../declared/fact-list.tsx';
import { ActionTable } from '../incidents/actions.tsx';
import { Person } from '../incidents/person.tsx';
import { words } from '../incidents/words.ts';

/** Who does what, the vendor, and what is behind it. */
export function Facts({ room: { incident, problem, actions } }: { readonly room: IncidentRoom }) {
  const { database } = useCompany();
  const { vendor, category, lead, communications, scribe, causedBy, breachReason } = incident;
  return (
    <>
      <FactList
        title={words.facts}
        facts={[
          [words.category, category ?? <Absent key="category" />],
          [words.lead, <Person key="lead" name={lead} />],
          [words.communications, <Person key="communications" name={communications} />],
          [words.scribe, <Person key="scribe" name={scribe} />],
          [
            words.vendor,
            vendor === null ? (
              <Absent key="vendor" />
            ) : (
              <span key="vendor">
                {vendor.name}
                {vendor.calledAt === null ? null : (
                  <>
                    , {words.vendorCalled} <When at={vendor.calledAt} as="moment" />
                  </>
                )}
                {vendor.said === null ? '' : `, ${words.vendorSaid(vendor.said)}`}
              </span>
            ),
          ],
          [
            words.problem,
            problem === null ? (
              <Absent key="problem" />
            ) : (
              <span key="problem">
                <Anchor className="link" href={caseAddress(database, problem.caseId)}>
                  {problem.title}
                </Anchor>
                , {problem.state.title}
                {problem.workaround === null ? '' : `: ${problem.workaround}`}
              </span>
            ),
          ],
          [words.causedBy, causedBy ?? <Absent key="cause" />],
          ...(breachReason === null ? [] : [[words.breach, breachReason] as const]),
        ]}
      />
      <Section title={words.own}>
        <ActionTable rows={actions} none={words.noActions} />
      </Section>
    </>
  );
}
