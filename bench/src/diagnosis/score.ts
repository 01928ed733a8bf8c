import { findPattern, type Pattern } from '@throughline/insight';
import type { WorldClass } from './classes.ts';
import { type Answers, isRightByOracle, rivalsOf } from './rivals.ts';
import { nameOf } from './segment-counts.ts';
import { worldOf } from './world.ts';

/** How often each was right, of so many worlds; of worlds without a cause, how often each kept silent. */
export interface Tally {
  readonly worlds: number;
  readonly ours: number;
  readonly oracle: number;
  readonly riskRatio: number;
  readonly adtributor: number;
  readonly rawScan: number;
  /** Of ours, the right segments told first, whatever came after. */
  readonly first: number;
}

export const noTally: Tally = { worlds: 0, ours: 0, oracle: 0, riskRatio: 0, adtributor: 0, rawScan: 0, first: 0 };

export function addTallies(a: Tally, b: Tally): Tally {
  return {
    worlds: a.worlds + b.worlds,
    ours: a.ours + b.ours,
    oracle: a.oracle + b.oracle,
    riskRatio: a.riskRatio + b.riskRatio,
    adtributor: a.adtributor + b.adtributor,
    rawScan: a.rawScan + b.rawScan,
    first: a.first + b.first,
  };
}

export function judge(world: WorldClass, seed: number, withRivals: boolean): Tally {
  const drawn = worldOf(world, seed);
  const pattern = findPattern(drawn.table, { seed });
  const truths = drawn.causes.map((cause) => nameOf([...cause].map(([attribute, value]) => [`a${attribute}`, `v${value}`])));
  const isStill = truths.length === 0 || world.unrecorded;
  const rivals: Answers | undefined = withRivals ? rivalsOf(drawn.table) : undefined;
  const isRight = (answer: string | undefined) =>
    Number(withRivals && (isStill ? answer === undefined : truths.includes(answer ?? '')));
  const said = pattern.kept.map(({ conditions }) => nameOf(conditions.map(({ attribute, value }) => [attribute, value])));
  return {
    worlds: 1,
    ours: Number(isStill ? isRightlySilent(world, pattern) : isRightAnswer(world, said, truths)),
    oracle: Number(isStill || isRightByOracle(drawn)),
    riskRatio: isRight(rivals?.riskRatio),
    adtributor: isRight(rivals?.adtributor),
    rawScan: isRight(rivals?.rawScan),
    first: Number(!isStill && truths.includes(said[0] ?? '')),
  };
}

/** All causes and nothing else. Where values are missing, what is said of the cases without them may follow the cause. */
function isRightAnswer({ missing }: WorldClass, said: readonly string[], truths: readonly string[]): boolean {
  if (missing > 0) return said[0] === truths[0];
  return said.toSorted().join('; ') === truths.toSorted().join('; ');
}

/**
 * No segment is named, and nobody is told that everything rose where nothing did. That it did rise is to be said where the cause is not in
 * the table; of worlds in which everything rose, keeping silent is no false alarm.
 */
function isRightlySilent({ risen, unrecorded }: WorldClass, { verdict }: Pattern): boolean {
  if (unrecorded) return verdict === 'everything-rose';
  return verdict !== 'pattern' && (verdict !== 'everything-rose' || risen > 1);
}

/** E. B. Wilson, 1927: the interval, at 95 %, in which the true rate lies. */
export function wilson(hits: number, of: number): readonly [number, number] {
  const z = 1.96;
  const share = hits / of;
  const middle = (share + (z * z) / (2 * of)) / (1 + (z * z) / of);
  const half = (z * Math.sqrt((share * (1 - share)) / of + (z * z) / (4 * of * of))) / (1 + (z * z) / of);
  return [Math.max(0, middle - half), Math.min(1, middle + half)];
}
