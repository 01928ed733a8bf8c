import type { Receivables } from '@throughline/api';
import { type CsvLine, decimalText } from '../cases/case-csv.ts';

/** A line a value and currency, by age: the head first. */
export function* receivableLines(found: Receivables | null): Generator<CsvLine> {
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
