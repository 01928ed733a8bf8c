import type { Ground } from './ground.ts';
import { choiceAmong } from './rates.ts';
import { fitOf, scanFor } from './round.ts';
import { conditionsIn } from './segments.ts';

/** More than one value is tried of each attribute: chance may put another one ahead. */
const tried = 2;

/**
 * A cause that names a value hits those cases as well of which nobody recorded it, so that a wider segment may stand out more than the
 * cause. Where "those with a value, and those without one" tells better what changed than all of the wider segment does, that with the
 * value is meant.
 */
export function sharpened(ground: Ground, taken: readonly number[], segment: number): number {
  const { cube, segments } = ground;
  const own = conditionsIn(cube, segments, segment);
  const narrower = [...segments.order.keys()].filter(
    (other) => segments.order[other] === own.size + 1 && isWithin(ground, other, own),
  );
  const without = narrower.filter((other) => unrecordedIn(ground, other, own));
  if (own.size > 2 || without.length === 0) return segment;
  const costOf = (each: number) => choiceAmong(segments, segments.order[each] as number);
  let best = { segment, value: fitOf(ground, [...taken, segment]).likelihood - costOf(segment) };
  const { score } = scanFor(ground, fitOf(ground, taken));
  for (const rest of without) {
    const attribute = addedBy(ground, rest, own);
    const others = narrower
      .filter((other) => other !== rest && addedBy(ground, other, own) === attribute)
      .sort((a, b) => (score[b] as number) - (score[a] as number));
    for (const other of others.slice(0, tried)) {
      const value = fitOf(ground, [...taken, other, rest]).likelihood - costOf(other) - costOf(rest);
      if (value > best.value) best = { segment: other, value };
    }
  }
  return best.segment;
}

function isWithin({ cube, segments }: Ground, segment: number, wider: ReadonlyMap<number, number>): boolean {
  const own = conditionsIn(cube, segments, segment);
  return [...wider].every(([attribute, value]) => own.get(attribute) === value);
}

/** The attribute by which a segment is narrower. */
function addedBy({ cube, segments }: Ground, segment: number, wider: ReadonlyMap<number, number>): number {
  return [...conditionsIn(cube, segments, segment).keys()].find((attribute) => !wider.has(attribute)) ?? -1;
}

function unrecordedIn(ground: Ground, segment: number, wider: ReadonlyMap<number, number>): boolean {
  const { cube, segments } = ground;
  const attribute = addedBy(ground, segment, wider);
  const value = conditionsIn(cube, segments, segment).get(attribute) ?? -1;
  return cube.attributes[attribute]?.values[value] === '';
}

/** What is said of cases without a value comes after the same said of those with one, of which it most likely is a trace. */
export function inOrder<T extends { readonly segment: number }>({ cube, segments }: Ground, kept: readonly T[]): readonly T[] {
  const all = kept.map((each) => ({ each, own: conditionsIn(cube, segments, each.segment) }));
  const isTrace = (own: ReadonlyMap<number, number>, of: ReadonlyMap<number, number>) =>
    own.size === of.size &&
    [...own].every(([attribute, value]) => of.get(attribute) === value || (of.has(attribute) && isUnrecorded(attribute, value)));
  const isUnrecorded = (attribute: number, value: number) => cube.attributes[attribute]?.values[value] === '';
  const traces = all.filter(({ own }, index) => all.some((other, at) => at !== index && isTrace(own, other.own)));
  return [...all.filter((one) => !traces.includes(one)), ...traces].map(({ each }) => each);
}
