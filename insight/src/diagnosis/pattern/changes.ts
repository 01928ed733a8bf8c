import type { Cube } from './cube.ts';

/**
 * Cells that have a change of their own. `times`: whoever was at risk is at so many times the risk. `plus`: a share of all of them is hit,
 * whatever their risk was.
 */
export interface Change {
  readonly inside: Uint8Array;
  readonly kind: 'times' | 'plus';
}

/** What becomes of the rates in the period after, as far as it is fitted. */
export interface Changes {
  /** Of each cell, what its rate is multiplied by: a factor of the whole, and one of each `times`. */
  readonly factor: Float64Array;
  /** Of each cell, what is added: the addends of each `plus`. */
  readonly addend: Float64Array;
  /** Of the affected ones after, those that the factors brought; the others are the addends'. */
  readonly byFactors: Float64Array;
  /** One step towards what fits the rates. Returns how far the levels moved, each as a share of itself. */
  readonly step: (rate: Float64Array) => number;
}

/**
 * Fits the changes by expectation and maximisation (A. Dempster, N. Laird, D. Rubin, 1977), a step each time the rates are better known: the
 * affected ones of a cell are shared out among what may have brought them, in proportion, and each part is then fitted to its share.
 */
export function changesOf(cube: Cube, changed: readonly Change[]): Changes {
  const factor = new Float64Array(cube.cells).fill(1);
  const addend = new Float64Array(cube.cells);
  const byFactors = cube.affectedAfter.slice();
  const part = ({ inside }: Change): Part => ({ cells: cellsWhere(inside), level: 1, least: 0 });
  const plus = changed.filter(({ kind }) => kind === 'plus').map((change) => begun(cube, part(change), addend));
  // What is added to all cases explains a rise. That it also took the place of what was there is no such explanation.
  const least = plus.some(({ cells }) => cells.length === cube.cells) ? 1 : 0;
  const whole: Part = { cells: Int32Array.from(factor.keys()), level: 1, least };
  const times = [...changed.filter(({ kind }) => kind === 'times').map(part), whole];
  const step = (rate: Float64Array) => {
    let moved = 0;
    for (const { cells } of plus) shareOut(cube, cells, rate, { factor, addend, byFactors });
    for (const each of times) moved = Math.max(moved, scale(cube, each, rate, factor, byFactors));
    for (const each of plus) moved = Math.max(moved, shift(cube, each, rate, factor, addend));
    return moved;
  };
  return { factor, addend, byFactors, step };
}

interface Part {
  readonly cells: Int32Array;
  level: number;
  readonly least: number;
}

export function cellsWhere(inside: Uint8Array): Int32Array {
  const cells = new Int32Array(inside.length);
  let count = 0;
  for (let cell = 0; cell < inside.length; cell += 1) {
    if (inside[cell] === 0) continue;
    cells[count] = cell;
    count += 1;
  }
  return cells.slice(0, count);
}

/** To begin with all are taken for those of the addend. */
function begun(cube: Cube, part: Part, addend: Float64Array): Part {
  let [affected, cases] = [0, 1];
  for (const cell of part.cells) {
    affected += cube.affectedAfter[cell] as number;
    cases += cube.casesAfter[cell] as number;
  }
  part.level = affected / cases;
  for (const cell of part.cells) addend[cell] = (addend[cell] as number) + part.level;
  return part;
}

function shareOut(
  { affectedAfter }: Cube,
  cells: Int32Array,
  rate: Float64Array,
  { factor, addend, byFactors }: Pick<Changes, 'factor' | 'addend' | 'byFactors'>,
): void {
  for (const cell of cells) {
    const affected = affectedAfter[cell] as number;
    if (affected === 0) continue;
    const usual = (rate[cell] as number) * (factor[cell] as number);
    byFactors[cell] = (affected * usual) / (usual + (addend[cell] as number));
  }
}

/** A factor, fitted to what the factors have brought. */
function scale({ casesAfter }: Cube, part: Part, rate: Float64Array, factor: Float64Array, byFactors: Float64Array): number {
  let [seen, fitted] = [1, 1];
  for (const cell of part.cells) {
    seen += byFactors[cell] as number;
    fitted += (casesAfter[cell] as number) * (rate[cell] as number) * (factor[cell] as number);
  }
  const by = Math.max(seen / fitted, part.least / part.level);
  for (const cell of part.cells) factor[cell] = (factor[cell] as number) * by;
  part.level *= by;
  return Math.abs(by - 1);
}

/** An addend, fitted to what it has brought. */
function shift(
  { affectedAfter, casesAfter }: Cube,
  part: Part,
  rate: Float64Array,
  factor: Float64Array,
  addend: Float64Array,
): number {
  let [seen, cases] = [0, 1];
  for (const cell of part.cells) {
    cases += casesAfter[cell] as number;
    const affected = affectedAfter[cell] as number;
    if (affected > 0)
      seen += (affected * part.level) / ((rate[cell] as number) * (factor[cell] as number) + (addend[cell] as number));
  }
  const by = seen / cases - part.level;
  for (const cell of part.cells) addend[cell] = Math.max(0, (addend[cell] as number) + by);
  const moved = part.level > 0 ? Math.abs(by) / part.level : 0;
  part.level += by;
  return moved;
}

/** Log likelihood (Poisson, but for a constant) of what was affected in both periods. */
export function likelihoodOf(cube: Cube, rate: Float64Array, change: Float64Array): number {
  let sum = 0;
  for (let cell = 0; cell < cube.cells; cell += 1) {
    const usual = rate[cell] as number;
    const changed = usual * (change[cell] as number);
    sum -= usual * (cube.casesBefore[cell] as number) + changed * (cube.casesAfter[cell] as number);
    const [before, after] = [cube.affectedBefore[cell] as number, cube.affectedAfter[cell] as number];
    if (before > 0 && usual > 0) sum += before * Math.log(usual);
    if (after > 0 && changed > 0) sum += after * Math.log(changed);
  }
  return sum;
}
