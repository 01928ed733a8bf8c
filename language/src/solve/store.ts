import { formatDay, parseDay } from '../calendar.ts';
import type { Schema } from '../expression/expression.ts';
import type { Json } from '../json.ts';
import { type Linear, type LinearAnswer, solveLinear } from './linear.ts';
import { fits, sampleDay, smallest } from './samples.ts';

/** A place in the documents: where a value stands that is not chosen yet. */
export interface Place {
  readonly kind: 'place';
  /** `data.lines[0].amount`: what it is called here. */
  readonly name: string;
  readonly schema: Schema;
  /** What an event carries that is the data of the case that it begins: where the values stand. */
  readonly of?: Place;
}

/** Two texts are equal, or not: of a place, and of another place or a constant. */
export interface TextFact {
  readonly place: Place;
  readonly other: Place | string;
  readonly equal: boolean;
}

/** What has been assumed so far about the documents looked for. Never changed: each assumption makes a new one. */
export interface Store {
  /** By the name of an optional place: whether it is there. */
  readonly present: ReadonlyMap<string, boolean>;
  readonly flags: ReadonlyMap<string, boolean>;
  readonly texts: readonly TextFact[];
  /** Sums that are at least 0. */
  readonly sums: readonly Linear[];
  /** By the name of a place of whole numbers, days or sizes: what its value is made of. */
  readonly numbers: ReadonlyMap<string, Linear>;
  /** By the name of a place, its value as a whole. */
  readonly wholes: ReadonlyMap<string, Json>;
}

export const emptyStore: Store = {
  present: new Map(),
  flags: new Map(),
  texts: [],
  sums: [],
  numbers: new Map(),
  wholes: new Map(),
};

export function withEntry<K extends 'present' | 'flags' | 'wholes' | 'numbers'>(
  store: Store,
  map: K,
  name: string,
  value: Store[K] extends ReadonlyMap<string, infer V> ? V : never,
): Store {
  return { ...store, [map]: new Map(store[map] as ReadonlyMap<string, unknown>).set(name, value) };
}

const sampleDayNumber = BigInt(parseDay(sampleDay));
export const dayPrefix = 'day ';
export const sizePrefix = 'size ';

/** The number that a reader likes best: few items, a day of our time, nothing. */
function preferred(name: string): bigint {
  return name.startsWith(dayPrefix) ? sampleDayNumber : 0n;
}

export function solveSums(store: Store): LinearAnswer {
  return solveLinear(store.sums, preferred);
}

/** Adds sums that must be at least 0; `undefined` where they contradict what is known. */
export function assume(store: Store, ...sums: readonly Linear[]): Store | undefined {
  if (sums.every(({ terms, constant }) => terms.size === 0 && constant >= 0n)) return store;
  const next = { ...store, sums: [...store.sums, ...sums] };
  return solveLinear(connected(next.sums, sums), preferred) === 'contradiction' ? undefined : next;
}

/** The sums that have to do with the new ones: the others were free of contradictions before. */
function connected(all: readonly Linear[], start: readonly Linear[]): readonly Linear[] {
  const names = new Set(start.flatMap(({ terms }) => [...terms.keys()]));
  let found: readonly Linear[] = start;
  for (let count = -1; count !== found.length; ) {
    count = found.length;
    found = all.filter(({ terms }) => {
      let isIn = terms.size === 0;
      for (const name of terms.keys()) isIn ||= names.has(name);
      if (isIn) for (const name of terms.keys()) names.add(name);
      return isIn;
    });
  }
  return found;
}

/** Adds a fact about texts; `undefined` where it contradicts what is known. */
export function assumeText(store: Store, fact: TextFact): Store | undefined {
  const { place, other, equal } = fact;
  if (typeof other === 'string' && !fits(place.schema, other)) return equal ? undefined : store;
  const next = { ...store, texts: [...store.texts, fact] };
  return textsOf(next) === undefined ? undefined : next;
}

interface TextClass {
  readonly places: Place[];
  value: string | undefined;
}

/** Places that are equal, together, with their text where it is known; `undefined` where the facts contradict each other. */
function textClasses(store: Store): ReadonlyMap<string, TextClass> | undefined {
  const classes = new Map<string, TextClass>();
  const classOf = (place: Place): TextClass => {
    const known = classes.get(place.name) ?? { places: [place], value: undefined };
    classes.set(place.name, known);
    return known;
  };
  for (const { place, other, equal } of store.texts) {
    const own = classOf(place);
    if (typeof other === 'string') {
      if (!equal) continue;
      if (own.value !== undefined && own.value !== other) return undefined;
      own.value = other;
      continue;
    }
    const second = classOf(other);
    if (!equal || own === second) continue;
    if (own.value !== undefined && second.value !== undefined && own.value !== second.value) return undefined;
    own.value ??= second.value;
    own.places.push(...second.places);
    for (const each of second.places) classes.set(each.name, own);
  }
  return classes;
}

/** By place, a text that satisfies all facts; `undefined` where there is none; `unknown` for what was not found. */
export function textsOf(store: Store): ReadonlyMap<string, string | 'unknown'> | undefined {
  const classes = textClasses(store);
  if (classes === undefined) return undefined;
  const all = [...new Set(classes.values())];
  const constants = new Map(all.filter(({ value }) => value !== undefined).map((each) => [each, each.value]));
  const chosen = new Map(constants);
  const open: (readonly [TextClass, readonly string[]])[] = [];
  for (const each of all) {
    const forbidden = forbiddenFor(each, store, classes, constants);
    if (forbidden === undefined) return undefined;
    const isPossible = (text: string) => !forbidden.has(text) && each.places.every(({ schema }) => fits(schema, text));
    if (each.value !== undefined) {
      if (!isPossible(each.value)) return undefined;
      continue;
    }
    // Of a closed list of texts, what constants rule out is ruled out for good.
    const choices = choicesOf(each)?.filter(isPossible);
    if (choices?.length === 0) return undefined;
    open.push([each, choices ?? []]);
  }
  // Those with the fewest choices first; one that has any text comes last.
  const inOrder = open.sort(([, a], [, b]) => (a.length || Number.POSITIVE_INFINITY) - (b.length || Number.POSITIVE_INFINITY));
  for (const [each, choices] of inOrder) {
    const forbidden = forbiddenFor(each, store, classes, chosen) ?? new Set();
    chosen.set(each, choices.length === 0 ? freeText(each, forbidden) : choices.find((choice) => !forbidden.has(choice)));
  }
  return new Map([...classes].map(([name, each]) => [name, chosen.get(each) ?? 'unknown']));
}

function choicesOf({ places }: TextClass): readonly string[] | undefined {
  return places.find(({ schema }) => Array.isArray(schema.enum))?.schema.enum as readonly string[] | undefined;
}

function forbiddenFor(
  own: TextClass,
  store: Store,
  classes: ReadonlyMap<string, TextClass>,
  chosen: ReadonlyMap<TextClass, string | undefined>,
): ReadonlySet<string> | undefined {
  const forbidden = new Set<string>();
  for (const { place, other, equal } of store.texts) {
    if (equal) continue;
    const first = classes.get(place.name);
    const second = typeof other === 'string' ? undefined : classes.get(other.name);
    if (first === second) return undefined;
    if (first !== own && second !== own) continue;
    const text = typeof other === 'string' ? other : chosen.get(first === own ? (second as TextClass) : (first as TextClass));
    if (text !== undefined) forbidden.add(text);
  }
  return forbidden;
}

function freeText({ places }: TextClass, forbidden: ReadonlySet<string>): string | undefined {
  const [first] = places as [Place];
  const sample = smallest(first.schema);
  if (typeof sample !== 'string') return undefined;
  const others = Array.from({ length: 20 }, (_, index) => [`${sample}${index + 1}`, `${sample.slice(0, -1)}${index}`]).flat();
  const letters = [...'BCDEFGXYZbcdxyz'].flatMap((letter) => [letter, `${letter}${sample.slice(1)}`]);
  return [sample, ...others, ...letters, `${sample.slice(0, -3)}USD`, `${sample.slice(0, -3)}CHF`].find(
    (text) => !forbidden.has(text) && places.every(({ schema }) => fits(schema, text)),
  );
}

/** The day that a variable of days has been given. */
export function dayText(value: bigint): string {
  return formatDay(Number(value));
}
