import type { Cube } from './cube.ts';
import { added, choiceAmong, product, type Rates } from './rates.ts';
import type { Projection, Segments } from './segments.ts';

/** What a scan knows of each segment. */
export interface Scan {
  readonly segments: Segments;
  /** Affected ones after, and in both periods. */
  readonly after: Float64Array;
  readonly both: Float64Array;
  /** Of the affected ones of both periods, the share that would lie in the period after if the segment had changed as the rest did. */
  readonly share: Float64Array;
  /** Affected ones that are known only from the rest: of segments that hardly occurred before. */
  readonly borrowed: Float64Array;
  /** The same share of what is not in the segment. */
  readonly shareOutside: Float64Array;
  /** 1 less the share of cases that are affected: cases are finite, so numbers vary less than rare ones would. */
  readonly spare: Float64Array;
  readonly affectedAfter: number;
  readonly affected: number;
  /** The score of each segment as it is; negative infinity where it has not risen. */
  readonly score: Float64Array;
}

/**
 * A segment that had less than this share of its cases before is new: it is judged by the rates of the rest, as if it had had so many
 * affected ones at them.
 */
const newShare = 0.05;
const borrowedWeight = 10;
/** That all of its few cases are affected makes a segment no certainty: so many more like all others are added. */
const likeAll = 20;
const spareMin = 0.05;

/**
 * A scan statistic (M. Kulldorff, 1997) of change: given how many affected ones a segment has in both periods together, how many of
 * them lie in the period after? That eliminates the segment's own rate, whatever it is; what its cases consist of in either period is
 * in the expected numbers (direct standardisation). The score is the log likelihood ratio between "it changed, the rest
 * changed otherwise" and "it changed as the rest did", less what it costs to say which segment is meant.
 */
export function scanOf(cube: Cube, segments: Segments, project: Projection, { rate, change }: Rates): Scan {
  const expectedBeforeOf = product(rate, cube.casesBefore);
  const expectedAfterOf = product(product(rate, change), cube.casesAfter);
  const expectedBefore = project(expectedBeforeOf);
  const expectedAfter = project(expectedAfterOf);
  const after = project(cube.affectedAfter);
  const both = project(cube.affectedBefore).map((count, segment) => count + (after[segment] as number));
  const cases = project(added(cube.casesBefore, cube.casesAfter));
  const [allBefore, allAfter] = [total(expectedBeforeOf), total(expectedAfterOf)];
  const borrowed = expectedBefore.map((expected, segment) =>
    expected < newShare * (expected + (expectedAfter[segment] as number)) ? borrowedWeight : 0,
  );
  const rateOfAll = (total(cube.affectedBefore) + total(cube.affectedAfter)) / (total(cube.casesBefore) + total(cube.casesAfter));
  const scan = {
    segments,
    after,
    both,
    borrowed,
    share: expectedAfter.map((expected, segment) =>
      ratio(expected, expected + (expectedBefore[segment] as number) + (borrowed[segment] as number)),
    ),
    shareOutside: expectedAfter.map((expected, segment) =>
      ratio(allAfter - expected, allAfter - expected + allBefore - (expectedBefore[segment] as number)),
    ),
    spare: both.map((count, segment) =>
      Math.max(spareMin, 1 - (count + likeAll * rateOfAll) / ((cases[segment] as number) + likeAll)),
    ),
    affectedAfter: total(cube.affectedAfter),
    affected: total(cube.affectedAfter) + total(cube.affectedBefore),
  };
  return { ...scan, score: after.map((count, segment) => scoreOf(scan, segment, count)) };
}

/** The score that a segment would have with so many affected ones after. */
export function scoreOf(scan: Omit<Scan, 'score'>, segment: number, count: number): number {
  return gainOf(scan, segment, count) / (scan.spare[segment] as number) - costOf(scan, segment);
}

/** The same of affected ones that vary as rare ones do, be they rare or not. */
export function scoreAsRare(scan: Scan, segment: number, count: number): number {
  return gainOf(scan, segment, count) - costOf(scan, segment);
}

function costOf({ segments }: Pick<Scan, 'segments'>, segment: number): number {
  return choiceAmong(segments, segments.order[segment] as number);
}

/** Negative infinity where it has not risen. */
function gainOf(scan: Omit<Scan, 'score'>, segment: number, count: number): number {
  const size = (scan.both[segment] as number) + (scan.borrowed[segment] as number);
  const share = scan.share[segment] as number;
  const inside = Math.min(count, size);
  if (inside <= size * share) return Number.NEGATIVE_INFINITY;
  const outside = scan.affected - (scan.both[segment] as number);
  return (
    divergence(inside, size, share) +
    divergence(Math.max(0, Math.min(outside, scan.affectedAfter - count)), outside, scan.shareOutside[segment] as number)
  );
}

/** Log likelihood ratio of `count` of `size` between its own share and the one expected. */
function divergence(count: number, size: number, share: number): number {
  if (size <= 0 || share <= 0 || share >= 1) return 0;
  const other = size - count;
  return (
    (count > 0 ? count * Math.log(count / (size * share)) : 0) + (other > 0 ? other * Math.log(other / (size * (1 - share))) : 0)
  );
}

function ratio(part: number, whole: number): number {
  return whole > 0 ? part / whole : 0;
}

export function total(counts: Float64Array): number {
  let sum = 0;
  for (const count of counts) sum += count;
  return sum;
}
