import { parseDay } from '../calendar.ts';
import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import { constantOf, type Linear, minus, variable } from './linear.ts';
import type { Search } from './search.ts';
import { assume, assumeText, type Place, type Store, sizePrefix, withEntry } from './store.ts';
import { constant, int, type Outcome, read, type Term, withVariable } from './terms.ts';

/** What to do with each outcome; `true` ends the search. */
export type Then<T = Outcome> = (outcome: T, store: Store) => boolean;

/** Whether a value is true; of a place, both ways. */
export function truthOf(search: Search, value: Term, store: Store, then: Then<boolean | 'failed'>): boolean {
  if (value.kind === 'constant') return then(typeof value.value === 'boolean' ? value.value : 'failed', store);
  if (value.kind === 'place' && value.schema.type === 'boolean') {
    const known = store.flags.get(value.name);
    const choices = known === undefined ? [false, true] : [known];
    return choices.some((choice) => then(choice, known === undefined ? withEntry(store, 'flags', value.name, choice) : store));
  }
  return value.kind === 'int' || value.kind === 'day' || value.kind === 'list' ? then('failed', store) : search.giveUp();
}

/** A field of an object: where it may be missing, both ways. */
export function member(search: Search, value: Term, field: string, store: Store, then: Then): boolean {
  if (value.kind === 'constant') {
    if (!isJsonObject(value.value)) return search.giveUp();
    return Object.hasOwn(value.value, field) ? then(constant(value.value[field] as Json), store) : then('failed', store);
  }
  if (value.kind !== 'place') return search.giveUp();
  return presence(search, value, field, store, (there, next) => {
    if (!there) return then('failed', next);
    return openPlace(childOf(value.of ?? value, field), next, then);
  });
}

export function childOf(place: Place, field: string): Place {
  const properties = place.schema.properties as JsonObject;
  return { kind: 'place', name: `${place.name}.${field}`, schema: properties[field] as JsonObject };
}

/** Whether an object has a field: a required one has. */
export function presence(search: Search, place: Place, field: string, store: Store, then: Then<boolean>): boolean {
  const { schema, name } = place;
  const properties = isJsonObject(schema.properties) ? schema.properties : {};
  if (!Object.hasOwn(properties, field)) return schema.additionalProperties === false ? then(false, store) : search.giveUp();
  if (place.of !== undefined) return carried(search, place, place.of, field, store, then);
  if (search.isAlwaysThere(place, field)) return then(true, store);
  const child = `${name}.${field}`;
  const known = store.present.get(child);
  if (known !== undefined) return then(known, store);
  return [false, true].some((there) => then(there, withEntry(store, 'present', child, there)));
}

/** What an event leaves out of the data that it carries: the case has the default of the field. */
function carried(search: Search, place: Place, data: Place, field: string, store: Store, then: Then<boolean>): boolean {
  const own = childOf(data, field);
  const standard = own.schema.default;
  if (standard === undefined) return presence(search, data, field, store, then);
  const name = `${place.name}.${field}`;
  const known = store.present.get(name);
  if (known !== undefined) return then(known, store);
  if (then(true, withEntry(store, 'present', name, true))) return true;
  const left = assumeValue(own, standard, withEntry(store, 'present', name, false));
  return left !== undefined && then(false, left);
}

/** Assumes that a place has a value; `undefined` where this contradicts what is known. */
export function assumeValue(place: Place, value: Json, store: Store): Store | undefined {
  const [term, opened] = read(place, store);
  if (term.kind === 'int' && typeof value === 'number') {
    const sum = constantOf(value);
    return assume(opened, minus(term.sum, sum), minus(sum, term.sum));
  }
  if (term.kind === 'day' && typeof value === 'string') {
    const day = constantOf(parseDay(value));
    return assume(opened, minus(term.sum, day), minus(day, term.sum));
  }
  if (term.kind !== 'place') return 'value' in term && JSON.stringify(term.value) === JSON.stringify(value) ? store : undefined;
  if (typeof value === 'string') return assumeText(store, { place, other: value, equal: true });
  if (typeof value === 'boolean') {
    const known = store.flags.get(place.name);
    return known === undefined ? withEntry(store, 'flags', place.name, value) : known === value ? store : undefined;
  }
  return withEntry(store, 'wholes', place.name, value);
}

/** The value at a place. One of a few whole numbers is chosen at once. */
export function openPlace(place: Place, store: Store, then: Then): boolean {
  const { schema, name } = place;
  if (schema.type === 'integer' && Array.isArray(schema.enum) && !store.numbers.has(name)) {
    const choices = (schema.enum as readonly Json[]).filter((each) => Number.isInteger(each)) as number[];
    return choices.some((choice) => {
      const sum = variable(name);
      const next = withVariable(store, name, sum, [choice, choice]);
      return then(int(sum), next);
    });
  }
  const [value, next] = read(place, store);
  return then(value, next);
}

/** The number of items of a list that is not chosen yet. */
export function sizeOf(place: Place, store: Store): readonly [Linear, Store] {
  const { schema } = place;
  const name = sizePrefix + place.name;
  const sum = variable(name);
  const least = typeof schema.minItems === 'number' ? schema.minItems : 0;
  const most = typeof schema.maxItems === 'number' ? schema.maxItems : 1_000_000;
  return [sum, withVariable(store, name, sum, [least, most])];
}

/** Expressions over the items of a list are looked at with at most so many. */
const itemsMax = 3;

/** The items of a list: with none of them, one, two, three; what more would do is not looked at. */
export function itemsOf(search: Search, value: Term, store: Store, then: Then<readonly Term[]>): boolean {
  if (value.kind === 'list') return then(value.items, store);
  if (value.kind !== 'place' || value.schema.type !== 'array') return search.giveUp();
  const [size, sized] = sizeOf(value, store);
  for (let count = 0; count <= itemsMax; count += 1) {
    const fixed = assume(sized, minus(size, constantOf(count)), minus(constantOf(count), size));
    if (fixed === undefined) continue;
    if (openItems(search, value, count, fixed, then)) return true;
  }
  if (assume(sized, minus(size, constantOf(itemsMax + 1))) !== undefined) search.giveUp();
  return false;
}

function openItems(
  search: Search,
  list: Place,
  count: number,
  store: Store,
  then: Then<readonly Term[]>,
  done: readonly Term[] = [],
): boolean {
  if (done.length === count) return then(done, store);
  return openPlace(itemOf(list, done.length), store, (item, next) =>
    item === 'failed' ? false : openItems(search, list, count, next, then, [...done, item]),
  );
}

export function itemOf(list: Place, index: number): Place {
  const items = isJsonObject(list.schema.items) ? list.schema.items : {};
  return { kind: 'place', name: `${list.name}[${index}]`, schema: items };
}
