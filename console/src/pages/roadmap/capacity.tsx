import type { PlanDetail } from '@throughline/api';
import { formatDecimal } from '../../format/number.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { type PlainColumn, PlainTable } from '../../parts/table/plain-table.tsx';
import { Section } from '../../shell/section.tsx';
import { RowsCsv } from '../rows-csv.tsx';
import { words } from './words.ts';

type Skill = PlanDetail['skills'][number];

/** Who is there, what goes on takes of it, and what run and grow take of the rest. */
export function Capacity({ plan: { skills, number } }: { readonly plan: PlanDetail }) {
  const { locale } = useFormat();
  const weeks = (value: number) => formatDecimal(value, 1, locale);
  const columns: readonly PlainColumn<Skill>[] = [
    { key: 'skill', title: words.skill, kind: 'key', render: ({ skill }) => skill },
    { key: 'there', title: words.there, kind: 'figure', render: ({ capacity }) => weeks(capacity) },
    { key: 'goesOn', title: words.goesOn, kind: 'figure', wideOnly: true, render: ({ capacity, net }) => weeks(capacity - net) },
    { key: 'net', title: words.net, kind: 'figure', render: ({ net }) => weeks(net) },
    { key: 'run', title: words.run, kind: 'figure', render: ({ run }) => weeks(run) },
    { key: 'grow', title: words.grow, kind: 'figure', render: ({ grow }) => weeks(grow) },
    { key: 'growMax', title: words.growMax, kind: 'figure', wideOnly: true, render: ({ growMax }) => weeks(growMax) },
    { key: 'left', title: words.left, kind: 'figure', render: ({ net, run, grow }) => weeks(net - run - grow) },
  ];
  return (
    <Section
      title={words.capacity}
      aside={words.capacityNote}
      note={
        <RowsCsv
          name={`capacity-${number}`}
          rows={skills}
          columns={[
            ['skill', ({ skill }) => skill],
            ['person_weeks', ({ capacity }) => capacity],
            ['net', ({ net }) => net],
            ['run', ({ run }) => run],
            ['grow', ({ grow }) => grow],
            ['grow_max', ({ growMax }) => growMax],
          ]}
        />
      }
    >
      <PlainTable caption={words.capacity} columns={columns} rows={skills} idOf={({ skill }) => skill} empty={null} />
    </Section>
  );
}
