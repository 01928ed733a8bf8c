import {
  type MetricRow,
  metricRows,
  metricSeries,
  WarehouseError,
  type WarehouseScope,
  type WarehouseWritten,
  writeWarehouse as writeToFolder,
} from '@throughline/insight';
import { type Actor, kernelFlows } from '@throughline/language';
import { newestFlows } from '../cases/flow-book.ts';
import { actorOf } from '../demo/company.ts';
import { ThroughlineError } from '../errors.ts';
import { allRoles } from '../http/roles.ts';
import { listMetrics, metricContext } from '../metrics.ts';
import { isWelcome, personActor, readHolder } from '../sign-in/who.ts';
import type { Throughline } from '../throughline.ts';
import { metricSeen, seenOf } from '../visible/metrics-seen.ts';
import { seesAll, type Visible } from '../visible/visible.ts';
import { visibleIn } from '../visible/visible-in.ts';

export interface WarehouseFolder {
  readonly to: string;
  /** Only what this person sees, by the id of their account. Absent: everything. */
  readonly as?: string;
  readonly withoutPersonal?: boolean;
  /** They stay as they were written last. */
  readonly withoutMetrics?: boolean;
  readonly anew?: boolean;
  readonly signal?: AbortSignal;
}

/**
 * Writes the log, the cases and the metrics to a folder as Parquet: what is new since the last time.
 *
 * @throws ThroughlineError warehouse-busy, warehouse-differs, person-unknown, file-unreadable
 */
export async function writeWarehouse(throughline: Throughline, request: WarehouseFolder): Promise<WarehouseWritten> {
  const visible = request.as === undefined ? seesAll : await visibleOf(throughline, request.as);
  return await writeSeen(throughline, request, visible);
}

/** The same for somebody who is known. @throws ThroughlineError warehouse-busy, warehouse-differs, file-unreadable */
export async function writeSeen(throughline: Throughline, request: WarehouseFolder, visible: Visible): Promise<WarehouseWritten> {
  const { pool, reader } = throughline;
  const { to, as, withoutPersonal = false, withoutMetrics = false, anew = false, signal } = request;
  const stop = signal === undefined ? {} : { signal };
  const scope = { ...(as === undefined ? {} : await scopeOf(throughline, as, visible)), withoutPersonal };
  try {
    const metrics = withoutMetrics ? [] : await metricsNow(throughline, visible, signal);
    return await writeToFolder({ pool, reader, to, scope, metrics, anew, ...stop });
  } catch (cause) {
    if (cause instanceof WarehouseError) throw new ThroughlineError(cause.code, cause.message, { place: to, cause });
    if (typeof (cause as NodeJS.ErrnoException).errno !== 'number') throw cause;
    throw new ThroughlineError('file-unreadable', `${to} cannot be written`, { place: to, cause });
  }
}

async function visibleOf(throughline: Throughline, person: string): Promise<Visible> {
  const { latest, now } = await throughline.engine.clock();
  const actor = throughline.database === 'demo' ? actorOf(person) : await holderOf(throughline, person, { latest, now });
  if (actor !== undefined) return await visibleIn(throughline, latest, actor);
  throw new ThroughlineError('person-unknown', `Nobody with an account is ${person}`, {
    place: '--as',
    expected: 'the id of a person',
  });
}

async function holderOf(
  throughline: Throughline,
  person: string,
  { latest, now }: { readonly latest: object; readonly now: number },
): Promise<Actor | undefined> {
  const today = { day: new Date(now).toISOString().slice(0, 10), all: await allRoles(throughline, latest) };
  const holder = await readHolder(throughline, person, today);
  return holder !== undefined && isWelcome(holder.account) ? personActor(holder, false) : undefined;
}

/** Fields that are not seen of every case of a flow are in none of them; of what the kernel keeps beside cases, texts may tell such fields. */
async function scopeOf(throughline: Throughline, as: string, visible: Visible): Promise<WarehouseScope> {
  if (visible === seesAll) return { as };
  const seen = visible.seen();
  const flows = (await newestFlows(throughline)).filter(({ name }) => !kernelFlows.has(name));
  const shown = flows.map(({ name, definition, data }) => {
    const fields = Object.keys((definition.data as { readonly properties?: object }).properties ?? {});
    const open = fields.filter((field) => !data.personal.has(field) && visible.column(name, field) === 'shown');
    return [name, open.sort()] as const;
  });
  return { as, ...(seen === undefined ? {} : { seen }), fields: Object.fromEntries(shown) };
}

/** Each metric that may be told, by its periods. Those that cannot be asked by periods have none. */
async function metricsNow(
  throughline: Throughline,
  visible: Visible,
  signal: AbortSignal | undefined,
): Promise<readonly MetricRow[]> {
  const rows: MetricRow[] = [];
  for (const metric of listMetrics()) {
    signal?.throwIfAborted();
    if (metricSeen(visible, metric) === undefined) continue;
    const context = { ...(await metricContext(throughline, metric)), ...seenOf(visible, metric) };
    rows.push(...metricRows(metric, await metricSeries(throughline.reader, metric, context)));
  }
  return rows;
}
