import { hash } from 'node:crypto';
import { canonical, type Json, type MetricDefinition } from '@throughline/language';
import type { Pool } from 'pg';
import { builtInPacks } from '../built-in-packs.ts';
import type { Throughline } from '../throughline.ts';

/** A definition of a metric as it was recorded. */
export interface RecordedMetric {
  readonly version: number;
  readonly digest: string;
  readonly definition: MetricDefinition;
  /** Milliseconds since 1970, business time. */
  readonly from: number;
  readonly by: string;
}

export function digestOf(definition: unknown): string {
  return hash('sha256', canonical(definition as Json));
}

/**
 * Records what the metrics are defined as, where that is not what was recorded last; older definitions are kept. Safe from several processes at
 * once.
 */
export async function recordMetricVersions(
  { pool, engine }: Pick<Throughline, 'pool' | 'engine'>,
  packs: readonly { readonly name: string; readonly metrics: readonly MetricDefinition[] }[] = builtInPacks,
): Promise<void> {
  const { rows } = await pool.query<{ metric: string; version: number; digest: string }>(
    'select distinct on (metric) metric, version, digest from throughline_server.metric_version order by metric, version desc',
  );
  const last = new Map(rows.map((row) => [row.metric, row]));
  const changed = packs.flatMap(({ name, metrics }) =>
    metrics
      .map((definition) => ({ definition, digest: digestOf(definition), by: `pack/${name}` }))
      .filter(({ definition, digest }) => last.get(definition.id)?.digest !== digest),
  );
  if (changed.length === 0) return;
  const { now } = await engine.clock();
  for (const { definition, digest, by } of changed) {
    // Another process may have recorded the same in the meantime.
    await pool.query(
      `insert into throughline_server.metric_version (metric, version, digest, definition, from_at, recorded_by)
        values ($1, $2, $3, $4, $5, $6) on conflict do nothing`,
      [
        definition.id,
        (last.get(definition.id)?.version ?? 0) + 1,
        digest,
        JSON.stringify(definition),
        new Date(now).toISOString(),
        by,
      ],
    );
  }
}

/** What was recorded of a metric, the oldest first; at most the latest 100. A company that was never served has no record. */
export async function readMetricVersions(pool: Pool, metric: string): Promise<readonly RecordedMetric[]> {
  const { rows: tables } = await pool.query<{ there: boolean }>(
    `select to_regclass('throughline_server.metric_version') is not null as there`,
  );
  if (tables[0]?.there !== true) return [];
  const { rows } = await pool.query<RecordedMetric>(
    `select version, digest, definition, round(extract(epoch from from_at) * 1000)::float8 as from, recorded_by as by
      from throughline_server.metric_version where metric = $1 order by version desc limit 100`,
    [metric],
  );
  return rows.reverse();
}

/**
 * The definition before the last change of what is measured that came between two instants: a comparison across it has to be made with both.
 * Another target, owner or text measures the same.
 */
export async function formerDefinition(
  pool: Pool,
  metric: string,
  { after, before }: { readonly after: number; readonly before: number },
): Promise<{ readonly title: string; readonly at: number; readonly metric: MetricDefinition } | undefined> {
  const versions = await readMetricVersions(pool, metric);
  const index = versions.findLastIndex(({ from, definition }, at) => {
    const earlier = versions[at - 1];
    return earlier !== undefined && from > after && from < before && measured(earlier.definition) !== measured(definition);
  });
  const [former, changed] = [versions[index - 1], versions[index]];
  if (index < 1 || former === undefined || changed === undefined) return undefined;
  return { title: `${changed.definition.title}: definition ${changed.version}`, at: changed.from, metric: former.definition };
}

function measured({ formula, flow, unit, currency }: MetricDefinition): string {
  return canonical({ formula, flow, unit, currency: currency ?? null } as unknown as Json);
}
