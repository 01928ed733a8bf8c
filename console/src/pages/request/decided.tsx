import type { RequestDetail } from '@throughline/api';
import { useCompany } from '../../data/company.tsx';
import { formatDay } from '../../format/day.ts';
import { formatNumber, formatPercent } from '../../format/number.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { Status } from '../../parts/marks/status.tsx';
import { Anchor } from '../../parts/text/anchor.tsx';
import { requestAddress, roadmapAddress } from '../addresses.ts';
import { type Fact, FactList } from '../declared/fact-list.tsx';
import { words } from '../intake/words.ts';

/** What was answered, where it stands in the plan, and what came of it. */
export function Decided({ view }: { readonly view: RequestDetail }) {
  const { database } = useCompany();
  const settings = useFormat();
  const { locale } = settings;
  const { decision, decisionWhy, options, reviewOn, duplicateOf, plan, startsOn, endsOn, verifyOn, measured, attained } = view;
  const verdict: readonly Fact[] =
    measured === null
      ? verifyOn === null
        ? []
        : [[words.verdict, words.noVerdict(formatDay(verifyOn, settings))]]
      : [
          [
            words.verdict,
            <>
              <Status tone={view.state === 'outcome_met' ? 'ok' : 'bad'}>
                {view.state === 'outcome_met' ? words.met : words.missed}
              </Status>{' '}
              {words.verdictOf(formatNumber(measured, locale), formatPercent((attained ?? 0) / 100, locale, 0))}{' '}
              {view.definition === null ? null : words.definition(view.definition)}
            </>,
          ],
        ];
  const facts: readonly Fact[] = [
    [
      words.answer,
      decision === null ? (
        words.notDecided
      ) : (
        <>
          {words.decisionsOf[decision]} ·{' '}
          <Status tone={view.isAnswered ? 'ok' : 'warn'}>{view.isAnswered ? words.wasTold : words.wasNotTold}</Status>
        </>
      ),
    ],
    ...(decisionWhy === null ? [] : ([[words.why, decisionWhy]] as const)),
    ...(options === null ? [] : ([[words.options, options]] as const)),
    ...(reviewOn === null ? [] : ([[words.reviewOn, formatDay(reviewOn, settings)]] as const)),
    ...(duplicateOf === null
      ? []
      : ([
          [
            words.goesOnAs,
            <Anchor key="of" className="link" href={requestAddress(database, duplicateOf)}>
              {duplicateOf}
            </Anchor>,
          ],
        ] as const)),
    ...(plan === null || startsOn === null || endsOn === null
      ? []
      : ([
          [
            words.inPlan,
            <>
              <Anchor className="link" href={roadmapAddress(database, { plan })}>
                {plan}
              </Anchor>
              , {words.planned(formatDay(startsOn, settings), formatDay(endsOn, settings))}
            </>,
          ],
        ] as const)),
    ...verdict,
  ];
  return <FactList title={words.answer} facts={facts} />;
}
