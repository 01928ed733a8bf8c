import type { ConnectionDeclaration } from '@throughline/connect';
import type { Millis } from '@throughline/language';
import type { Pool } from 'pg';
import { declaredHigh, declaredLow, writeFailures } from './failure-table.ts';
import type { Registered } from './register.ts';

/** How many records a connection is to bring in each hour or day (UTC). */
export type DeclaredVolume = NonNullable<ConnectionDeclaration['expectedVolume']>;

const hourMs = 3_600_000;
/** Runs are told a little late; so long after its end an hour or a day is judged. */
const graceMs = hourMs;
/** So many of them are looked at again, after a server that was down. */
const lookBack = { hour: 24, day: 3 } as const;
const lengths = { hour: hourMs, day: 24 * hourMs } as const;

interface Period {
  readonly name: string;
  readonly begin: Millis;
  readonly end: Millis;
}

interface Measured extends Period {
  readonly records: number;
}

/**
 * Writes the hours and days in which connections brought fewer or more records than they declare as failures, each once; the next one that is as declared settles
 * them. One in which a connection was paused, or not yet live, is not judged.
 */
export async function tellDeclaredVolumes(
  pool: Pool,
  register: readonly Pick<Registered, 'name' | 'since'>[],
  { volumes, now }: { readonly volumes: ReadonlyMap<string, DeclaredVolume>; readonly now: Millis },
): Promise<void> {
  const declared = register.filter(({ name }) => volumes.has(name));
  if (declared.length === 0) return;
  const measured = Map.groupBy(await measure(pool, await periodsOf(pool, declared, { volumes, now })), ({ name }) => name);
  for (const [name, periods] of measured) {
    const { atLeast = 0, atMost = 0, per = 'day' } = volumes.get(name) ?? {};
    const label = ({ begin }: Period) => `${per} ${new Date(begin).toISOString().slice(0, per === 'day' ? 10 : 13)}`;
    const failures = periods.flatMap((period) => {
      if (period.records >= atLeast && period.records <= atMost) return [];
      const errorClass = period.records < atLeast ? declaredLow : declaredHigh;
      const at = period.end - 1000;
      return [{ record: label(period), run: undefined, at, outcome: 'volume', errorClass, isHistory: false } as const];
    });
    await writeFailures(pool, name, failures);
    const good = periods.findLast(({ records }) => records >= atLeast && records <= atMost);
    if (good !== undefined) await settle(pool, good, `${label(good)}: ${good.records} records`);
  }
}

async function periodsOf(
  pool: Pool,
  declared: readonly Pick<Registered, 'name' | 'since'>[],
  { volumes, now }: { readonly volumes: ReadonlyMap<string, DeclaredVolume>; readonly now: Millis },
): Promise<readonly Period[]> {
  const { rows } = await pool.query<{ integration: string; quiet: number }>(
    `select integration, extract(epoch from quiet_until)::float8 * 1000 as quiet from throughline_server.integration_watch
      where integration = any($1) and quiet_until is not null`,
    [declared.map(({ name }) => name)],
  );
  const quiet = new Map(rows.map((row) => [row.integration, row.quiet]));
  return declared.flatMap(({ name, since }) => {
    const { per = 'day' } = volumes.get(name) ?? {};
    const length = lengths[per];
    const end = Math.floor((now - graceMs) / length);
    const live = Math.ceil(Math.max(since, quiet.get(name) ?? 0) / length);
    const first = Math.max(live, end - lookBack[per]);
    return Array.from({ length: Math.max(0, end - first) }, (_, nth) => ({
      ...{ name, begin: (first + nth) * length, end: (first + nth + 1) * length },
    }));
  });
}

async function measure(pool: Pool, periods: readonly Period[]): Promise<readonly Measured[]> {
  const { rows } = await pool.query<Measured>(
    `select p.name, p.begin, p.until as end, coalesce(sum(r.records), 0)::float8 as records
      from unnest($1::text[], $2::float8[], $3::float8[]) p (name, begin, until)
      left join throughline_server.integration_run r on r.integration = p.name and r.status <> 'running'
        and r.started_at >= to_timestamp(p.begin / 1000) and r.started_at < to_timestamp(p.until / 1000)
      group by 1, 2, 3 order by 1, 2`,
    [periods.map(({ name }) => name), periods.map(({ begin }) => begin), periods.map(({ end }) => end)],
  );
  return rows;
}

async function settle(pool: Pool, { name, begin, end }: Period, proof: string): Promise<void> {
  await pool.query(
    `update throughline_server.integration_failure set settled_as = 'done', settled_at = to_timestamp($3::float8 / 1000), proof = $4
      where integration = $1 and settled_at is null and error_class = any($5) and at < to_timestamp($2::float8 / 1000)`,
    [name, begin, end, proof, [declaredLow, declaredHigh]],
  );
}
