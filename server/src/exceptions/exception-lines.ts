import type { ExceptionOverview, Money, QueryOf, Routes } from '@throughline/api';
import type { CsvLine } from '../cases/case-csv.ts';
import { decimalText } from '../cases/case-csv.ts';

type Table = NonNullable<QueryOf<Routes['GET /{database}/exceptions']>['table']>;

/** A table of the exceptions: the head first. Money is decimal, a line for each currency; counts are of the whole row. */
export function exceptionLines(overview: ExceptionOverview, table: Table = 'kinds'): Iterable<CsvLine> {
  return { kinds: kindLines, owners: ownerLines, trend: trendLines }[table](overview);
}

function* trendLines({ trend }: ExceptionOverview): Generator<CsvLine> {
  yield ['From', 'To', 'Opened', 'Closed'];
  for (const { from, to, opened, closed } of trend) yield [from, to, opened, closed];
}

function* ownerLines({ owners }: ExceptionOverview): Generator<CsvLine> {
  yield ['Owner', 'Role', 'Open', 'Late', 'Nobody yet', 'Age against target', 'Oldest', 'Amount', 'Currency'];
  for (const { title, role, open, late, unassigned, strain, oldest, amounts } of owners) {
    for (const money of eachMoney(amounts))
      yield [title, role, open, late, unassigned, times(strain), oldest, ...moneyCells(money)];
  }
}

/** Of what has no money there is one line all the same. */
function eachMoney(amounts: readonly Money[]): readonly (Money | undefined)[] {
  return amounts.length === 0 ? [undefined] : amounts;
}

function moneyCells(money: Money | undefined): CsvLine {
  return money === undefined ? [null, null] : [decimalText(money.amount, money.currency), money.currency];
}

function times(strain: number | null): number | null {
  return strain === null ? null : Math.round(strain * 100) / 100;
}

function* kindLines({ buckets, stages, ages }: ExceptionOverview): Generator<CsvLine> {
  yield [
    ...['Exception', 'Kind', 'Severity', 'Owners', 'Open', 'Late', 'Age against target'],
    ...stages.map(({ title }) => title),
    ...ages.map(({ title }) => title),
    ...['No target', 'Oldest', 'Amount', 'Currency'],
  ];
  for (const bucket of buckets) {
    for (const money of eachMoney(bucket.amounts)) {
      yield [
        ...[
          bucket.title,
          bucket.kind,
          bucket.severity,
          bucket.owners.map(({ title }) => title).join(', '),
          bucket.open,
          bucket.late,
        ],
        times(bucket.strain),
        ...bucket.stages.map(({ open }) => open),
        ...bucket.ages,
        ...[bucket.untimed, bucket.oldest],
        ...moneyCells(money),
      ];
    }
  }
}
