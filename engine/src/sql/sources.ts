import type { Millis } from '@throughline/language';
import type { Queryable } from '../database.ts';
import { millis } from './lock-cases.ts';

export interface SourceRow {
  readonly id: number;
  readonly name: string;
  readonly liveFrom: Millis | null;
}

/** The ids of the sources named that there are. */
export async function findSources(client: Queryable, names: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const { rows } = await client.query<{ id: number; name: string }>({
    text: 'select id, name from throughline.source where name = any($1::text[])',
    values: [names],
  });
  return new Map(rows.map(({ id, name }) => [name, id]));
}

/** Finds a source by its name, or makes it. Its `live_from` is set once and then stays. */
export async function ensureSource(client: Queryable, name: string, liveFrom: Millis | null): Promise<SourceRow> {
  const { rows } = await client.query<SourceRow>({
    text: `insert into throughline.source as s (name, live_from) values ($1, to_timestamp($2::float8 / 1000))
      on conflict (name) do update set live_from = coalesce(s.live_from, excluded.live_from)
      returning id, name, ${millis('live_from')} as "liveFrom"`,
    values: [name, liveFrom],
  });
  const [row] = rows;
  if (row === undefined) throw new Error('ensureSource returned no row');
  return row;
}
