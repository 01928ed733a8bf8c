import type { IncidentRoom } from '@throughline/api';
import { formatCount } from '../../format/number.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { Status } from '../../parts/marks/status.tsx';
import { Absent, Amounts } from '../../parts/text/money.tsx';
import { When } from '../../parts/text/when.tsx';
import { FactList } from '../declared/fact-list.tsx';
import { words } from '../incidents/words.ts';

/** What whoever comes in needs first: the next word, and what it means for the business. */
export function Now({ room }: { readonly room: IncidentRoom }) {
  const { locale } = useFormat();
  const { incident, live } = room;
  const late = incident.late.filter(({ kind }) => kind !== 'communicationOverdue');
  const isLate = incident.late.some(({ kind }) => kind === 'communicationOverdue');
  const records = words.records(formatCount(live.open, locale), formatCount(live.failures, locale));
  return (
    <>
      {late.map(({ kind, title }) => (
        <p key={kind}>
          <Status tone="bad">{title}</Status>
        </p>
      ))}
      <FactList
        title={words.impact}
        facts={[
          [words.since, <When key="since" at={incident.beganAt} as="moment" />],
          ...(incident.endedAt === null ? [] : [[words.until, <When key="until" at={incident.endedAt} as="moment" />] as const]),
          [
            words.clock,
            incident.sayBy === null ? (
              words.clockNone
            ) : (
              <span key="clock" data-test="next-word">
                {isLate ? words.clockLate : words.clockDue}
                <When at={incident.sayBy} as="moment" late={isLate} />
              </span>
            ),
          ],
          [
            words.recorded,
            <span key="recorded">
              {incident.impact ?? (incident.blocked === null ? words.noImpact : null)}
              {incident.blocked === null ? null : (
                <>
                  {incident.impact === null ? '' : '; '}
                  {words.cases(formatCount(incident.blocked, locale))}, <Amounts amounts={incident.atRisk} />
                </>
              )}
            </span>,
          ],
          [
            words.live,
            live.failures === 0 ? (
              words.noFailures
            ) : (
              <span key="live" data-test="live-impact">
                {records}
                {live.unknown === 0 ? '' : `; ${words.unknown(formatCount(live.unknown, locale))}`}
                {live.atRisk.length === 0 ? null : (
                  <>
                    ; <Amounts amounts={live.atRisk} /> {words.atRisk.toLowerCase()}
                  </>
                )}
              </span>
            ),
          ],
          ...(live.blocked.cases === 0
            ? []
            : [
                [
                  words.blockedInFlows,
                  <span key="blocked" data-test="live-blocked">
                    {words.cases(formatCount(live.blocked.cases, locale))}
                    {live.blocked.worth.length === 0 ? null : (
                      <>
                        , <Amounts amounts={live.blocked.worth} />
                      </>
                    )}
                    {live.blocked.withheld ? ` (${words.withheld})` : ''}
                  </span>,
                ] as const,
              ]),
          [words.workaround, incident.workaround ?? <Absent key="none" />],
          [words.eta, <When key="eta" at={incident.eta} as="moment" />],
        ]}
      />
    </>
  );
}
