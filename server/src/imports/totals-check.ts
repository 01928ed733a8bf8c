import type { TotalsCheck } from '@throughline/api';
import {
  addAmounts,
  amountText,
  type CsvMapping,
  controlTotals,
  type ExactAmount,
  isSameAmount,
  negated,
  noAmount,
  readAmounts,
  type TableOptions,
  type TablePlan,
} from '@throughline/connect';
import { currencyDigits } from '@throughline/language';
import type { PoolClient } from 'pg';
import { messagesByLine, recordedLines, sumOfField } from './import-facts.ts';

/*
 * Two programs that agree: what the text of a file adds up to by exact decimals, and what the log says of the facts that came of it. What is missing is
 * listed by line, and adds up to the difference.
 */

const listed = 1000;

export interface CheckRequest {
  readonly id: string;
  readonly file: string;
  readonly table: TableOptions;
  readonly mapping: CsvMapping;
  readonly signal: AbortSignal;
}

/** Holds the file's sums against the log's, and keeps the result with the import. */
export async function checkTotals(client: PoolClient, request: CheckRequest): Promise<void> {
  const check = await totalsCheck(client, request);
  await client.query('update throughline_server.import set control = $2 where id = $1', [request.id, JSON.stringify(check)]);
}

interface Missing {
  readonly line: number;
  readonly column: string;
  readonly currency: string;
  readonly amount: ExactAmount;
}

async function totalsCheck(client: PoolClient, { id, file, table, mapping, signal }: CheckRequest): Promise<TotalsCheck> {
  const places = moneyPlaces(mapping);
  const plan = planOf(mapping, places);
  const control = await controlTotals(file, plan, { ...table, signal });
  const recorded = await recordedLines(client, id);
  const missing: Missing[] = [];
  const missed = new Map<string, ExactAmount>();
  let [missingCount, recordedRows] = [0, 0];
  for await (const { cells, lines } of readAmounts(file, plan, { ...table, signal })) {
    for (const line of lines) if (recorded.has(line)) recordedRows += 1;
    for (const { line, column, read } of cells) {
      if (read === undefined || recorded.has(line)) continue;
      missingCount += 1;
      if (missing.length < listed) missing.push({ line, column, ...read });
      const of = `${column}\n${read.currency}`;
      missed.set(of, addAmounts(missed.get(of) ?? noAmount, read.amount));
    }
  }
  const sums = await logSums(client, id, mapping, places);
  const reasons = await messagesByLine(client, id);
  const totals = control.totals.map(({ column, currency, count, sum, text }) => {
    const digits = currencyDigits(currency) ?? 0;
    const of = `${column}\n${currency}`;
    const found = sums.get(of) ?? { count: 0, sum: noAmount };
    const lost = addAmounts(sum, negated(found.sum));
    return {
      ...{ column, currency, count, sum: text, recorded: amountText(found.sum, digits), recordedCount: found.count },
      ...{ missing: amountText(lost, digits), agrees: lost.digits === 0n },
      isExplained: isSameAmount(lost, missed.get(of) ?? noAmount),
    };
  });
  return {
    ...{ rows: control.rows, recordedRows, missingCount, unread: [...control.unread], unreadCount: control.unreadCount },
    totals: totals.map(({ isExplained: _, ...total }) => total),
    missing: missing.map(({ line, column, currency, amount }) => ({
      ...{ line, column, currency, amount: amountText(amount, currencyDigits(currency) ?? 0) },
      reason: reasons.get(line) ?? 'Not recorded',
    })),
    explained: totals.every(({ isExplained }) => isExplained),
  };
}

interface MoneyPlace {
  readonly column: string;
  readonly decimal: '.' | ',';
  readonly field: string;
  /** The events whose data says it: those of one row, one at most. */
  readonly events: readonly string[];
}

/** Where the amounts of a column end up. Of several events of a row the first says it; what falls back on another column is not held against one. */
export function moneyPlaces({ events }: CsvMapping): readonly MoneyPlace[] {
  const isExclusive = events.every(({ when }) => when !== undefined && !Array.isArray(when) && 'equals' in when);
  const found = new Map<string, MoneyPlace>();
  for (const { event, data = {} } of events) {
    for (const [field, { as, column, otherwise, decimalMark = '.' }] of Object.entries(data)) {
      if (as !== 'money' || column === undefined || otherwise !== undefined) continue;
      const known = found.get(column);
      if (known === undefined) found.set(column, { column, decimal: decimalMark === ',' ? ',' : '.', field, events: [event] });
      else if (isExclusive && known.field === field) found.set(column, { ...known, events: [...known.events, event] });
    }
  }
  return [...found.values()];
}

function planOf({ currency }: CsvMapping, places: readonly MoneyPlace[]): TablePlan {
  const column = typeof currency === 'object' ? currency.column : undefined;
  const constant = statedCurrency(currency);
  return {
    shape: 'wide',
    columns: [
      ...places.map(({ column: name, decimal }) => ({ name, kind: 'amount' as const, decimal })),
      ...(column === undefined ? [] : [{ name: column, kind: 'currency' as const }]),
    ],
    ...(constant === '' ? {} : { currency: constant }),
  };
}

function statedCurrency(currency: CsvMapping['currency']): string {
  if (typeof currency === 'string') return currency;
  return currency !== undefined && 'each' in currency ? (currency.each ?? '') : '';
}

async function logSums(client: PoolClient, id: string, { currency }: CsvMapping, places: readonly MoneyPlace[]) {
  const sums = new Map<string, { readonly count: number; readonly sum: ExactAmount }>();
  for (const { column, field, events } of places) {
    for (const found of await sumOfField(client, id, { events, field, currency: statedCurrency(currency) })) {
      const sum = { digits: BigInt(found.sum), scale: currencyDigits(found.currency) ?? 0 };
      sums.set(`${column}\n${found.currency}`, { count: found.count, sum });
    }
  }
  return sums;
}
