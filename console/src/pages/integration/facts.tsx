import { useCompany } from '../../data/company.tsx';
import { formatDuration } from '../../format/day.ts';
import { formatCount, formatPercent } from '../../format/number.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { Anchor } from '../../parts/text/anchor.tsx';
import { Absent } from '../../parts/text/money.tsx';
import { When } from '../../parts/text/when.tsx';
import { connectionAddress, flowAddress } from '../addresses.ts';
import { type Fact, FactList } from '../declared/fact-list.tsx';
import { words } from '../integrations/words.ts';
import { useTitles } from '../use-titles.ts';
import type { Shown } from './page.tsx';

const minuteMs = 60_000;

/** What the register says of it. */
export function Facts({ view }: { readonly view: Shown }) {
  const { database } = useCompany();
  const { locale } = useFormat();
  const titles = useTitles();
  const { everyMinutes, toleranceMinutes, atLeast, atMost, dataClasses, maps, budget, reviewOn, isConnection, name } = view;
  const counted = (count: number | null) => (count === null ? null : formatCount(count, locale));
  const facts: readonly Fact[] = [
    [words.way, words.fromTo(view.source, view.target)],
    [words.moves, view.moves === '' ? <Absent key="moves" /> : view.moves],
    [words.pattern, view.pattern],
    [
      words.schedule,
      everyMinutes === null
        ? words.noSchedule
        : words.every(formatDuration(everyMinutes * minuteMs), formatDuration(toleranceMinutes * minuteMs)),
    ],
    [words.goal, formatPercent(view.goal, locale)],
    [
      words.volume,
      atLeast === null && atMost === null ? <Absent key="volume" /> : words.volumeOf(counted(atLeast), counted(atMost)),
    ],
    [words.dataClasses, dataClasses.length === 0 ? <Absent key="data" /> : dataClasses.join(', ')],
    [
      words.maps,
      maps.length === 0 ? (
        <Absent key="maps" />
      ) : (
        <span key="maps">
          {maps.map(({ flow, field, values }, index) => (
            <span key={`${flow} ${field}`}>
              {index === 0 ? null : '; '}
              <Anchor className="link" href={flowAddress(database, flow, { tab: 'system' })}>
                {words.mapOf(titles.flow(flow), field)}
              </Anchor>
              : {values.join(', ')}
            </span>
          ))}
        </span>
      ),
    ],
    [words.budget, budget === '' ? <Absent key="budget" /> : budget],
    [words.review, <When key="review" at={reviewOn} as="day" />],
    [
      words.told,
      isConnection ? (
        <Anchor key="told" className="link" href={connectionAddress(database, name)}>
          {words.byConnection}
        </Anchor>
      ) : (
        words.byOthers
      ),
    ],
  ];
  return <FactList title={words.facts} facts={facts} />;
}
