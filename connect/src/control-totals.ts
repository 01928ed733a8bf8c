import { currencyDigits } from '@throughline/language';
import { isEmptyText } from './column-profile.ts';
import type { ImportError } from './errors.ts';
import { addAmounts, amountText, type ExactAmount, exactAmount, noAmount } from './exact-amount.ts';
import type { TablePlan } from './table-plan.ts';
import { readTable, type TableOptions } from './table-reader.ts';

/*
 * The sums of a file, from its text alone: no mapping, no flow and no database have a part in them. What is in the log afterwards is held against
 * them.
 */

export interface ControlTotal {
  readonly column: string;
  /** ISO 4217; empty: the row says none. */
  readonly currency: string;
  /** Cells with an amount. */
  readonly count: number;
  readonly sum: ExactAmount;
  /** With the decimals of the currency. */
  readonly text: string;
}

/** A cell or a row that is in no sum. */
export interface Unread {
  readonly line: number;
  /** Empty: the row. */
  readonly column: string;
  readonly text: string;
  readonly reason: string;
}

export interface ControlTotals {
  readonly rows: number;
  readonly totals: readonly ControlTotal[];
  readonly unread: readonly Unread[];
  /** More of them than are listed. */
  readonly unreadCount: number;
}

const unreadListed = 1000;

const signs: Readonly<Record<string, string>> = { '€': 'EUR', '£': 'GBP', '₹': 'INR' };

export interface ControlOptions extends TableOptions {
  readonly signal?: AbortSignal;
}

/** By column of amounts and currency, what the cells of a file add up to. */
export async function controlTotals(path: string, plan: TablePlan, options: ControlOptions = {}): Promise<ControlTotals> {
  const sums = new Map<string, { column: string; currency: string; count: number; sum: ExactAmount }>();
  const unread: Unread[] = [];
  let [rows, unreadCount] = [0, 0];
  const miss = (one: Unread) => {
    unreadCount += 1;
    if (unread.length < unreadListed) unread.push(one);
  };
  for await (const batch of readAmounts(path, plan, options)) {
    rows += batch.rows;
    for (const { line, message, value = '' } of batch.errors) miss({ line, column: '', text: value, reason: message });
    for (const { line, column, text, read } of batch.cells) {
      if (read === undefined) {
        miss({ line, column, text: text.slice(0, 80), reason: 'No number as they are written in this file' });
        continue;
      }
      const { currency, amount } = read;
      const id = `${column}\n${currency}`;
      const known = sums.get(id) ?? { column, currency, count: 0, sum: noAmount };
      sums.set(id, { ...known, count: known.count + 1, sum: addAmounts(known.sum, amount) });
    }
  }
  const totals = [...sums.values()]
    .toSorted((a, b) => (a.column === b.column ? (a.currency < b.currency ? -1 : 1) : a.column < b.column ? -1 : 1))
    .map((one) => ({ ...one, text: amountText(one.sum, currencyDigits(one.currency) ?? 0) }));
  return { rows, totals, unread, unreadCount };
}

/** A cell of a column of amounts that is not empty. */
export interface AmountCell {
  readonly line: number;
  readonly column: string;
  readonly text: string;
  /** Absent: it is no amount. */
  readonly read: { readonly currency: string; readonly amount: ExactAmount } | undefined;
}

/** The amounts of a file, row by row. */
export async function* readAmounts(
  path: string,
  plan: TablePlan,
  options: ControlOptions = {},
): AsyncGenerator<{
  readonly rows: number;
  readonly errors: readonly ImportError[];
  readonly cells: readonly AmountCell[];
  readonly lines: readonly number[];
}> {
  const amounts = plan.columns.filter(({ kind }) => kind === 'amount');
  const currencyColumn = plan.columns.find(({ kind }) => kind === 'currency')?.name;
  for await (const { columns, rows, errors } of readTable(path, options)) {
    options.signal?.throwIfAborted();
    const currencyAt = currencyColumn === undefined ? -1 : columns.indexOf(currencyColumn);
    const places = amounts.map(({ name, decimal = '.' }) => ({ name, decimal, at: columns.indexOf(name) }));
    const cells = rows.flatMap(({ line, fields }) => {
      const stated = (fields[currencyAt] ?? '').trim().toUpperCase();
      return places.flatMap(({ name, decimal, at }): readonly AmountCell[] => {
        const text = (fields[at] ?? '').trim();
        if (isEmptyText(text)) return [];
        const read = exactAmount(text, decimal);
        if (read === undefined) return [{ line, column: name, text, read }];
        const own = signs[read.mark] ?? (currencyDigits(read.mark) === undefined ? '' : read.mark);
        const currency = !isEmptyText(stated) ? stated : (plan.currency ?? own);
        return [{ line, column: name, text, read: { currency, amount: read.amount } }];
      });
    });
    yield { rows: rows.length, errors, cells, lines: rows.map(({ line }) => line) };
  }
}
