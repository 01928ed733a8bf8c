import type { Millis } from '@throughline/language';
import type { Queryable } from '../database.ts';
import { EngineError } from '../errors.ts';

/** When a transaction decides, and under which settings. */
export interface Instant {
  readonly mode: 'real' | 'virtual';
  /** Business time: the transaction's on a real clock, the clock's own on a virtual one. */
  readonly now: Millis;
  /** The revision of the settings: each deployment, pilot, parameter or calendar counts it up. */
  readonly settings: number;
}

export async function readInstant(client: Queryable): Promise<Instant> {
  const { rows } = await client.query<Instant>({
    name: 'throughline-read-moment',
    text: `select mode, floor(extract(epoch from coalesce(now, now())) * 1000)::float8 as now, settings::float8 from throughline.clock`,
  });
  const [instant] = rows;
  if (instant === undefined)
    throw new EngineError('not-initialised', 'The database has no clock yet: run initialise() on it first');
  return instant;
}
