import type { Cube } from './cube.ts';
import { type RandomWords, randomWords } from './random.ts';
import { type Scan, scoreAsRare } from './scan.ts';
import { type Projection, segmentsOfCells } from './segments.ts';
import type { Units } from './units.ts';

/** What chance does: the highest score of each redraw, in the order drawn. */
export interface Redraws {
  readonly highest: readonly number[];
  /** They ended early: how seldom a score higher than that observed is cannot be told from them. */
  readonly endedEarly: boolean;
}

/** Scores below are not told apart: no redraw that matters has so low a maximum. */
const floor = -3;
const wordsRange = 0x1_0000_0000;
/** With so many redraws as high as what was found, its share is known well enough (J. Besag, P. Clifford, 1991). */
const exceededMax = 10;

export interface RedrawRequest {
  readonly cube: Cube;
  readonly scan: Scan;
  readonly units: Units;
  /** Of each cell, how likely an affected case of it is one of the period after. */
  readonly chances: Float64Array;
  readonly project: Projection;
  readonly observed: number;
  readonly permutations: number;
  readonly seed: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Which period each affected case lies in is drawn anew, as if no segment had changed otherwise than the rates say; what cases are affected,
 * and how many lie in each period, stays. Each redraw is scanned as the cases were. It ends early once it is certain that chance does as much.
 */
export function redraws(request: RedrawRequest): Redraws {
  const { units, scan, permutations, observed, signal } = request;
  const table = scoreTable(request);
  const ids = segmentsOfCells(scan.segments, units.cells);
  const counts = new Int32Array(scan.segments.count + 1);
  const inCells = new Int32Array(units.cells.length);
  const draw = drawer(request);
  const highest: number[] = [];
  let exceeded = 0;
  while (highest.length < permutations && exceeded < exceededMax) {
    if (highest.length % 16 === 0) signal?.throwIfAborted();
    draw(inCells);
    addUp(inCells, ids, counts);
    const best = highestIn(counts, table);
    highest.push(best);
    if (best >= observed) exceeded += 1;
  }
  return { highest, endedEarly: highest.length < permutations };
}

/** What the segments have, of what the cells have. */
function addUp(inCells: Int32Array, ids: Int32Array, counts: Int32Array): void {
  const width = ids.length / inCells.length;
  counts.fill(0);
  for (let cell = 0; cell < inCells.length; cell += 1) {
    const count = inCells[cell] as number;
    if (count === 0) continue;
    for (let at = cell * width; at < (cell + 1) * width; at += 1) {
      const id = ids[at] as number;
      counts[id] = (counts[id] as number) + count;
    }
  }
}

/** How often chance does as well: with the redraws as they are one of all equally likely outcomes. */
export function chanceOf({ highest }: Redraws, score: number): number {
  let exceeded = 1;
  for (const each of highest) if (each >= score) exceeded += 1;
  return exceeded / (highest.length + 1);
}

interface ScoreTable {
  /** Of each segment, the first count that is worth a look. */
  readonly from: Int32Array;
  /** Where its scores begin in `scores`, those of the counts from `from` on; the last one stands for all above. */
  readonly starts: Int32Array;
  readonly scores: Float64Array;
}

/** The scores of all counts that can come up, so that a redraw takes no logarithm. */
function scoreTable({ cube, scan, chances, project, units }: RedrawRequest): ScoreTable {
  const affected = cube.affectedBefore.map((count, cell) => count + (cube.affectedAfter[cell] as number));
  const means = project(affected.map((count, cell) => count * (chances[cell] as number)));
  const largest = units.together.includes(1) ? units.sizes.reduce((max, size) => Math.max(max, size), 1) : 1;
  const { count } = scan.segments;
  const from = new Int32Array(count);
  const starts = new Int32Array(count + 1);
  const scores: number[] = [];
  for (let segment = 0; segment < count; segment += 1) {
    const both = scan.both[segment] as number;
    const centre = (both + (scan.borrowed[segment] as number)) * (scan.share[segment] as number);
    const mean = means[segment] as number;
    const last = Math.min(both, Math.ceil(mean + 9 * Math.sqrt(mean * largest) + 10 * largest));
    const row: number[] = [];
    let at = last;
    for (; at >= 0; at -= 1) {
      const score = scoreAsRare(scan, segment, moved(at, { mean, centre, most: both }));
      if (score < floor) break;
      row.push(score);
    }
    from[segment] = row.length === 0 ? both + 1 : at + 1;
    starts[segment] = scores.length;
    for (const score of row.reverse()) scores.push(score);
  }
  starts[count] = scores.length;
  return { from, starts, scores: Float64Array.from(scores) };
}

/**
 * Redraws lie around a mean that is not quite what is expected of the segment. They are moved to lie around that; none and all stay what they are:
 * that all affected ones of a small segment lie after comes up as often as it does.
 */
function moved(count: number, { mean, centre, most }: { readonly mean: number; readonly centre: number; readonly most: number }) {
  if (count <= mean) return mean > 0 ? (count * centre) / mean : centre;
  return most - ((most - count) * Math.max(0, most - centre)) / (most - mean);
}

function highestIn(counts: Int32Array, { from, starts, scores }: ScoreTable): number {
  let best = floor;
  for (let segment = 0; segment < from.length; segment += 1) {
    const over = (counts[segment] as number) - (from[segment] as number);
    if (over < 0) continue;
    const at = Math.min((starts[segment] as number) + over, (starts[segment + 1] as number) - 1);
    if ((scores[at] as number) > best) best = scores[at] as number;
  }
  return best;
}

/** Draws how many of the affected cases of each cell lie in the period after. */
type Draw = (inCells: Int32Array) => void;

function drawer({ units, chances, scan, seed }: RedrawRequest): Draw {
  const random = randomWords(seed);
  const chanceOfUnit = Float64Array.from(units.sizes, (size, unit) => {
    let sum = 0;
    for (let entry = units.starts[unit] as number; entry < (units.starts[unit + 1] as number); entry += 1)
      sum += (units.entryCount[entry] as number) * (chances[units.cells[units.entryCell[entry] as number] as number] as number);
    return sum / size;
  });
  return units.together.includes(1)
    ? drawTogether(units, chanceOfUnit, scan.affectedAfter, random)
    : drawSingly(units, chanceOfUnit, scan.affectedAfter, random);
}

/** Each case by itself, a binomial number a cell; then single cases moved until as many lie after as did. Each unit is a cell. */
function drawSingly({ sizes, affected }: Units, chance: Float64Array, target: number, random: RandomWords): Draw {
  const firsts = new Int32Array(sizes.length + 1);
  for (let unit = 0; unit < sizes.length; unit += 1) firsts[unit + 1] = (firsts[unit] as number) + (sizes[unit] as number);
  const unitOf = new Int32Array(affected);
  for (let unit = 0; unit < sizes.length; unit += 1) unitOf.fill(unit, firsts[unit], firsts[unit + 1]);
  const limits = binomialLimits(sizes, chance, firsts);
  const words = new Uint32Array(sizes.length);
  return (inCells) => {
    random.fill(words);
    let total = 0;
    for (let unit = 0; unit < sizes.length; unit += 1) {
      const count = countBelow(limits, firsts[unit] as number, firsts[unit + 1] as number, words[unit] as number);
      inCells[unit] = count;
      total += count;
    }
    while (total !== target) {
      const at = Math.floor((random.next() / wordsRange) * affected);
      const unit = unitOf[at] as number;
      const isAfter = at - (firsts[unit] as number) < (inCells[unit] as number);
      if (isAfter === total < target) continue;
      const step = isAfter ? -1 : 1;
      inCells[unit] = (inCells[unit] as number) + step;
      total += step;
    }
  };
}

/** Of each unit the cumulated probabilities of 0, 1, ... one less than its size, as words, one after the other in one array. */
function binomialLimits(sizes: Int32Array, chances: Float64Array, firsts: Int32Array): Uint32Array {
  const limits = new Uint32Array(firsts.at(-1) ?? 0);
  for (let unit = 0; unit < sizes.length; unit += 1) {
    const size = sizes[unit] as number;
    const chance = chances[unit] as number;
    const odds = chance / (1 - chance);
    let log = size * Math.log1p(-chance);
    let sum = 0;
    for (let count = 0; count < size; count += 1) {
      sum += Math.exp(log);
      limits[(firsts[unit] as number) + count] = Math.min(wordsRange - 1, sum * wordsRange);
      log += Math.log(((size - count) / (count + 1)) * odds);
    }
  }
  return limits;
}

/** With fewer limits than this it is as quick to look at one after the other. */
const oneByOneMax = 8;

/** How many of the limits from `first` up to `end` the word has reached. */
function countBelow(limits: Uint32Array, first: number, end: number, word: number): number {
  let low = first;
  let high = end;
  while (high - low > oneByOneMax) {
    const middle = (low + high) >> 1;
    if ((limits[middle] as number) > word) high = middle;
    else low = middle + 1;
  }
  while (low < high && (limits[low] as number) <= word) low += 1;
  return low - first;
}

/** Whole units, then small ones moved while that brings the number after closer to what it was. */
function drawTogether(units: Units, chance: Float64Array, target: number, random: RandomWords): Draw {
  const { sizes, starts, entryCell, entryCount } = units;
  const isAfter = new Uint8Array(sizes.length);
  // Large units stay where they were drawn: to move one would undo most of a draw.
  const usual = sizes.toSorted()[sizes.length >> 1] ?? 1;
  const small = Int32Array.from([...sizes.keys()].filter((unit) => (sizes[unit] as number) <= usual));
  const words = new Uint32Array(sizes.length);
  return (inCells) => {
    random.fill(words);
    let total = 0;
    for (let unit = 0; unit < sizes.length; unit += 1) {
      isAfter[unit] = (words[unit] as number) < (chance[unit] as number) * wordsRange ? 1 : 0;
      if (isAfter[unit] === 1) total += sizes[unit] as number;
    }
    for (let tries = 4 * small.length; tries > 0 && total !== target; tries -= 1) {
      const unit = small[Math.floor((random.next() / wordsRange) * small.length)] as number;
      const moved = total + (isAfter[unit] === 1 ? -1 : 1) * (sizes[unit] as number);
      if (Math.abs(moved - target) >= Math.abs(total - target)) continue;
      isAfter[unit] = 1 - (isAfter[unit] as number);
      total = moved;
    }
    inCells.fill(0);
    for (let unit = 0; unit < sizes.length; unit += 1) {
      if (isAfter[unit] === 0) continue;
      for (let entry = starts[unit] as number; entry < (starts[unit + 1] as number); entry += 1)
        inCells[entryCell[entry] as number] = (inCells[entryCell[entry] as number] as number) + (entryCount[entry] as number);
    }
  };
}
