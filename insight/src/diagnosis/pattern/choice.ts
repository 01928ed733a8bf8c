import { type Ground, significance } from './ground.ts';
import { choiceAmong } from './rates.ts';
import { chanceOf, type Redraws } from './redraw.ts';
import type { Judged } from './report.ts';
import { type Fit, fitChanged, fitOf, fitStill, fitWithAll, scanFor } from './round.ts';
import type { Scan } from './scan.ts';
import { conditionsIn } from './segments.ts';
import { strongestOf } from './strongest.ts';

/** So many of the segments that stand out most are each fitted. */
const fittedMax = 5;
/** What chance brings that often by the scan alone is not looked at more closely: to fit it would not make a finding of it. */
const plausibleMax = 20 * significance;

/** What chance does where nothing but what was fitted changed, beside what was observed. */
type Draw = (fit: Fit, scan: Scan, observed: number) => Redraws;

export interface Choice {
  /** The segment that tells best what changed; -1: none stands out. */
  readonly best: number;
  /** How often chance alone brings one, whichever, that tells as much. */
  readonly chance: number;
  readonly judged: Judged | undefined;
}

const nothing = { best: -1, chance: 1 };

/**
 * Of the segments that stand out, the one that tells best where the affected ones lie. What hits all cases alike is no news of those that had
 * little: where an addend of the whole tells as well what changed as a change of the segment does, the segments are held against that.
 */
export function choose(ground: Ground, taken: readonly number[], draw: Draw): Choice {
  const without = within(ground, taken);
  const fit = fitOf(ground, taken);
  const alone = judged(ground, fit, { taken, without }, draw);
  if (alone.best < 0) return alone;
  const all = fitWithAll(ground, fit);
  if (all.likelihood - fit.likelihood <= Math.max(0, alone.gain)) return alone;
  return judged(ground, all, { taken, without }, draw);
}

/** The segment that tells best what changed where these others are known; that which was chosen before may be chosen again. */
export function chooseAgain(ground: Ground, others: readonly number[], before: number): number {
  const without = new Set(within(ground, others));
  // A later, wider choice does not make this one a narrower reading of it.
  without.delete(before);
  const fit = fitOf(ground, others);
  const scan = scanFor(ground, fit);
  return weighed(ground, fit, scan, strongestOf(ground, fit, scan, { taken: others, without, most: fittedMax })).best;
}

/** These segments and all narrower ones: what is uneven in a segment that was taken is no further answer. */
function within({ segments, cube }: Ground, taken: readonly number[]): ReadonlySet<number> {
  const all = new Set<number>();
  for (const segment of taken) {
    const wider = conditionsIn(cube, segments, segment);
    for (let other = 0; other < segments.count; other += 1) {
      const own = conditionsIn(cube, segments, other);
      if ([...wider].every(([attribute, value]) => own.get(attribute) === value)) all.add(other);
    }
  }
  return all;
}

function judged(
  ground: Ground,
  fit: Fit,
  { taken, without }: { readonly taken: readonly number[]; readonly without: ReadonlySet<number> },
  draw: Draw,
): Choice & { readonly gain: number } {
  const scan = scanFor(ground, fit);
  const strongest = strongestOf(ground, fit, scan, { taken, without, most: fittedMax });
  const [first] = strongest;
  if (first === undefined) return { ...nothing, gain: 0, judged: undefined };
  const score = scan.score[first] as number;
  let drawn = draw(fit, scan, score);
  if (chanceOf(drawn, score) > plausibleMax) return { ...nothing, gain: 0, judged: { scan, drawn } };
  const { best, gain, value } = weighed(ground, fit, scan, strongest);
  if (value > score && drawn.endedEarly) drawn = draw(fit, scan, value);
  return { best, gain, chance: chanceOf(drawn, value), judged: { scan, drawn } };
}

/** Whether its share of all is hit, or its risk multiplied, was chosen of two. */
const eitherKind = Math.log(2);

interface Weighed {
  readonly best: number;
  /** By how much the likelihood rises, less what it costs to say which segment is meant. */
  readonly gain: number;
  /** The same on the scale of the scan's scores, or its score there if that is higher. */
  readonly value: number;
}

/**
 * A scan weighs what is left of a segment once the rates are fitted as if none had changed, and takes a change for a factor. Fitted with a change
 * of its own, whichever kind, a cause tells far more; what chance brought tells hardly more than before. Each of them may always have had a
 * rate of its own: what is asked is which one of them changed.
 */
function weighed(ground: Ground, fit: Fit, { score, spare, borrowed }: Scan, strongest: readonly number[]): Weighed {
  const { segments } = ground;
  // What is new has changed, or it has no rate.
  const known = strongest.filter((segment) => borrowed[segment] === 0);
  const still = fitStill(ground, fit, known);
  let best: Weighed = { best: -1, gain: Number.NEGATIVE_INFINITY, value: Number.NEGATIVE_INFINITY };
  for (const segment of strongest) {
    const { likelihood, changed } = fitChanged(ground, still, segment);
    const more = likelihood - still.likelihood - (changed.at(-1)?.kind === 'plus' ? eitherKind : 0);
    const cost = choiceAmong(segments, segments.order[segment] as number);
    if (more - cost > best.gain)
      best = {
        best: segment,
        gain: more - cost,
        value: Math.max(score[segment] as number, more / (spare[segment] as number) - cost),
      };
  }
  return best;
}
