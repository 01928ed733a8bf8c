import type { ConnectionDetail } from '@throughline/api';
import { useCompany } from '../../data/company.tsx';
import { formatDuration } from '../../format/day.ts';
import { formatCount } from '../../format/number.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { Anchor } from '../../parts/text/anchor.tsx';
import { Absent } from '../../parts/text/money.tsx';
import { When } from '../../parts/text/when.tsx';
import { flowAddress } from '../addresses.ts';
import { words } from '../connections/words.ts';
import { type Fact, FactList } from '../declared/fact-list.tsx';
import { words as declared } from '../declared/words.ts';

/** What its declaration says, and how far it has read. */
export function Facts({ view }: { readonly view: ConnectionDetail }) {
  const { database } = useCompany();
  const { locale } = useFormat();
  const { expectedVolume: volume, deliveries, liveFrom, cursor, flow, nextAt, everySeconds } = view;
  const facts: readonly Fact[] = [
    [words.file, <code key="file">{view.file}</code>],
    [words.kind, view.kind === '' ? <Absent key="kind" /> : view.kind],
    [words.owner, `${view.owner.title}${view.tier === 0 ? '' : `, ${words.tierOf(view.tier)}`}`],
    [
      words.flow,
      flow === null ? (
        <Absent key="flow" />
      ) : (
        <Anchor key="flow" className="link" href={flowAddress(database, flow)}>
          {flow}
        </Anchor>
      ),
    ],
    [
      words.schedule,
      <span key="schedule">
        {everySeconds === null ? declared.byHand : declared.every(formatDuration(everySeconds * 1000))}
        {nextAt === null ? null : (
          <>
            , {words.next.toLowerCase()} <When at={nextAt} as="moment" />
          </>
        )}
      </span>,
    ],
    ...(deliveries === null ? [] : [[words.deliveries, <code key="deliveries">{words.post(deliveries)}</code>] as const]),
    [
      words.liveFrom,
      liveFrom === null ? (
        <Absent key="live" />
      ) : (
        <span key="live">
          <When at={liveFrom} as="moment" /> <span className="text-small">({words.liveFromNote})</span>
        </span>
      ),
    ],
    [words.cursor, cursor === null ? <Absent key="cursor" /> : <code key="cursor">{cursor}</code>],
    [
      words.volume,
      volume === null ? (
        <Absent key="volume" />
      ) : (
        words.volumeOf(formatCount(volume.atLeast, locale), formatCount(volume.atMost, locale), volume.per)
      ),
    ],
    [words.pace, paceOf(view.budget, locale)],
  ];
  return <FactList title={words.facts} facts={facts} />;
}

const perRun = ['requestsPerRun', 'recordsPerRun', 'minutesPerRun', 'megabytesPerRun'] as const;

function paceOf(budget: ConnectionDetail['budget'], locale: string): string {
  const { vendor, requestsPerMinute } = budget;
  const parts = [
    requestsPerMinute === null ? undefined : words.perMinute(formatCount(requestsPerMinute, locale)),
    vendor === null ? undefined : words.sharedBy(vendor),
    ...perRun.map((name) => {
      const value = budget[name];
      return value === null ? undefined : words.perRun(formatCount(value, locale), words.budgetNames[name]);
    }),
  ].filter((part) => part !== undefined);
  return parts.length === 0 ? words.paceDefault : parts.join(', ');
}
