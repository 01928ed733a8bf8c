import { Parameters } from '../metric/sql-text.ts';
import type { LogReader } from '../reader/log-reader.ts';

export type Row = Readonly<Record<string, unknown>>;

/** Makes a statement, with its parameters, and runs it. */
export function ask(reader: LogReader, make: (params: Parameters) => string): Promise<readonly Row[]> {
  const params = new Parameters();
  const sql = make(params);
  return reader.query(sql, params.values);
}

export function number(row: Row | undefined, name: string): number {
  return Number(row?.[name] ?? 0);
}

export function numberOrNull(row: Row | undefined, name: string): number | null {
  const value = row?.[name];
  return value === null || value === undefined ? null : Number(value);
}

export function text(row: Row, name: string): string {
  return String(row[name] ?? '');
}

export function textOrNull(row: Row, name: string): string | null {
  const value = row[name];
  return value === null || value === undefined ? null : String(value);
}
