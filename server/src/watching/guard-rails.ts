import { metricSeries, type SeriesPeriod } from '@throughline/insight';
import {
  type CasesQuestion,
  calendarOf,
  dayOf,
  formatDay,
  type JsonObject,
  type MetricDefinition,
  targetStanding,
} from '@throughline/language';
import { metricContext, metricsIn } from '../metrics.ts';
import type { Throughline } from '../throughline.ts';
import type { Asking, WatchedRow } from './question-rows.ts';

type Breaching = NonNullable<CasesQuestion['cases']['breaching']>;

/** So far back a case may have begun to name its numbers. */
const periodsMax = 400;
const dayMs = { day: 86_400_000, week: 7 * 86_400_000, month: 28 * 86_400_000 } as const;

/**
 * Of cases that name metrics in a field, a row for each of these that has left its target since: in the latest period that is over,
 * of those that began after the case's day. As long as it stays out it is the same row; back and out again, it is another.
 * What is named and is no metric, or has no target, leaves none.
 */
export async function guardRailRows(
  throughline: Throughline,
  asked: Breaching,
  asking: Asking & { readonly cases: readonly WatchedRow[] },
): Promise<readonly WatchedRow[]> {
  const days = asking.cases.flatMap(({ row }) => sinceOf(asked, row) ?? []);
  const earliest = Math.min(asking.due, ...days.map((day) => Date.parse(day)));
  const periods = Math.min(periodsMax, Math.ceil((asking.due - earliest) / dayMs[asked.period ?? 'day']) + 2);
  const known = new Map<string, Promise<readonly (readonly SeriesPeriod[])[]>>();
  const rows: WatchedRow[] = [];
  for (const { id, entity, row } of asking.cases) {
    const data = row['data'] as Readonly<Record<string, unknown>>;
    const named = data[asked.metrics];
    const since = sinceOf(asked, row);
    if (!Array.isArray(named) || since === undefined) continue;
    for (const metric of metricsIn(throughline).filter((one) => named.includes(one.id))) {
      const lines = known.get(metric.id) ?? linesOf(throughline, metric, asked, { ...asking, periods });
      known.set(metric.id, lines);
      const day = since.length === 10 ? since : await dayIn(throughline, metric, since);
      for (const points of await lines) {
        const out = unbrokenBreach(metric, points, { after: day, casesMin: asked.casesMin ?? 1 });
        const [first, latest] = [out[0], out.at(-1)];
        if (first === undefined || latest === undefined) continue;
        rows.push({
          id: JSON.stringify([id, metric.id, first.from]),
          entity,
          row: { ...row, metric: metric.id, period: latest.from, value: latest.value ?? 0 },
        });
        break; // In one currency or in several: the number is out.
      }
      if (rows.length > asking.max) return rows;
    }
  }
  return rows;
}

/** The periods up to the latest that is over in which the metric was out of its target, without one between in which it was not. */
export function unbrokenBreach(
  metric: MetricDefinition,
  points: readonly Pick<SeriesPeriod, 'from' | 'complete' | 'value' | 'n'>[],
  { after, casesMin }: { readonly after: string; readonly casesMin: number },
): readonly Pick<SeriesPeriod, 'from' | 'value'>[] {
  const judged = points.filter(({ complete, from, n }) => complete && from > after && n >= casesMin);
  const isIn = ({ value }: { readonly value: number | null }) => targetStanding(metric, value) !== 'breach';
  return judged.slice(judged.findLastIndex(isIn) + 1);
}

/** The day or instant from which on the numbers of a case count. */
function sinceOf({ since }: Breaching, row: JsonObject): string | undefined {
  const found = since === undefined ? row['since'] : (row['data'] as JsonObject)[since];
  return typeof found === 'string' ? found : undefined;
}

async function linesOf(
  throughline: Throughline,
  metric: MetricDefinition,
  asked: Breaching,
  { due, signal, periods }: Asking & { readonly periods: number },
) {
  const context = await metricContext(throughline, metric);
  const at = new Date(due).toISOString();
  const grain = asked.period ?? 'day';
  // What is in bounds is the number as it is known when it is asked, frozen or not.
  const { freeze: _, ...unfrozen } = metric;
  const { lines } = await metricSeries(throughline.reader, unfrozen, {
    ...context,
    ...{
      now: at,
      knownAt: at,
      grain,
      periods,
    },
    ...(signal === undefined ? {} : { signal }),
  });
  return lines.map(({ points }) => points);
}

async function dayIn(throughline: Throughline, metric: MetricDefinition, instant: string): Promise<string> {
  const { timeZone } = await metricContext(throughline, metric);
  return formatDay(dayOf(calendarOf(timeZone), Date.parse(instant)));
}
