import type { ExceptionOverview } from '@throughline/api';
import type { CsvLine } from '../cases/case-csv.ts';
import { decimalText } from '../cases/case-csv.ts';

/** A line a kind and currency: the head first. Money is decimal, and stands once for each currency; counts are of the kind. */
export function* exceptionLines({ buckets, stages, ages }: ExceptionOverview): Generator<CsvLine> {
  yield [
    ...['Exception', 'Kind', 'Severity', 'Owners', 'Open', 'Late', 'Age against target'],
    ...stages.map(({ title }) => title),
    ...ages.map(({ title }) => title),
    ...['No target', 'Oldest', 'Amount', 'Currency'],
  ];
  for (const bucket of buckets) {
    const amounts = bucket.amounts.length === 0 ? [undefined] : bucket.amounts;
    for (const money of amounts) {
      yield [
        ...[
          bucket.title,
          bucket.kind,
          bucket.severity,
          bucket.owners.map(({ title }) => title).join(', '),
          bucket.open,
          bucket.late,
        ],
        bucket.strain === null ? null : Math.round(bucket.strain * 100) / 100,
        ...bucket.stages.map(({ open }) => open),
        ...bucket.ages,
        ...[bucket.untimed, bucket.oldest],
        ...(money === undefined ? [null, null] : [decimalText(money.amount, money.currency), money.currency]),
      ];
    }
  }
}
