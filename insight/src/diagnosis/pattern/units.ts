import type { Cube } from './cube.ts';
import type { CaseTable } from './pattern.ts';
import type { Rates } from './rates.ts';

/** Affected cases that are redrawn together, each unit into one of the two periods. */
export interface Units {
  /** The cells that have affected ones; what follows counts by them. */
  readonly cells: Int32Array;
  /** Where each unit's entries begin, and one more for the end. */
  readonly starts: Int32Array;
  /** Of each entry, the index into `cells`, and how many of the unit's affected cases lie there. */
  readonly entryCell: Int32Array;
  readonly entryCount: Int32Array;
  /** How many affected cases a unit has. */
  readonly sizes: Int32Array;
  /** 1: the cases of the unit stand or fall together. 0: each of them falls by itself; all lie in one cell. */
  readonly together: Uint8Array;
  readonly affected: number;
}

/** Without clusters a unit is all that is affected in a cell; with them, what is affected in a cluster in a period. */
export function unitsOf(table: CaseTable, cube: Cube): Units {
  const affectedIn = cube.affectedBefore.map((count, cell) => count + (cube.affectedAfter[cell] as number));
  const cells = Int32Array.from([...affectedIn.keys()].filter((cell) => (affectedIn[cell] as number) > 0));
  const index = new Int32Array(cube.cells).fill(-1);
  for (const [at, cell] of cells.entries()) index[cell] = at;
  const affected = affectedIn.reduce((sum, count) => sum + count, 0);
  if (table.cluster === undefined) {
    const sizes = Int32Array.from(cells, (cell) => affectedIn[cell] as number);
    return {
      cells,
      starts: Int32Array.from({ length: cells.length + 1 }, (_, unit) => unit),
      entryCell: Int32Array.from(cells.keys()),
      entryCount: sizes,
      sizes,
      together: new Uint8Array(cells.length),
      affected,
    };
  }
  return clusteredUnits(table, table.cluster, cube, { cells, index, affected });
}

function clusteredUnits(
  { size, after, affected: isAffected }: CaseTable,
  cluster: Int32Array,
  { cellOf }: Cube,
  { cells, index, affected }: { readonly cells: Int32Array; readonly index: Int32Array; readonly affected: number },
): Units {
  const rows: number[] = [];
  for (let row = 0; row < size; row += 1) if (isAffected[row] === 1) rows.push(row);
  const blockOf = (row: number) => (cluster[row] as number) * 2 + (after[row] as number);
  // A case by itself (cluster -1) has a block below zero.
  rows.sort((a, b) => blockOf(a) - blockOf(b) || (cellOf[a] as number) - (cellOf[b] as number));
  const starts: number[] = [];
  const sizes: number[] = [];
  const entryCell: number[] = [];
  const entryCount: number[] = [];
  let last: number | undefined;
  for (const row of rows) {
    const block = blockOf(row);
    const cell = index[cellOf[row] as number] as number;
    if (block < 0 || block !== last) {
      starts.push(entryCell.length);
      sizes.push(0);
      last = block;
    }
    sizes[sizes.length - 1] = (sizes.at(-1) as number) + 1;
    if (entryCell.length > (starts.at(-1) as number) && entryCell.at(-1) === cell)
      entryCount[entryCount.length - 1] = (entryCount.at(-1) as number) + 1;
    else {
      entryCell.push(cell);
      entryCount.push(1);
    }
  }
  return {
    cells,
    starts: Int32Array.from([...starts, entryCell.length]),
    entryCell: Int32Array.from(entryCell),
    entryCount: Int32Array.from(entryCount),
    sizes: Int32Array.from(sizes),
    together: new Uint8Array(sizes.length).fill(1),
    affected,
  };
}

const oddsSweeps = 6;

/**
 * Of each cell, how likely an affected case of it is one of the period after, if it changed as the rates say. How the mix differs
 * between the periods is smoothed over the values of each attribute (a propensity by main effects): a cell by itself, with one or two cases,
 * says nothing of it. What segments are shifted by that is put right where they are scored.
 */
export function chancesOfAfter(cube: Cube, { change }: Rates, affectedAfter: number): Float64Array {
  const cases = cube.casesBefore.map((count, cell) => count + (cube.casesAfter[cell] as number));
  const odds = new Float64Array(cube.cells).fill(1);
  for (let sweep = 0; sweep < oddsSweeps; sweep += 1) {
    for (const { codes, size } of cube.attributes) {
      const [after, all, fitted] = [
        new Float64Array(size).fill(0.5),
        new Float64Array(size).fill(1),
        new Float64Array(size).fill(0.5),
      ];
      for (let cell = 0; cell < cube.cells; cell += 1) {
        const value = codes[cell] as number;
        const each = odds[cell] as number;
        after[value] = (after[value] as number) + (cube.casesAfter[cell] as number);
        all[value] = (all[value] as number) + (cases[cell] as number);
        fitted[value] = (fitted[value] as number) + ((cases[cell] as number) * each) / (1 + each);
      }
      const factor = after.map((count, value) => {
        const [whole, now] = [all[value] as number, fitted[value] as number];
        return (count / (whole - count)) * ((whole - now) / now);
      });
      for (let cell = 0; cell < cube.cells; cell += 1)
        odds[cell] = (odds[cell] as number) * (factor[codes[cell] as number] as number);
    }
  }
  const affected = cube.affectedBefore.map((count, cell) => count + (cube.affectedAfter[cell] as number));
  return scaled(
    odds.map((each, cell) => each * (change[cell] as number)),
    affected,
    affectedAfter,
  );
}

/** The chances of these odds, all odds multiplied so that as many affected ones are expected after as there were. */
function scaled(odds: Float64Array, affected: Float64Array, target: number): Float64Array {
  let [low, high] = [-20, 20];
  for (let step = 0; step < 50; step += 1) {
    const factor = Math.exp((low + high) / 2);
    let expected = 0;
    for (let cell = 0; cell < odds.length; cell += 1)
      expected += ((affected[cell] as number) * factor * (odds[cell] as number)) / (1 + factor * (odds[cell] as number));
    if (expected < target) low = (low + high) / 2;
    else high = (low + high) / 2;
  }
  const factor = Math.exp((low + high) / 2);
  return odds.map((each) => (factor * each) / (1 + factor * each));
}
