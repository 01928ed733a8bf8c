import type { ChangeView } from '@throughline/api';
import { formatCount } from '../../format/number.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { type PlainColumn, PlainTable } from '../../parts/table/plain-table.tsx';
import { Absent } from '../../parts/text/money.tsx';
import { Section } from '../../shell/section.tsx';
import { words } from '../changes/words.ts';
import styles from '../declared/declared.module.css';

type Line = Pick<ChangeView['riskFacts'][number], 'id' | 'title' | 'points'> & { readonly of: number | null };

/** Its risk as arithmetic: every fact with what it counts, and the sum. */
export function RiskFacts({ view }: { readonly view: ChangeView }) {
  const { locale } = useFormat();
  const { riskFacts, riskPoints, risk, mediumFrom, highFrom, impactAt } = view;
  const lines: readonly Line[] = [
    ...[...riskFacts].sort((a, b) => b.points - a.points),
    { id: 'total', title: words.total, points: riskPoints, of: null },
  ];
  const columns: readonly PlainColumn<Line>[] = [
    { key: 'fact', title: words.fact, kind: 'key', render: ({ title }) => title },
    {
      key: 'holds',
      title: words.holds,
      render: ({ points, of }) => (of === null ? null : points > 0 ? words.yes : <Absent>{words.no}</Absent>),
    },
    {
      key: 'points',
      title: words.counted,
      kind: 'figure',
      render: ({ points }) => (points === 0 ? <Absent>0</Absent> : formatCount(points, locale)),
    },
  ];
  return (
    <Section title={words.risk} aside={words.points(riskPoints, words.risks[risk])} note={words.bounds(mediumFrom, highFrom)}>
      {impactAt === null ? <p className={styles['why']}>{words.notAssessed}</p> : null}
      <PlainTable caption={words.risk} {...{ columns }} rows={lines} idOf={({ id }) => id} empty={null} />
    </Section>
  );
}
