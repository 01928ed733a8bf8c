import type { DuckDBConnection } from '@duckdb/node-api';
import { LogReadError } from './errors.ts';

export type Row = Readonly<Record<string, unknown>>;

/** `StatementType.SELECT`; the library is not loaded for a number. */
const reading = 1;

/**
 * Runs a reading statement, and gives its rows as PostgreSQL's client would: integers of 64 bits and more, and decimals, as text; JSON as what it
 * says. Days and instants are better asked for as text.
 *
 * @throws {LogReadError} not-a-reading
 */
export async function readRows(
  connection: DuckDBConnection,
  sql: string,
  params: readonly (string | number | null)[],
): Promise<readonly Row[]> {
  const statement = await connection.prepare(sql);
  try {
    if (statement.statementType !== reading)
      throw new LogReadError('not-a-reading', 'Expected one statement that reads: a select, or a with that ends in one');
    statement.bind([...params]);
    const result = await statement.run();
    const names = result.columnNames();
    const readers = result.columnTypes().map((type) => readerOf(String(type), type.alias));
    const rows = await result.getRowsJS();
    return rows.map((row) => Object.fromEntries(names.map((name, index) => [name, readers[index]?.(row[index])])));
  } finally {
    statement.destroySync();
  }
}

function readerOf(type: string, alias: string | undefined): (value: unknown) => unknown {
  if (alias === 'JSON') return (value) => (typeof value === 'string' ? JSON.parse(value) : value);
  if (type.startsWith('DECIMAL')) return (value) => (value === null ? null : String(value));
  return plain;
}

function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return String(value);
  return Array.isArray(value) ? value.map(plain) : value;
}
