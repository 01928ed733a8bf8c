import type { Pool, PoolClient } from 'pg';
import { ThroughlineError } from '../errors.ts';

/** How many orders and payments of the company have got a number; the next one gets the next. */
export interface Numbered {
  readonly orders: number;
  readonly payments: number;
}

/** How far the demo's company has been built. It stands beside the engine's tables, in a schema of its own. */
export interface BuildRecord {
  readonly seed: number;
  readonly months: number;
  /** What made it: another release simulates another company. */
  readonly edition: number;
  /** The last instant at which the company worked, in milliseconds; 0 before the first. */
  readonly workedAt: number;
  /** How many orders and payments have got a number. */
  readonly numbered: Numbered;
  readonly finished: boolean;
}

/** Counted up whenever the simulation changes, so that a company built by an older release is built anew. */
export const edition = 14;

export const noneNumbered: Numbered = { orders: 0, payments: 0 };

export async function readBuildRecord(pool: Pool): Promise<BuildRecord | undefined> {
  const there = await pool.query<{ found: boolean }>(`select to_regclass('throughline_demo.build') is not null as found`);
  if (there.rows[0]?.found !== true) return undefined;
  const { rows } = await pool.query<BuildRecord>(
    // What an older edition has built has no numbers, and is not gone on with.
    `select seed, months, edition, worked_at::float8 as "workedAt", to_jsonb(b)->'numbered' as numbered, finished
      from throughline_demo.build b`,
  );
  return rows[0];
}

export async function insertBuildRecord(pool: Pool, { seed, months }: Pick<BuildRecord, 'seed' | 'months'>): Promise<void> {
  await pool.query(`create table throughline_demo.build
    (seed int8 not null, months int4 not null, edition int4 not null, worked_at int8 not null, numbered jsonb not null, finished bool not null)`);
  await pool.query('insert into throughline_demo.build values ($1, $2, $3, 0, $4, false)', [seed, months, edition, noneNumbered]);
}

/** In the transaction of the work itself: what is recorded has been done, once. */
export async function recordWork(client: PoolClient, workedAt: number, numbered: Numbered): Promise<void> {
  await client.query('update throughline_demo.build set worked_at = $1, numbered = $2', [workedAt, numbered]);
}

export async function recordFinish(pool: Pool): Promise<void> {
  await pool.query('update throughline_demo.build set finished = true');
}

/**
 * Empties the demo's database. One that was not made by the demo is never touched: DATABASE_URL may name a server on which
 * somebody else has a database of that name.
 */
export async function emptyDemo(pool: Pool): Promise<void> {
  const { rows } = await pool.query<{ engine: boolean; demo: boolean }>(
    `select to_regnamespace('throughline') is not null as engine, to_regnamespace('throughline_demo') is not null as demo`,
  );
  const [found] = rows;
  if (found?.engine === true && !found.demo) {
    const message = 'The database of the demo holds data that the demo has not made';
    throw new ThroughlineError('demo-database-real', message, { place: 'the database with the name ending in _demo' });
  }
  await pool.query('drop schema if exists throughline cascade');
  await pool.query('drop schema if exists throughline_demo cascade');
  await pool.query('drop schema if exists throughline_server cascade');
  await pool.query('drop schema if exists throughline_auth cascade');
  // From here on it is the demo's, whatever happens next.
  await pool.query('create schema throughline_demo');
}
