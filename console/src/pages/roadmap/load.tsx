import type { PlanDetail } from '@throughline/api';
import { formatDay } from '../../format/day.ts';
import { formatDecimal } from '../../format/number.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { type PlainColumn, PlainTable } from '../../parts/table/plain-table.tsx';
import { Section } from '../../shell/section.tsx';
import { RowsCsv } from '../rows-csv.tsx';
import styles from './roadmap.module.css';
import { words } from './words.ts';

/** Week by week, how many days of each skill are taken. */
export function Load({ plan: { skills, load, items, number } }: { readonly plan: PlanDetail }) {
  const settings = useFormat();
  if (items.length === 0) return null;
  const usedIn = (week: PlanDetail['load'][number], skill: string) => week.used.find((one) => one.skill === skill);
  const days = (value: number) => formatDecimal(value, Number.isInteger(value) ? 0 : 1, settings.locale);
  const columns: readonly PlainColumn<PlanDetail['skills'][number]>[] = [
    { key: 'skill', title: words.skill, kind: 'key', render: ({ skill }) => skill },
    ...load.map((week) => ({
      key: String(week.week),
      title: String(week.week),
      kind: 'figure' as const,
      render: ({ skill }: PlanDetail['skills'][number]) => {
        const { days: used = 0, capacity = 0 } = usedIn(week, skill) ?? {};
        return (
          <span className={styles['used']} title={words.ofDays(days(used), days(capacity))}>
            {days(used)}
            <span className={styles['fill']} style={{ width: `${capacity === 0 ? 0 : (100 * used) / capacity}%` }} />
          </span>
        );
      },
    })),
  ];
  const lines = load.flatMap((week) => week.used.map((used) => ({ week, used })));
  return (
    <Section
      title={words.load}
      aside={words.loadNote(formatDay(load[0]?.from ?? '', settings))}
      note={
        <RowsCsv
          name={`load-${number}`}
          rows={lines}
          columns={[
            ['week', ({ week }) => week.week],
            ['from', ({ week }) => week.from],
            ['skill', ({ used }) => used.skill],
            ['days', ({ used }) => used.days],
            ['capacity', ({ used }) => used.capacity],
          ]}
        />
      }
    >
      <PlainTable even caption={words.load} columns={columns} rows={skills} idOf={({ skill }) => skill} empty={null} />
    </Section>
  );
}
