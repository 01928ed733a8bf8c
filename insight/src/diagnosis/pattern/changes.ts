import type { Cube } from './cube.ts';

/**
 * Cells that have a change of their own. `times`: whoever was at risk is at so many times the risk. `plus`: a share of all of them is hit,
 * whatever their risk was.
 */
export interface Change {
  readonly inside: Uint8Array;
  readonly kind: 'times' | 'plus';
}

const sweeps = 40;

/**
 * Fits what becomes of the rates in the period after: `change`, of each cell the rate after over the rate before. The whole has a factor,
 * each `times` another on it, each `plus` an addend. By expectation and maximisation (A. Dempster, N. Laird, D. Rubin, 1977): the affected
 * ones of a cell are shared out among what may have brought them, in proportion, and each part is then fitted to its share.
 */
export function fitChanges(cube: Cube, changed: readonly Change[], rate: Float64Array, change: Float64Array): void {
  const whole: Part = { inside: undefined, level: 1 };
  const times = changed.filter(({ kind }) => kind === 'times').map(({ inside }): Part => ({ inside, level: 1 }));
  const plus = changed.filter(({ kind }) => kind === 'plus').map(({ inside }): Part => ({ inside, level: 0 }));
  for (const part of plus) part.level = shareAffected(cube, part);
  for (let sweep = 0; sweep < (changed.length === 0 ? 1 : sweeps); sweep += 1) {
    for (const part of [...times, whole]) scale(cube, rate, { whole, times, plus }, part);
    for (const part of plus) shift(cube, rate, { whole, times, plus }, part);
  }
  for (let cell = 0; cell < cube.cells; cell += 1) {
    const added = addedTo(plus, cell);
    change[cell] = factorOf(whole, times, cell) + (added === 0 ? 0 : added / (rate[cell] as number));
  }
}

interface Part {
  /** `undefined`: all cells. */
  readonly inside: Uint8Array | undefined;
  level: number;
}

interface Parts {
  readonly whole: Part;
  readonly times: readonly Part[];
  readonly plus: readonly Part[];
}

function factorOf(whole: Part, times: readonly Part[], cell: number): number {
  let factor = whole.level;
  for (const { inside, level } of times) if (inside?.[cell] === 1) factor *= level;
  return factor;
}

function addedTo(plus: readonly Part[], cell: number): number {
  let sum = 0;
  for (const { inside, level } of plus) if (inside?.[cell] === 1) sum += level;
  return sum;
}

function shareAffected(cube: Cube, { inside }: Part): number {
  let [affected, cases] = [0, 1];
  for (let cell = 0; cell < cube.cells; cell += 1) {
    if (inside?.[cell] !== 1) continue;
    affected += cube.affectedAfter[cell] as number;
    cases += cube.casesAfter[cell] as number;
  }
  return affected / cases;
}

/** A factor, fitted to what the factors have brought. */
function scale(cube: Cube, rate: Float64Array, { whole, times, plus }: Parts, part: Part): void {
  let [seen, fitted] = [1, 1];
  for (let cell = 0; cell < cube.cells; cell += 1) {
    const cases = cube.casesAfter[cell] as number;
    if (cases === 0 || (part.inside !== undefined && part.inside[cell] === 0)) continue;
    const usual = (rate[cell] as number) * factorOf(whole, times, cell);
    const affected = cube.affectedAfter[cell] as number;
    if (affected > 0) seen += (affected * usual) / (usual + addedTo(plus, cell));
    fitted += cases * usual;
  }
  part.level *= seen / fitted;
}

/** An addend, fitted to what it has brought. */
function shift(cube: Cube, rate: Float64Array, { whole, times, plus }: Parts, part: Part): void {
  let [seen, cases] = [0, 1];
  for (let cell = 0; cell < cube.cells; cell += 1) {
    if (part.inside?.[cell] !== 1) continue;
    cases += cube.casesAfter[cell] as number;
    const affected = cube.affectedAfter[cell] as number;
    if (affected === 0) continue;
    const usual = (rate[cell] as number) * factorOf(whole, times, cell);
    seen += (affected * part.level) / (usual + addedTo(plus, cell));
  }
  part.level = seen / cases;
}

/** How well the changes tell where in a segment the affected ones lie: the larger the better, of changes fitted to the same cases. */
export function likelihoodAfter(cube: Cube, rate: Float64Array, change: Float64Array): number {
  let sum = 0;
  for (let cell = 0; cell < cube.cells; cell += 1) {
    const expected = (rate[cell] as number) * (change[cell] as number);
    if (expected <= 0) continue;
    const affected = cube.affectedAfter[cell] as number;
    sum -= expected * (cube.casesAfter[cell] as number);
    if (affected > 0) sum += affected * Math.log(expected);
  }
  return sum;
}
