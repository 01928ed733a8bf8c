import { affectedMin, type Cube } from './cube.ts';

/** Attributes that a segment is made of: indexes into the cube, ascending. */
type Family = readonly number[];

/** All segments of one to three conditions that have enough affected cases, numbered. Of each cell it is known which it lies in. */
export interface Segments {
  readonly count: number;
  readonly families: readonly Family[];
  /** Of each segment its family. */
  readonly familyOf: Int32Array;
  /** Of each segment its place in its family: the values in mixed radix. */
  readonly placeOf: Int32Array;
  /** Of each family, from place to segment; -1: too few affected cases. */
  readonly segmentAt: readonly Int32Array[];
  /** Of each family the place of each cell. */
  readonly placesOf: (family: number) => Int32Array;
  /** How many conditions a segment has. */
  readonly order: Uint8Array;
  /** How many segments have so many conditions; index 0 is not used. */
  readonly ofOrder: readonly number[];
}

/** A family with more combinations than this is not looked at. */
const placesMax = 1_000_000;

/** Segments are counted without regard to the period, so that the redraws, which change the periods alone, have the very same ones. */
export function segmentsOf(cube: Cube): Segments {
  const families = familiesOf(cube);
  const affected = cube.affectedBefore.map((count, cell) => count + (cube.affectedAfter[cell] as number));
  const familyOf: number[] = [];
  const placeOf: number[] = [];
  const ofOrder = [0, 0, 0, 0];
  const placesOf = (family: number) => places(cube, families[family] as Family);
  const segmentAt = families.map((family, index) => {
    const size = sizeOf(cube, family);
    const counts = new Float64Array(size);
    const at = placesOf(index);
    for (let cell = 0; cell < cube.cells; cell += 1) {
      const place = at[cell] as number;
      counts[place] = (counts[place] as number) + (affected[cell] as number);
    }
    const segments = new Int32Array(size).fill(-1);
    for (let place = 0; place < size; place += 1) {
      if ((counts[place] as number) < affectedMin || !isNamed(cube, family, place)) continue;
      segments[place] = familyOf.length;
      familyOf.push(index);
      placeOf.push(place);
      ofOrder[family.length] = (ofOrder[family.length] as number) + 1;
    }
    return segments;
  });
  return {
    count: familyOf.length,
    families,
    familyOf: Int32Array.from(familyOf),
    placeOf: Int32Array.from(placeOf),
    segmentAt,
    placesOf,
    order: Uint8Array.from(familyOf, (family) => (families[family] as Family).length),
    ofOrder,
  };
}

function familiesOf(cube: Cube): readonly Family[] {
  const all = cube.attributes.map((_, index) => index);
  const one = all.map((a) => [a]);
  const two = all.flatMap((a) => all.filter((b) => b > a).map((b) => [a, b]));
  const three = two.flatMap(([a = 0, b = 0]) => all.filter((c) => c > b).map((c) => [a, b, c]));
  return [...one, ...two, ...three].filter((family) => sizeOf(cube, family) <= placesMax);
}

function sizeOf(cube: Cube, family: Family): number {
  return family.reduce((product, index) => product * (cube.attributes[index] as { size: number }).size, 1);
}

function places(cube: Cube, family: Family): Int32Array {
  const at = new Int32Array(cube.cells);
  for (const index of family) {
    const { codes, size } = cube.attributes[index] as Cube['attributes'][number];
    for (let cell = 0; cell < cube.cells; cell += 1) at[cell] = (at[cell] as number) * size + (codes[cell] as number);
  }
  return at;
}

/** Where in a family these values are. */
export function placeIn(cube: Cube, family: Family, values: ReadonlyMap<number, number>): number {
  return family.reduce(
    (place, attribute) => place * (cube.attributes[attribute] as { size: number }).size + (values.get(attribute) as number),
    0,
  );
}

/** The values of a place in a family, in its order. */
export function valuesAt(cube: Cube, family: Family, place: number): readonly number[] {
  const values: number[] = [];
  let rest = place;
  for (const index of family.toReversed()) {
    const { size } = cube.attributes[index] as { size: number };
    values.unshift(rest % size);
    rest = Math.floor(rest / size);
  }
  return values;
}

/** Rare values that are kept together have no name, and so no segment. */
function isNamed(cube: Cube, family: Family, place: number): boolean {
  return valuesAt(cube, family, place).every((value, index) => {
    const attribute = cube.attributes[family[index] as number];
    return value < (attribute?.values.length ?? 0);
  });
}

/** The values of a segment, by attribute. */
export function conditionsIn(
  cube: Cube,
  { families, familyOf, placeOf }: Segments,
  segment: number,
): ReadonlyMap<number, number> {
  const family = families[familyOf[segment] as number] as Family;
  const values = valuesAt(cube, family, placeOf[segment] as number);
  return new Map(family.map((attribute, index) => [attribute, values[index] as number]));
}

/** What the segments of all families add up to, of a number that each cell has. */
export type Projection = (ofCell: Float64Array) => Float64Array;

/** Where there are so many numbers, the places of cells are not kept but found again each time. */
const keptMax = 20_000_000;

export function projectionOf(cube: Cube, segments: Segments): Projection {
  const { families, segmentAt, placesOf, count } = segments;
  const find = (family: number) => {
    const at = segmentAt[family] as Int32Array;
    // Cells in no segment add to the place past the last.
    return placesOf(family).map((place) => ((at[place] as number) < 0 ? count : (at[place] as number)));
  };
  const kept = families.length * cube.cells <= keptMax ? families.map((_, family) => find(family)) : undefined;
  return (ofCell) => {
    const sums = new Float64Array(count + 1);
    for (let family = 0; family < families.length; family += 1) {
      const ids = kept?.[family] ?? find(family);
      for (let cell = 0; cell < ofCell.length; cell += 1) {
        const id = ids[cell] as number;
        sums[id] = (sums[id] as number) + (ofCell[cell] as number);
      }
    }
    return sums.subarray(0, count);
  };
}

/** 1 for each cell that lies in the segment. */
export function cellsIn(cube: Cube, segments: Segments, segment: number): Uint8Array {
  const place = segments.placeOf[segment] as number;
  const at = segments.placesOf(segments.familyOf[segment] as number);
  const inside = new Uint8Array(cube.cells);
  for (let cell = 0; cell < cube.cells; cell += 1) inside[cell] = at[cell] === place ? 1 : 0;
  return inside;
}

/** Which segments a cell lies in, a family each; those without enough cases are left out. */
export function segmentsOfCells(segments: Segments, cells: Int32Array): Int32Array {
  const width = segments.families.length;
  const ids = new Int32Array(cells.length * width).fill(segments.count);
  for (let family = 0; family < width; family += 1) {
    const places = segments.placesOf(family);
    const at = segments.segmentAt[family] as Int32Array;
    for (let index = 0; index < cells.length; index += 1) {
      const id = at[places[cells[index] as number] as number] as number;
      if (id >= 0) ids[index * width + family] = id;
    }
  }
  return ids;
}
