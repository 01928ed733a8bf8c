import { currencyDigits, type Json, type Millis } from '@throughline/language';
import { type ExactAmount, exactAmount } from '../exact-amount.ts';
import { textOf, valueAt } from '../source/path.ts';
import type { SnapshotDeclaration } from './declaration.ts';

/** A record of one side, as far as the two are held against each other. */
export interface SnapshotRecord {
  /** What it has in common with its counterpart; of several parts joined by ` · `. */
  readonly key: string;
  readonly amount: ExactAmount;
  /** ISO 4217. */
  readonly currency: string;
  /** What must be the same, in the words of both. */
  readonly fields: Readonly<Record<string, string>>;
  /** When it came to be; `null`: it does not say. */
  readonly at: Millis | null;
}

/** A record that is in no total, and why. */
export interface UnreadRecord {
  readonly code: 'key-missing' | 'amount-unreadable' | 'currency-unknown' | 'date-unreadable';
  /** As far as it is known. */
  readonly key: string;
  /** The path that is at fault. */
  readonly field: string;
  readonly value: string;
}

/** Reads a record of a side by its declaration. */
export function snapshotRecord(record: Json, side: SnapshotDeclaration): SnapshotRecord | UnreadRecord {
  const cell = (path: string) => textOf(valueAt(record, path)).trim();
  const parts = side.key.map(cell);
  const key = parts.join(' · ').normalize('NFC');
  const unread = (code: UnreadRecord['code'], field: string): UnreadRecord => ({
    ...{ code, key: key.slice(0, keyLengthMax), field },
    value: cell(field).slice(0, 100),
  });
  const missing = parts.findIndex((part) => part === '' || part.length > keyLengthMax);
  if (missing >= 0) return unread('key-missing', side.key[missing] as string);
  const currency = typeof side.currency === 'string' ? cell(side.currency).toUpperCase() : side.currency.is;
  const digits = currencyDigits(currency);
  if (digits === undefined) return unread('currency-unknown', typeof side.currency === 'string' ? side.currency : '');
  const amount = exactAmount(cell(side.amount), side.decimal ?? '.')?.amount;
  if (amount === undefined || (side.minorUnits === true && amount.scale > 0)) return unread('amount-unreadable', side.amount);
  const at = side.at === undefined || cell(side.at) === '' ? null : instantOf(cell(side.at));
  if (at === undefined) return unread('date-unreadable', side.at ?? '');
  return {
    ...{ key, currency, at },
    amount: side.minorUnits === true ? { digits: amount.digits, scale: digits } : amount,
    fields: Object.fromEntries(
      Object.entries(side.fields ?? {}).map(([name, from]) => {
        if (typeof from === 'string') return [name, cell(from)];
        const text = cell(from.path);
        return [name, Object.hasOwn(from.values, text) ? (from.values[text] ?? text) : text];
      }),
    ),
  };
}

export const isUnread = (record: SnapshotRecord | UnreadRecord): record is UnreadRecord => 'code' in record;

const keyLengthMax = 200;
/** ISO 8601: a day (its midnight, UTC), or an instant with its offset. Anything else depends on where it is read. */
const isoInstant = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2}))?$/;

function instantOf(text: string): Millis | undefined {
  if (!isoInstant.test(text)) return undefined;
  const at = Date.parse(text.replace(' ', 'T'));
  return Number.isNaN(at) ? undefined : at;
}
