import type { Money, QueryOf, Receivables, Routes } from '@throughline/api';
import { type CsvLine, decimalText } from '../cases/case-csv.ts';

type Table = NonNullable<QueryOf<Routes['GET /{database}/receivables']>['table']>;

/** A table of what is owed: the head first, then a line for each row and currency, as amounts are never summed over those. */
export function* receivableLines(found: Receivables | null, table: Table = 'groups'): Generator<CsvLine> {
  switch (table) {
    case 'groups':
      return yield* groupLines(found);
    case 'ages':
      yield ['Days late', 'Cases', 'Open', 'Currency'];
      for (const age of found?.ages ?? []) yield* lines([age.title, age.cases], age.amounts);
      return;
    case 'ladder':
      yield ['Rung reached', 'After', 'Cases', 'Open', 'Currency'];
      for (const rung of found?.ladder ?? []) yield* lines([rung.title, rung.after, rung.cases], rung.amounts);
      return;
    case 'shortfalls':
      yield ['Reason', 'Cases', 'Amount', 'Currency'];
      for (const row of found?.shortfalls?.reasons ?? []) yield* lines([row.title, row.cases], row.amounts);
      return;
    case 'leakage':
      yield ['What', 'Owner', 'Oldest', 'Cases', 'Amount', 'Currency'];
      for (const leak of found?.leakage ?? [])
        yield* lines([leak.title, leak.owner.title, leak.oldest, leak.cases], leak.amounts);
  }
}

/** One line where there is no money: the cases are told all the same. */
function* lines(cells: CsvLine, amounts: readonly Money[]): Generator<CsvLine> {
  if (amounts.length === 0) yield [...cells, null, null];
  for (const { amount, currency } of amounts) yield [...cells, decimalText(amount, currency), currency];
}

function* groupLines(found: Receivables | null): Generator<CsvLine> {
  const ages = found?.ages ?? [];
  const by = found?.groups.choices.find(({ name }) => name === found.groups.by)?.title ?? 'Value';
  yield [by, 'Cases', 'Currency', 'Open', ...ages.map(({ title }) => title)];
  for (const { value, cases, amounts, ages: parts } of found?.groups.items ?? []) {
    for (const { amount, currency } of amounts) {
      const inCurrency = parts.map((part) => part.amounts.find((money) => money.currency === currency)?.amount ?? 0);
      yield [value, cases, currency, decimalText(amount, currency), ...inCurrency.map((part) => decimalText(part, currency))];
    }
  }
}
