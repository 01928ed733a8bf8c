import type { MetricDefinition, MetricUnit } from '@throughline/language';
import { countsNothing } from '../metric/measure.ts';
import { average, type ProcessLimits, processLimits } from './process-limits.ts';
import type { Point } from './series.ts';

/** `too-few`: not judged. `better`: outside of the limits, on the good side. */
export type Verdict = 'worse' | 'better' | 'within' | 'too-few';

/** With fewer windows there is no baseline. */
export const baselineMin = 4;
/** With fewer cases a number is not judged. */
const casesMin = 20;

export interface Judged {
  readonly said: {
    readonly baseline: number | null;
    readonly change: number | null;
    readonly limits: { readonly lower: number; readonly upper: number } | null;
    readonly verdict: Verdict;
    readonly excess: number;
  };
  /** The windows that the baseline is made of, oldest first. */
  readonly baseline: readonly Point[];
}

/** Judges the last point by the latest `count` points before it that were not themselves found worse. */
export function judgeLatest(metric: MetricDefinition, points: readonly Point[], count: number): Judged {
  const known = points.filter(({ value }) => value !== null);
  const latest = points.at(-1);
  let baseline = known.slice(0, count).filter((point) => point !== latest);
  for (const point of known.slice(count)) {
    if (point === latest || judge(metric, point, baseline).verdict === 'worse') continue;
    baseline = [...baseline, point].slice(-count);
  }
  return { said: latest === undefined ? notJudged : judge(metric, latest, baseline), baseline };
}

const notJudged = { baseline: null, change: null, limits: null, verdict: 'too-few', excess: 0 } as const;

function judge(metric: MetricDefinition, { value, n }: Point, baseline: readonly Point[]): Judged['said'] {
  if (value === null || baseline.length < baselineMin) return notJudged;
  const usual = average(baseline.map((point) => point.n));
  // Of a count, few cases now may be the very news.
  if ((countsNothing(metric) ? Math.max(n, usual) : Math.min(n, usual)) < casesMin) return notJudged;
  const history = baseline.flatMap((point) => point.value ?? []);
  const limits = processLimits(history, chanceOf(metric, average(history), n));
  const over = (value - limits.upper) / limits.range;
  const under = (limits.lower - value) / limits.range;
  const excess = Math.max(0, over, under);
  const isBad = metric.direction === 'band' || (metric.direction === 'down' ? over > 0 : under > 0);
  return {
    baseline: limits.mean,
    change: value - limits.mean,
    limits: withinUnit(metric.unit, limits),
    verdict: excess === 0 ? 'within' : isBad ? 'worse' : 'better',
    excess,
  };
}

/** The standard error of one value if nothing but chance moved it: of shares and counts it is known, of others 1 % is assumed. */
export function chanceOf({ unit }: MetricDefinition, mean: number, n: number): number {
  if (unit === 'share') {
    const share = (mean * n + 1) / (n + 2);
    return Math.sqrt((share * (1 - share)) / n);
  }
  if (unit === 'count') return Math.sqrt(Math.max(1, mean));
  if (unit === 'per-100-cases') return (100 * Math.sqrt(Math.max(1, (mean / 100) * n))) / n;
  return Math.abs(mean) / 100;
}

function withinUnit(unit: MetricUnit, { lower, upper }: ProcessLimits): { readonly lower: number; readonly upper: number } {
  if (unit === 'share') return { lower: Math.max(0, lower), upper: Math.min(1, upper) };
  return unit === 'count' || unit === 'per-100-cases' ? { lower: Math.max(0, lower), upper } : { lower, upper };
}
