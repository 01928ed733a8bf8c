import { casesBehind, type LogReader, metricSeries } from '@throughline/insight';
import type { CasesQuestion, JsonObject, MetricDefinition, MetricQuestion, Millis } from '@throughline/language';
import { findMetric, metricContext } from '../metrics.ts';
import type { Throughline } from '../throughline.ts';
import { leftOn, yearOf } from './told-once.ts';

/** A row of an answer. The same row of the same period has the same id, whenever it is asked for. */
export interface WatchedRow {
  readonly id: string;
  readonly entity: string;
  readonly row: JsonObject;
}

/** What a question that was due at an instant answers: as the log was known then, and no more rows than one beyond `max`. */
export interface Asking {
  readonly due: Millis;
  readonly max: number;
  readonly signal?: AbortSignal;
}

/** Facts of numbers are the whole company's. */
export const wholeCompany = 'company';
const partsMax = 1000;

/** The parts of a metric that have left its bounds, in the latest periods that were over. */
export async function metricRows(
  throughline: Throughline,
  asked: MetricQuestion,
  asking: Asking,
): Promise<readonly WatchedRow[]> {
  const metric = findMetric(asked.metric);
  const rows: WatchedRow[] = [];
  const walk = async (by: readonly string[], where: Readonly<Record<string, string>>): Promise<void> => {
    const [field, ...others] = by;
    const lines = await linesOf(throughline, metric, { asked, asking, where, field });
    for (const { segment, currency, points } of lines) {
      if (rows.length > asking.max) return;
      const part = field === undefined ? where : segment === null ? undefined : { ...where, [field]: segment };
      const over = points.filter(({ complete }) => complete);
      const lately = over.slice(-(asked.for ?? 1));
      const latest = lately.at(-1);
      if (part === undefined || latest === undefined || latest.n < (asked.casesMin ?? 1)) continue;
      // A whole may be within the bounds where its parts are not.
      if (others.length > 0) await walk(others, part);
      else if (lately.every(({ value }) => isBreached(metric, asked, value))) {
        const period = asked.once === true ? leftOn(over, ({ value }) => isBreached(metric, asked, value)) : latest.from;
        rows.push({
          id: JSON.stringify([period, currency, part]),
          entity: wholeCompany,
          row: { metric: metric.id, period, value: rowValue(metric, latest.value ?? 0), segment: part },
        });
      }
    }
  };
  await walk(asked.by ?? [], {});
  return rows;
}

interface LinesRequest {
  readonly asked: MetricQuestion;
  readonly asking: Asking;
  readonly where: Readonly<Record<string, string>>;
  readonly field: string | undefined;
}

async function linesOf(throughline: Throughline, metric: MetricDefinition, { asked, asking, where, field }: LinesRequest) {
  const context = await metricContext(throughline, metric);
  const due = new Date(asking.due).toISOString();
  // What is in bounds is the number as it is known when it is asked, frozen or not.
  const { freeze: _, ...unfrozen } = metric;
  const { lines } = await metricSeries(throughline.reader, unfrozen, {
    ...context,
    ...{
      where,
      now: due,
      knownAt: due,
      grain: asked.period ?? 'month',
      periods: asked.once === true ? yearOf[asked.period ?? 'month'] : (asked.for ?? 1) + 1,
      linesMax: partsMax,
    },
    ...(field === undefined ? {} : { by: field }),
    ...(asking.signal === undefined ? {} : { signal: asking.signal }),
  });
  return lines;
}

/** Counts are whole numbers to expressions, and money whole units. */
function rowValue({ unit }: MetricDefinition, value: number): number {
  return unit === 'count' || unit === 'money' ? Math.round(value) : value;
}

function isBreached({ target }: MetricDefinition, { breached }: MetricQuestion, value: number | null): boolean {
  if (value === null) return false;
  if ('above' in breached) return value > (breached.above === 'target' ? (target?.to ?? Infinity) : breached.above);
  return value < (breached.below === 'target' ? (target?.from ?? -Infinity) : breached.below);
}

/** Cases that are not as they should be. */
export async function caseRows(
  { reader, engine }: Pick<Throughline, 'reader' | 'engine'>,
  { cases: { flow, where = [], in: states, olderThan } }: CasesQuestion,
  { open, due, max, signal }: Asking & { readonly open: readonly string[] },
): Promise<readonly WatchedRow[]> {
  const stands = [...(states ?? open)];
  // Births are counted for ever: these are all cases that stand there.
  const found: MetricDefinition = {
    ...{
      id: 'watched',
      title: 'Watched',
      description: 'Cases that are watched',
      owner: 'watch',
      unit: 'count',
      direction: 'down',
    },
    ...{ flow, formula: { kind: 'cases', at: { born: true }, where: [...where, { stands }] }, dimensions: [] },
  };
  const since = await sinceWhen(reader, flow, due);
  const until = olderThan === undefined ? due : due - ('days' in olderThan ? olderThan.days * 24 : olderThan.hours) * 3_600_000;
  const rows: WatchedRow[] = [];
  const knownAt = new Date(due).toISOString();
  for (let after: string | undefined, more = true; more && rows.length <= max; ) {
    signal?.throwIfAborted();
    const page = await casesBehind(reader, found, {
      knownAt,
      now: knownAt,
      limit: 5000,
      ...(after === undefined ? {} : { after }),
    });
    for (const { caseId, entity, key } of page.cases) {
      const at = since.get(caseId);
      if (at === undefined || at.at > until || rows.length > max) continue;
      const data = (await engine.readCase(caseId))?.data ?? {};
      rows.push({
        id: JSON.stringify([caseId, at.at]),
        entity,
        row: { ...{ key, entity, flow, state: at.state, data }, since: new Date(at.at).toISOString() },
      });
    }
    after = page.next;
    more = after !== undefined;
  }
  return rows;
}

/** Where each case of a flow stood as it was known at an instant, and since when. */
async function sinceWhen(
  reader: LogReader,
  flow: string,
  due: Millis,
): Promise<ReadonlyMap<string, { readonly state: string; readonly at: Millis }>> {
  const rows = (await reader.query(
    `select case_id::text as id, (array_agg(state_to order by seq desc))[1] as state,
  (extract(epoch from max(occurred_at) filter (where state_from is distinct from state_to)) * 1000)::double precision as at
from throughline.event_history where flow = $1::text and recorded_at < $2::timestamptz
  and (retracted_at is null or retracted_at >= $2::timestamptz)
group by case_id`,
    [flow, new Date(due).toISOString()],
  )) as readonly { readonly id: string; readonly state: string; readonly at: number }[];
  return new Map(rows.map(({ id, state, at }) => [id, { state, at }]));
}
