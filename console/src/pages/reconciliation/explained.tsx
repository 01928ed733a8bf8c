import { formatCount, formatExactDecimal } from '../../format/number.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { type PlainColumn, PlainTable } from '../../parts/table/plain-table.tsx';
import { Absent } from '../../parts/text/money.tsx';
import { Section } from '../../shell/section.tsx';
import { differencesOf, isNothing } from '../reconciliations/differences.tsx';
import { words } from '../reconciliations/words.ts';
import { RowsCsv } from '../rows-csv.tsx';
import type { Shown } from './page.tsx';

type Found = NonNullable<NonNullable<Shown['lastRun']>['found']>;
type Totals = Found['totals'][number];

interface Part {
  readonly key: Exclude<keyof Totals, 'currency'>;
  readonly title: string;
  /** null: they are not counted. */
  readonly records: number | null;
}

/** So many currencies stand side by side; those that agree are the first to be left to the file. */
const shownMax = 6;

/** From the total of the left to that of the right: what the difference is made of, each currency by itself. */
export function Explained({ view, found }: { readonly view: Shown; readonly found: Found }) {
  const { locale } = useFormat();
  const [left, right] = [view.left ?? '', view.right ?? ''];
  const differing = differencesOf(found.totals);
  const shown = [...differing, ...found.totals.filter((one) => !differing.includes(one))].slice(0, shownMax);
  const parts = partsOf(left, right, found);
  const columns: readonly PlainColumn<Part>[] = [
    { key: 'part', title: words.part, kind: 'key', render: ({ title }) => title },
    {
      key: 'records',
      title: words.records,
      kind: 'figure',
      render: ({ records }) => (records === null ? '' : records === 0 ? <Absent>0</Absent> : formatCount(records, locale)),
    },
    ...shown.map(
      (one): PlainColumn<Part> => ({
        key: one.currency,
        title: one.currency,
        kind: 'figure',
        render: ({ key }) => {
          const text = formatExactDecimal(one[key], locale);
          return isNothing(one[key]) ? <Absent>{text}</Absent> : key === 'difference' ? <strong>{text}</strong> : text;
        },
      }),
    ),
  ];
  return (
    <Section
      title={words.explained}
      aside={words.explainedNote(found.sums)}
      note={
        <RowsCsv
          name={`${view.id}-difference`}
          rows={parts}
          columns={[
            [words.part, ({ title }) => title],
            [words.records, ({ records }) => records],
            ...found.totals.map((one) => [one.currency, ({ key }: Part) => one[key]] as const),
          ]}
        />
      }
    >
      <PlainTable caption={words.explained} columns={columns} rows={parts} idOf={({ key }) => key} empty={null} />
    </Section>
  );
}

function partsOf(left: string, right: string, { records, breaks, inTransit }: Found): readonly Part[] {
  const { parts } = words;
  return [
    { key: 'left', title: words.total(left), records: records.left },
    { key: 'missing', title: parts.missing(left), records: breaks.missing },
    { key: 'extra', title: parts.extra(right), records: breaks.extra },
    { key: 'duplicate', title: parts.duplicate, records: breaks.duplicate },
    { key: 'mismatched', title: parts.mismatched, records: breaks.mismatched },
    { key: 'inTransit', title: parts.inTransit, records: inTransit },
    { key: 'tolerated', title: parts.tolerated, records: null },
    { key: 'unexplained', title: parts.unexplained, records: null },
    { key: 'difference', title: words.differenceOf(right, left), records: null },
    { key: 'right', title: words.total(right), records: records.right },
  ];
}
