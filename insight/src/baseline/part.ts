import type { MetricDefinition } from '@throughline/language';
import { countsNothing } from '../metric/measure.ts';
import type { Measured } from './series.ts';

/** The part of the cases that has most to do with a change. An association, not a cause. */
export interface ChangedPart {
  readonly dimension: string;
  readonly value: string;
  /** Of the whole change, the share that comes from this part: 1 is all of it; more where other parts went the other way. */
  readonly share: number;
  /** The metric of the part by itself; of a count, its mean in a window. `null`: it had no cases. */
  readonly before: number | null;
  readonly after: number | null;
  /** The cases behind both; `before` over the whole stretch before. */
  readonly n: { readonly before: number; readonly after: number };
}

/** A part that explains less explains nothing. */
const shareMin = 0.2;
/** Of a part that hardly was there before, so much is taken to have been. */
const sizeMin = 0.01;
/** It must stand out of the whole as it now is by so many standard errors of chance: fields have many segments to choose from. */
const errorsMin = 2.5;
/** Of fewer cases in a window, before as after, chance decides. */
const casesMin = 10;

/**
 * Which segment of the fields `by` contributes most to the change between window 0 (what was before, `times` as long) and
 * window 1. The contributions of the segments of a field add up to the change: of a count, the difference of each; of a share or
 * mean, w₁(v₁ − V₀) − w₀(v₀ − V₀), with the weight w and value v of the segment and the value V₀ of the whole before.
 *
 * A large segment has a large share of any change, so share is weighed by surprise: share × ln(share ÷ what it was of the whole
 * before) is the term of the segment in the relative entropy between the two (after R. Bhagwan et al., Adtributor, NSDI 2014).
 */
export function changedPart(
  metric: MetricDefinition,
  measured: readonly Measured[],
  { by, times }: { readonly by: readonly string[]; readonly times: number },
): ChangedPart | undefined {
  const judge = countsNothing(metric) || metric.formula.kind === 'sum' ? countJudge(times) : ratioJudge;
  const whole = [0, 1].map((window) => measured.find((each) => each.level === 0 && each.window === window));
  let best: (ChangedPart & { readonly score: number }) | undefined;
  by.forEach((dimension, index) => {
    const segments = measured.filter(({ level }) => level === index + 1);
    for (const value of new Set(segments.map(({ segment }) => segment))) {
      if (value === null) continue;
      const [before, after] = [0, 1].map((window) => segments.find((each) => each.window === window && each.segment === value));
      const judged = judge(whole, [before, after]);
      const n = { before: before?.n ?? 0, after: after?.n ?? 0 };
      if (judged === undefined || Math.max(n.before / times, n.after) < casesMin) continue;
      const standsOut = ((judged.after ?? 0) - judged.expected) * judged.sign;
      if (standsOut < errorsMin * chanceOf(metric, judged.expected, Math.max(1, n.after))) continue;
      const score = Math.min(1, judged.share) * Math.log(Math.min(1, judged.share) / Math.max(sizeMin, judged.size));
      if (judged.share < shareMin || score <= (best?.score ?? 0)) continue;
      best = { dimension, value, share: judged.share, before: judged.before, after: judged.after, n, score };
    }
  });
  if (best === undefined) return undefined;
  const { score: _, ...part } = best;
  return part;
}

/** A medians' or percentiles' change is no sum over parts, nor is a count back through the months. */
export function isAdditive({ formula }: MetricDefinition): boolean {
  if (formula.kind === 'duration') return formula.aggregate === 'mean';
  return formula.kind !== 'days-sales-outstanding' || formula.method !== 'count-back';
}

type Two = readonly (Measured | undefined)[];
type Judge = (
  whole: Two,
  part: Two,
) =>
  | {
      readonly share: number;
      /** What the part was of the whole before, from 0 to 1. */
      readonly size: number;
      readonly before: number | null;
      readonly after: number | null;
      /** What the part would now be if it were like the whole. */
      readonly expected: number;
      /** 1: the whole went up. */
      readonly sign: number;
    }
  | undefined;

const countJudge =
  (times: number): Judge =>
  ([whole0, whole1], [part0, part1]) => {
    const [all, now] = [(whole0?.value ?? 0) / times, whole1?.value ?? 0];
    const [before, after] = [(part0?.value ?? 0) / times, part1?.value ?? 0];
    if (now === all) return undefined;
    const size = all === 0 ? 0 : before / all;
    return { share: (after - before) / (now - all), size, before, after, expected: size * now, sign: Math.sign(now - all) };
  };

const ratioJudge: Judge = ([whole0, whole1], [part0, part1]) => {
  if (whole0?.value == null || whole1?.value == null || whole0.value === whole1.value) return undefined;
  if (whole0.weight === 0 || whole1.weight === 0) return undefined;
  const level = whole0.value;
  const pull = (whole: Measured, part: Measured | undefined) =>
    part?.value == null ? 0 : (part.weight / whole.weight) * (part.value - level);
  return {
    share: (pull(whole1, part1) - pull(whole0, part0)) / (whole1.value - level),
    size: (part0?.weight ?? 0) / whole0.weight,
    before: part0?.value ?? null,
    after: part1?.value ?? null,
    expected: whole1.value,
    sign: Math.sign(whole1.value - level),
  };
};

/** The standard error of one value if nothing but chance moved it: of shares and counts it is known, of others 1 % is assumed. */
function chanceOf({ unit }: MetricDefinition, mean: number, n: number): number {
  if (unit === 'share') {
    const share = (mean * n + 1) / (n + 2);
    return Math.sqrt((share * (1 - share)) / n);
  }
  if (unit === 'count') return Math.sqrt(Math.max(1, mean));
  if (unit === 'per-100-cases') return (100 * Math.sqrt(Math.max(1, (mean / 100) * n))) / n;
  return Math.abs(mean) / 100;
}
