import type { Millis } from '@throughline/language';
import type { Queryable } from '../database.ts';
import { EngineError } from '../errors.ts';

/** What every decision of a transaction has in common. */
export interface Moment {
  readonly mode: 'real' | 'virtual';
  /** Business time: the transaction's on a real clock, the clock's own on a virtual one. */
  readonly now: Millis;
  /** By flow, the version that newborn cases run. */
  readonly latest: Readonly<Record<string, number>>;
}

export async function readMoment(client: Queryable): Promise<Moment> {
  const { rows } = await client.query<Moment>({
    name: 'throughline-read-moment',
    text: `select mode, floor(extract(epoch from coalesce(now, now())) * 1000)::float8 as now,
      (select coalesce(json_object_agg(flow, version), '{}') from
        (select flow, max(version) as version from throughline.flow_version group by flow) newest) as latest
      from throughline.clock`,
  });
  const [moment] = rows;
  if (moment === undefined)
    throw new EngineError('not-initialised', 'The database has no clock yet: run initialise() on it first');
  return moment;
}
