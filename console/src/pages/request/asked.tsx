import type { RequestDetail } from '@throughline/api';
import { useCompany } from '../../data/company.tsx';
import { formatDay } from '../../format/day.ts';
import { formatCounted, formatNumber } from '../../format/number.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { Anchor } from '../../parts/text/anchor.tsx';
import { Absent } from '../../parts/text/money.tsx';
import { caseAddress, metricAddress, requestAddress, roadmapAddress } from '../addresses.ts';
import { type Fact, FactList } from '../declared/fact-list.tsx';
import { words } from '../intake/words.ts';

/** What was asked for, and what it takes. */
export function Asked({ view }: { readonly view: RequestDetail }) {
  const { database } = useCompany();
  const settings = useFormat();
  const { locale } = settings;
  const { metric, baseline, target, outcomeBy, needs, duration, dependsOn } = view;
  const number = (value: number | null) => (value === null ? '?' : formatNumber(value, locale));
  const { effort, sponsorAbove, businessCase } = view;
  const caseFacts: readonly Fact[] =
    businessCase === null && effort <= sponsorAbove
      ? []
      : [
          [
            words.businessCase,
            <span key="case">
              {effort <= sponsorAbove ? null : `${words.aboveThreshold(formatCounted(sponsorAbove, words.weeks, locale))} `}
              {businessCase === null ? (
                <Anchor className="link" href={roadmapAddress(database, { show: 'cases', of: view.number })}>
                  {words.beginCase}
                </Anchor>
              ) : (
                <Anchor className="link" href={caseAddress(database, businessCase.caseId)}>
                  {businessCase.number} {businessCase.title}, {businessCase.stateTitle}
                </Anchor>
              )}
            </span>,
          ],
        ];
  const facts: readonly Fact[] = [
    [words.requester, view.requester ?? <Absent key="hidden">{words.hidden}</Absent>],
    [words.submittedOn, formatDay(view.submittedOn, settings)],
    [words.rationale, view.rationale ?? <Absent key="none" />],
    [
      words.outcome,
      metric === null ? (
        <Absent key="none" />
      ) : (
        <Anchor key="outcome" className="link" href={metricAddress(database, metric.id)}>
          {words.outcomeOf(
            metric.title,
            number(baseline),
            number(target),
            outcomeBy === null ? '?' : formatDay(outcomeBy, settings),
          )}
        </Anchor>
      ),
    ],
    ...said(words.acceptance, view.acceptance),
    ...said(words.systems, view.systems.length === 0 ? null : view.systems.join(', ')),
    ...said(words.class, view.class === null || view.kind === null ? view.class : `${view.class}, ${words.kinds[view.kind]}`),
    ...said(
      words.needs,
      needs.length === 0
        ? null
        : `${needs.map(({ skill, weeks }) => words.needOf(formatCounted(weeks, words.weeks, locale), skill)).join(', ')}${
            duration === null ? '' : `, ${words.over(formatCounted(duration, words.calendarWeeks, locale))}`
          }`,
    ),
    ...(dependsOn.length === 0
      ? []
      : ([
          [words.dependsOn, dependsOn.map((one) => <Waited key={one} href={requestAddress(database, one)} number={one} />)],
        ] as const)),
    ...caseFacts,
    ...said(words.complianceBy, view.complianceBy === null ? null : formatDay(view.complianceBy, settings)),
    ...said(words.sponsor, view.sponsor),
    ...said(words.overrideWhy, view.overrideWhy),
  ];
  return <FactList title={words.asked} facts={facts} />;
}

function Waited({ href, number }: { readonly href: string; readonly number: string }) {
  return (
    <>
      <Anchor className="link" href={href}>
        {number}
      </Anchor>{' '}
    </>
  );
}

const said = (title: string, value: string | null): readonly Fact[] => (value === null ? [] : [[title, value]]);
