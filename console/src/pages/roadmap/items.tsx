import type { PlanDetail, PlanItemView } from '@throughline/api';
import { useCompany } from '../../data/company.tsx';
import { formatDay } from '../../format/day.ts';
import { formatCount } from '../../format/number.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { type PlainColumn, PlainTable } from '../../parts/table/plain-table.tsx';
import { Anchor } from '../../parts/text/anchor.tsx';
import { Absent } from '../../parts/text/money.tsx';
import { Section } from '../../shell/section.tsx';
import { requestAddress } from '../addresses.ts';
import styles from './roadmap.module.css';
import { words } from './words.ts';

/** What is done, in the order in which it begins, each in its weeks, and why it is in the plan. */
export function Items({ plan }: { readonly plan: PlanDetail }) {
  const { database } = useCompany();
  const settings = useFormat();
  const { locale } = settings;
  const all = plan.load.length;
  const because = ({ complianceBy, isOverride }: PlanItemView) =>
    complianceBy !== null ? words.law(formatDay(complianceBy, settings)) : isOverride ? words.override : words.byScore;
  const columns: readonly PlainColumn<PlanItemView>[] = [
    {
      key: 'number',
      title: words.number,
      kind: 'key',
      render: ({ number }) => (
        <Anchor className={`link ${styles['number']}`} href={requestAddress(database, number)}>
          {number}
        </Anchor>
      ),
    },
    { key: 'title', title: words.name, kind: 'words', render: ({ title }) => title },
    {
      key: 'weeks',
      title: words.weeks,
      render: ({ week, weeks, kind }) => (
        <>
          <div className={styles['track']}>
            <div
              className={styles['bar']}
              data-kind={kind ?? undefined}
              style={{ left: `${(100 * (week - 1)) / all}%`, width: `${(100 * weeks) / all}%` }}
            />
          </div>
          <span className="text-small">{words.week(String(week), String(week + weeks - 1))}</span>
        </>
      ),
    },
    {
      key: 'dates',
      title: words.dates,
      wideOnly: true,
      render: ({ startsOn, endsOn }) => (
        <span className={styles['dates']}>{words.span(formatDay(startsOn, settings), formatDay(endsOn, settings))}</span>
      ),
    },
    { key: 'kind', title: words.kind, render: ({ kind }) => (kind === null ? <Absent /> : words.kinds[kind]) },
    {
      key: 'score',
      title: words.score,
      kind: 'figure',
      render: ({ score }) => (score === null ? <Absent /> : formatCount(score, locale)),
    },
    { key: 'because', title: words.because, render: because },
    {
      key: 'waits',
      title: words.waits,
      wideOnly: true,
      render: ({ dependsOn }) => (dependsOn.length === 0 ? <Absent /> : dependsOn.join(', ')),
    },
    { key: 'state', title: words.state, render: ({ stateTitle }) => stateTitle },
  ];
  if (plan.items.length === 0) return null;
  return (
    <Section title={words.items}>
      <PlainTable caption={words.items} columns={columns} rows={plan.items} idOf={({ number }) => number} empty={null} />
    </Section>
  );
}
