import type { BreakAge } from '@throughline/api';
import { useCompany } from '../../data/company.tsx';
import { formatCount } from '../../format/number.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { type PlainColumn, PlainTable } from '../../parts/table/plain-table.tsx';
import { Anchor } from '../../parts/text/anchor.tsx';
import { Absent } from '../../parts/text/money.tsx';
import { Section } from '../../shell/section.tsx';
import { StateNotice } from '../../shell/state-notice.tsx';
import { casesAddress } from '../addresses.ts';
import { words } from '../reconciliations/words.ts';
import { RowsCsv } from '../rows-csv.tsx';
import type { Shown } from './page.tsx';

type Kind = BreakAge['kind'];

interface Row {
  readonly kind: Kind;
  readonly ages: readonly BreakAge[];
}

const sum = (ages: readonly BreakAge[], of: (age: BreakAge) => number) => ages.reduce((total, age) => total + of(age), 0);

/** What stands open, by what it is and for how long. */
export function Ages({ view: { id, ages } }: { readonly view: Shown }) {
  const { database } = useCompany();
  const { locale } = useFormat();
  const rows: readonly Row[] = [...new Set(ages.map(({ kind }) => kind))].map((kind) => ({
    kind,
    ages: ages.filter((age) => age.kind === kind),
  }));
  const spans = [...new Map(ages.map((age) => [age.from, age])).values()].toSorted((a, b) => a.from - b.from);
  const counted = (count: number) => (count === 0 ? <Absent>0</Absent> : formatCount(count, locale));
  const columns: readonly PlainColumn<Row>[] = [
    { key: 'kind', title: words.kind, kind: 'key', render: ({ kind }) => words.kinds[kind] },
    ...spans.map(
      ({ from, to }): PlainColumn<Row> => ({
        key: String(from),
        title: words.age(from, to),
        kind: 'figure',
        render: (row) =>
          counted(
            sum(
              row.ages.filter((age) => age.from === from),
              ({ count }) => count,
            ),
          ),
      }),
    ),
    { key: 'aged', title: words.aged, kind: 'figure', render: (row) => counted(sum(row.ages, ({ aged }) => aged)) },
    {
      key: 'all',
      title: words.all,
      kind: 'figure',
      render: (row) => (
        <Anchor
          className="link"
          href={casesAddress(database, 'reconciliation-break', {
            open: 'true',
            where: [`reconciliation=${id}`, `kind=${row.kind}`],
          })}
        >
          {formatCount(
            sum(row.ages, ({ count }) => count),
            locale,
          )}
        </Anchor>
      ),
    },
  ];
  return (
    <Section
      title={words.ages}
      aside={words.agesNote}
      note={
        <RowsCsv
          name={`${id}-ages`}
          rows={ages}
          columns={[
            [words.kind, ({ kind }) => kind],
            ['from_days', ({ from }) => from],
            ['to_days', ({ to }) => to],
            [words.breaks, ({ count }) => count],
            [words.aged, ({ aged }) => aged],
          ]}
        />
      }
    >
      <PlainTable
        caption={words.ages}
        columns={columns}
        rows={rows}
        idOf={({ kind }) => kind}
        empty={<StateNotice kind="empty">{words.noBreaks}</StateNotice>}
      />
    </Section>
  );
}
