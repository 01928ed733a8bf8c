import type { CaseTable } from './pattern.ts';
import { mixed } from './random.ts';

/** One attribute of the cube. Its values are numbered anew, so that what they are called and the order of rows do not matter. */
export interface CubeAttribute {
  readonly name: string;
  /** The names of the values that a segment may be made of. */
  readonly values: readonly string[];
  /** `values.length`, and one more where rare values are kept together as the last. */
  readonly size: number;
  /** Of each cell its value. */
  readonly codes: Uint16Array;
}

/** The cases counted by all attributes at once: a cell for each combination of values that occurs. */
export interface Cube {
  readonly attributes: readonly CubeAttribute[];
  readonly cells: number;
  readonly casesBefore: Float64Array;
  readonly casesAfter: Float64Array;
  readonly affectedBefore: Float64Array;
  readonly affectedAfter: Float64Array;
  /** Of each row of the table its cell. */
  readonly cellOf: Int32Array;
}

/** A value with fewer affected cases, before and after together, is not looked at by itself. */
export const affectedMin = 6;
/** So many values of an attribute, those with most affected cases, are looked at by themselves. */
const valuesMax = 100;
/** More attributes are not searched together; the first ones count. */
const attributesMax = 12;

export function cubeOf(table: CaseTable): Cube {
  const attributes = table.attributes.map((attribute) => numbered(table, attribute)).filter(({ size }) => size > 1);
  const chosen = attributes.slice(0, attributesMax);
  const raw = cellsOf(table, chosen);
  const ranks = chosen.map((_, index) => canonicalRanks(raw, chosen, index));
  const renamed = chosen.map((attribute, index) => reordered(attribute, ranks[index] as Int32Array));
  return sorted(raw, renamed, ranks);
}

interface Numbered {
  readonly name: string;
  readonly values: readonly string[];
  readonly size: number;
  /** From the table's codes to the new ones. */
  readonly map: Int32Array;
  readonly codes: Uint16Array;
}

interface RawCells {
  readonly cells: number;
  /** Per attribute, of each cell its value. */
  readonly codes: readonly Uint16Array[];
  /** Cases before, after, affected before, affected after. */
  readonly counts: readonly [Float64Array, Float64Array, Float64Array, Float64Array];
  readonly cellOf: Int32Array;
}

/** Values with enough affected cases get a number, all others one together. */
function numbered(table: CaseTable, { name, values, codes }: CaseTable['attributes'][number]): Numbered {
  const cases = new Float64Array(values.length);
  const affected = new Float64Array(values.length);
  for (let row = 0; row < table.size; row += 1) {
    const code = codes[row] as number;
    cases[code] = (cases[code] as number) + 1;
    affected[code] = (affected[code] as number) + (table.affected[row] as number);
  }
  const named = [...values.keys()]
    .filter((code) => (affected[code] as number) >= affectedMin)
    .sort(
      (a, b) =>
        (affected[b] as number) - (affected[a] as number) ||
        (cases[b] as number) - (cases[a] as number) ||
        ((values[a] as string) < (values[b] as string) ? -1 : 1),
    )
    .slice(0, valuesMax);
  const map = new Int32Array(values.length).fill(named.length);
  for (const [index, code] of named.entries()) map[code] = index;
  const hasRare = cases.some((count, code) => count > 0 && map[code] === named.length);
  return { name, values: named.map((code) => values[code] as string), size: named.length + (hasRare ? 1 : 0), map, codes };
}

const directMax = 1 << 22;

function cellsOf(table: CaseTable, attributes: readonly Numbered[]): RawCells {
  const { size, after, affected } = table;
  const cellOf = new Int32Array(size);
  let cells = 1;
  // One attribute after the other, each time numbering the pairs that occur anew: so keys never grow past cells × values.
  for (const { codes, map, size: values } of attributes) {
    const known = cells * values <= directMax ? new Int32Array(cells * values).fill(-1) : new Map<number, number>();
    let next = 0;
    for (let row = 0; row < size; row += 1) {
      const key = (cellOf[row] as number) * values + (map[codes[row] as number] as number);
      let cell = known instanceof Map ? (known.get(key) ?? -1) : (known[key] as number);
      if (cell < 0) {
        cell = next;
        next += 1;
        if (known instanceof Map) known.set(key, cell);
        else known[key] = cell;
      }
      cellOf[row] = cell;
    }
    cells = next;
  }
  const counts = [0, 1, 2, 3].map(() => new Float64Array(cells)) as unknown as RawCells['counts'];
  const values = attributes.map(() => new Uint16Array(cells));
  const seen = new Uint8Array(cells);
  for (let row = 0; row < size; row += 1) {
    const cell = cellOf[row] as number;
    const period = after[row] as number;
    const all = counts[period as 0 | 1];
    all[cell] = (all[cell] as number) + 1;
    if (affected[row] === 1) {
      const hit = counts[(2 + period) as 2 | 3];
      hit[cell] = (hit[cell] as number) + 1;
    }
    if (seen[cell] === 1) continue;
    seen[cell] = 1;
    for (const [index, { codes, map }] of attributes.entries())
      (values[index] as Uint16Array)[cell] = map[codes[row] as number] as number;
  }
  return { cells, codes: values, counts, cellOf };
}

/**
 * An order of the values that depends on their counts and on what they occur with, not on their names: values are told apart by
 * colour refinement (B. Weisfeiler, A. Leman, 1968), so that ties remain only where nothing in the table distinguishes two values.
 */
function canonicalRanks(raw: RawCells, attributes: readonly Numbered[], index: number): Int32Array {
  const attribute = attributes[index] as Numbered;
  const codes = raw.codes[index] as Uint16Array;
  const totals = raw.counts.map((count) => summed(count, codes, attribute.size));
  const colour = new Int32Array(attribute.size);
  for (let cell = 0; cell < raw.cells; cell += 1) {
    let hash = 0;
    for (const [which, count] of raw.counts.entries()) hash = mixed(hash + (count[cell] as number) * 4 + which);
    colour[codes[cell] as number] = ((colour[codes[cell] as number] as number) + hash) | 0;
  }
  const order = Array.from({ length: attribute.values.length }, (_, value) => value).sort((a, b) => {
    for (const total of totals) if (total[a] !== total[b]) return (total[b] as number) - (total[a] as number);
    return (colour[a] as number) - (colour[b] as number) || a - b;
  });
  const ranks = new Int32Array(attribute.size).fill(attribute.values.length);
  for (const [rank, value] of order.entries()) ranks[value] = rank;
  return ranks;
}

function summed(count: Float64Array, codes: Uint16Array, size: number): Float64Array {
  const sums = new Float64Array(size);
  for (let cell = 0; cell < count.length; cell += 1) {
    const code = codes[cell] as number;
    sums[code] = (sums[code] as number) + (count[cell] as number);
  }
  return sums;
}

function reordered({ name, values, size }: Numbered, ranks: Int32Array): Omit<CubeAttribute, 'codes'> {
  const names: string[] = new Array(values.length);
  for (const [value, text] of values.entries()) names[ranks[value] as number] = text;
  return { name, values: names, size };
}

/** The cells in the order of their values. */
function sorted(raw: RawCells, attributes: readonly Omit<CubeAttribute, 'codes'>[], ranks: readonly Int32Array[]): Cube {
  const codes = raw.codes.map((column, index) => column.map((value) => (ranks[index] as Int32Array)[value] as number));
  let order = Int32Array.from({ length: raw.cells }, (_, cell) => cell);
  // A radix sort, the last attribute first.
  for (let index = attributes.length - 1; index >= 0; index -= 1) {
    const column = codes[index] as Uint16Array;
    const starts = new Int32Array((attributes[index] as { size: number }).size + 1);
    for (const value of column) starts[value + 1] = (starts[value + 1] as number) + 1;
    for (let value = 1; value < starts.length; value += 1)
      starts[value] = (starts[value] as number) + (starts[value - 1] as number);
    const next = new Int32Array(raw.cells);
    for (const cell of order) {
      const value = column[cell] as number;
      const at = starts[value] as number;
      starts[value] = at + 1;
      next[at] = cell;
    }
    order = next;
  }
  const position = new Int32Array(raw.cells);
  for (const [at, cell] of order.entries()) position[cell] = at;
  const inOrder = (count: Float64Array) => Float64Array.from(order, (cell) => count[cell] as number);
  const [casesBefore, casesAfter, affectedBefore, affectedAfter] = raw.counts;
  return {
    attributes: attributes.map((attribute, index) => {
      const column = codes[index] as Uint16Array;
      return { ...attribute, codes: Uint16Array.from(order, (cell) => column[cell] as number) };
    }),
    cells: raw.cells,
    casesBefore: inOrder(casesBefore),
    casesAfter: inOrder(casesAfter),
    affectedBefore: inOrder(affectedBefore),
    affectedAfter: inOrder(affectedAfter),
    cellOf: raw.cellOf.map((cell) => position[cell] as number),
  };
}
