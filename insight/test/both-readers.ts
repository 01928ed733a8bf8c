import assert from 'node:assert/strict';
import { compileCalendar, type MetricDefinition } from '@throughline/language';
import type pg from 'pg';
import { casesBehind } from '../src/metric/cases-behind.ts';
import { type MetricResult, measure } from '../src/metric/measure.ts';
import type { MetricRequest } from '../src/metric/request.ts';
import type { LogReader } from '../src/reader/log-reader.ts';
import { logReader } from '../src/reader/postgres-log-reader.ts';
import { projectionReader } from '../src/reader/projection-log-reader.ts';
import { type FixtureCase, writeLog } from './log-fixture.ts';
import { projectionFolder } from './projected.ts';
import { office } from './small-flow.ts';

/** A log, and both ways to read it: PostgreSQL, and the projection by DuckDB. */
export interface BothReaders {
  readonly readers: readonly [postgres: LogReader, projection: LogReader];
  write(log: readonly FixtureCase[]): Promise<void>;
  /** What both say; they must agree, and the cases behind be those counted. */
  measure(metric: MetricDefinition, request?: MetricRequest): Promise<MetricResult>;
  close(): Promise<void>;
}

/** A database with an empty log (`prepareLog`); it is closed with the readers. */
interface Database {
  readonly pool: pg.Pool;
  close(): Promise<void>;
}

/** The fixture flows' calendar. */
export const calendars = { default: compileCalendar(office) };

export async function bothReaders(database: Database, log: readonly FixtureCase[] = []): Promise<BothReaders> {
  const { folder, remove } = projectionFolder();
  const projection = projectionReader(database.pool, folder);
  const readers = [logReader(database.pool), projection] as const;
  if (log.length > 0) await writeLog(database.pool, log);
  return {
    readers,
    write: (cases) => writeLog(database.pool, cases),
    async measure(metric, request = {}) {
      const asked = { calendars, ...request };
      const [one, other] = [await measure(readers[0], metric, asked), await measure(readers[1], metric, asked)];
      assertClose(other, one, metric.id);
      const [these, those] = await Promise.all(readers.map((reader) => casesBehind(reader, metric, asked)));
      assertClose(those, these, metric.id);
      return one;
    },
    async close() {
      await projection.close();
      remove();
      await database.close();
    },
  };
}

/** The same, numbers to the last few bits: two databases do not add in the same order. */
export function assertClose(actual: unknown, expected: unknown, message: string): void {
  const rounded = (value: unknown) =>
    JSON.parse(
      JSON.stringify(value, (_, member) => (typeof member === 'number' ? Number(member.toPrecision(12)) : member)) ?? 'null',
    );
  assert.deepEqual(rounded(actual), rounded(expected), message);
}
