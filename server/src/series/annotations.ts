import type { Annotation } from '@throughline/api';
import type { KnownChange } from '@throughline/insight';
import { kernelFlows, type MetricDefinition } from '@throughline/language';
import { iso } from '../cases/case-row.ts';
import { newestFlows } from '../cases/flow-book.ts';
import { caseNames } from '../cases/names.ts';
import { changesFor } from '../diagnosis/changes.ts';
import type { Throughline } from '../throughline.ts';
import type { Scope, Visible } from '../visible/visible.ts';
import type { RecordedMetric } from './metric-versions.ts';

export interface AnnotationsRequest {
  readonly metric: MetricDefinition;
  /** Days: the first, and the one after the last. */
  readonly from: string;
  readonly to: string;
  readonly now: string;
  readonly visible: Visible;
  readonly definitions: readonly RecordedMetric[];
  /** When its periods were frozen. */
  readonly freezes: readonly { readonly at: string; readonly period: string }[];
}

const annotationsMax = 300;

/** What happened while a metric was measured: what people changed, what failed, what it was defined as, what was frozen; the oldest first. */
export async function annotationsOf(throughline: Throughline, request: AnnotationsRequest): Promise<Annotation[]> {
  const { metric, from, to, now, visible, definitions, freezes } = request;
  const flows = (await newestFlows(throughline)).map(({ definition }) => definition).filter(({ name }) => !kernelFlows.has(name));
  const knownAt = new Date(Date.parse(now) + 1).toISOString();
  const [changes, rollbacks] = await Promise.all([
    changesFor(throughline, { metric, from, to, against: { from, to } }, { flows, visible, knownAt }),
    rolledBack(throughline, { from, to }, visible.cases('release')),
  ]);
  const within = changes.filter(({ at, until }) => (until ?? at) >= Date.parse(`${from}T00:00:00Z`));
  const found = [...within, ...rollbacks];
  const names = await caseNames(
    throughline,
    found.flatMap(({ caseId }) => caseId ?? []),
  );
  const changed = definitions.filter((one) => one.version > 1 && one.from >= Date.parse(`${from}T00:00:00Z`));
  const told = [
    ...found.map(
      (one): Annotation => ({
        ...{ kind: one.kind, key: one.key, title: one.title, at: iso(one.at) },
        until: one.until === undefined ? null : iso(one.until),
        case: names.get(one.caseId ?? '') ?? null,
        flow: flowOf(one),
      }),
    ),
    ...changed.map(
      (one): Annotation => ({
        ...{ kind: 'definition', key: `${metric.id}/${one.version}`, at: iso(one.from), until: null, case: null, flow: null },
        title: `${metric.title}: definition ${one.version}`,
      }),
    ),
    ...freezes.map(
      ({ at, period }): Annotation => ({
        ...{ kind: 'freeze', key: `${metric.id}@${period}`, at, until: null, case: null, flow: null },
        title: `Frozen: the period that began on ${period}`,
      }),
    ),
  ];
  return told.sort((a, b) => (a.at < b.at ? -1 : 1)).slice(-annotationsMax);
}

type Told = Omit<KnownChange, 'kind'> & { readonly kind: KnownChange['kind'] | 'rollback' };

function flowOf({ kind, key, version, flows }: Told): Annotation['flow'] {
  if (version !== undefined) return { name: version.flow, version: version.version };
  const [name] = flows ?? [];
  return kind === 'parameter' && name !== undefined && key !== '' ? { name, version: null } : null;
}

/** Releases that were taken back, by when that was. */
async function rolledBack(
  { pool }: Throughline,
  { from, to }: { readonly from: string; readonly to: string },
  scope: Scope,
): Promise<readonly Told[]> {
  const { rows } = await pool.query<{ id: string; key: string; title: string; at: number }>(
    `select d.id, d.key, coalesce(d.data->>'title', d.key) as title, round(extract(epoch from back.at) * 1000)::float8 as at
      from throughline.case_ c join throughline.case_data d on d.bucket = c.bucket and d.id = c.id
      cross join lateral (
        select max(e.occurred_at) as at from throughline.event_log e
        where e.bucket = d.bucket and e.case_id = d.id and e.state_to = 'rolled_back' and e.state_from is distinct from 'rolled_back') back
      where c.flow = 'release' and back.at >= $1::timestamptz and back.at < $2::timestamptz and ($3::text[] is null or d.entity = any($3))
      order by back.at desc, d.id limit 60`,
    [`${from}T00:00:00Z`, `${to}T00:00:00Z`, scope === 'all' ? null : scope],
  );
  return rows.map(({ id, key, title, at }) => ({
    ...{ kind: 'rollback' as const, key, at, caseId: id, title: `${title}: rolled back` },
  }));
}
