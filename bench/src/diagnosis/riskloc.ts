import { findPattern } from '@throughline/insight';
import type { Benchmark, Measurement } from '../measure.ts';
import { casesOf, forecastWorldOf } from './riskloc-world.ts';
import { option } from './rows.ts';
import { nameOf } from './segment-counts.ts';

const worldsDefault = 20;
/** The authors' program (github.com/shaido987/riskloc, `run.py riskloc`, its defaults), run once over the first instances, seed 1 and up. */
const rerun = { hits: 52, wrong: 6, missed: 22 };
/** What brings less is no answer by rule; nor are causes of more attributes. */
const answered = { size: 0.01, attributes: 3 };

/** Scored as the paper does: of all elements planted and named together, F1. */
function f1({ hits, wrong, missed }: typeof rerun): number {
  return (2 * hits) / (2 * hits + wrong + missed);
}

async function run(): Promise<Measurement> {
  const count = option('worlds') ?? worldsDefault;
  const first = option('seed') ?? 1;
  const score = { hits: 0, wrong: 0, missed: 0 };
  const large = { planted: 0, named: 0 };
  for (let seed = first; seed < first + count; seed += 1) {
    const world = forecastWorldOf(seed);
    const named = findPattern(casesOf(world), { seed }).kept.map(({ conditions }) =>
      nameOf(conditions.map(({ attribute, value }) => [attribute, value])),
    );
    const hits = world.truths.filter((truth) => named.includes(truth)).length;
    score.hits += hits;
    score.wrong += named.length - hits;
    score.missed += world.truths.length - hits;
    for (const [index, truth] of world.truths.entries()) {
      if (truth.split(' & ').length > answered.attributes || (world.sizes[index] as number) < answered.size) continue;
      large.planted += 1;
      if (named.includes(truth)) large.named += 1;
    }
  }
  const [ours, theirs] = [f1(score), f1(rerun)];
  const precision = score.hits / Math.max(1, score.hits + score.wrong);
  return {
    name: 'diagnosis.riskloc',
    value: Number(ours.toFixed(3)),
    unit: 'F1 of the elements planted by the generator "S" of RiskLoc',
    peer: Number(theirs.toFixed(3)),
    peerName: `RiskLoc, the authors' program on the ${worldsDefault} instances of seed 1`,
    ratio: Number((ours / theirs).toFixed(3)),
    rounds: count,
    spread: [Number((ours / theirs).toFixed(3)), Number((ours / theirs).toFixed(3))],
    note:
      `of what is named ${precision.toFixed(3)} is right; of elements of up to ${answered.attributes} attributes that make at least ` +
      `${answered.size} of the whole ${large.named} of ${large.planted} are named, smaller or deeper ones are no answers here`,
  };
}

export const diagnosisRiskLoc: Benchmark = { name: 'diagnosis.riskloc', run };
