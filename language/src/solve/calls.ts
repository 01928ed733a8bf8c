import { compare, dayNumber, isTextConstant } from './compare.ts';
import { constantOf, type Linear, minus, plus } from './linear.ts';
import { itemsOf, member, sizeOf, type Then } from './places.ts';
import type { Search } from './search.ts';
import type { Store } from './store.ts';
import { int, type Outcome, type Term } from './terms.ts';

type Values = readonly Term[];
type Apply = (search: Search, values: Values, store: Store, then: Then) => boolean | undefined;

/** Functions whose values are known without choosing what they are given; `undefined` from one: it is not so here. */
const functions: Readonly<Record<string, Apply>> = {
  size(_, [value], store, then) {
    if (value?.kind === 'list') return then(int(constantOf(value.items.length)), store);
    if (value?.kind !== 'place' || value.schema.type !== 'array') return undefined;
    const [size, next] = sizeOf(value, store);
    return then(int(size), next);
  },
  sum: (search, [value], store, then) =>
    overNumbers(search, value, store, then, (sums, next) => then(int(sums.reduce((a, b) => plus(a, b), constantOf(0))), next)),
  min: (search, values, store, then) => extreme(search, values, false, store, then),
  max: (search, values, store, then) => extreme(search, values, true, store, then),
  by(search, [list, field], store, then) {
    if (list === undefined || !isTextConstant(field)) return undefined;
    return itemsOf(search, list, store, (items, next) => members(search, items, field.value, next, then));
  },
  dyn: (_, [value], store, then) => (value === undefined ? undefined : then(value, store)),
  addDays(_, [day, count], store, then) {
    const number = dayNumber(day);
    if (number === undefined || count?.kind !== 'int') return undefined;
    return then({ kind: 'day', sum: plus(number, count.sum) }, store);
  },
  daysBetween(_, [from, to], store, then) {
    const [first, second] = [dayNumber(from), dayNumber(to)];
    return first === undefined || second === undefined ? undefined : then(int(minus(second, first)), store);
  },
  date(_, [value], store, then) {
    const number = dayNumber(value);
    return number === undefined ? undefined : then({ kind: 'day', sum: number }, store);
  },
};

/** Functions that give a value whatever they are given: nothing need be chosen until it is compared. */
const sure = new Set([
  'money',
  'string',
  'lowerAscii',
  'upperAscii',
  'trim',
  'startsWith',
  'endsWith',
  'contains',
  'size',
  'join',
  'split',
  'percent',
  'double',
]);

export function applyFunction(
  search: Search,
  name: string,
  values: Values,
  isMethod: boolean,
  store: Store,
  then: Then,
): boolean {
  const known = Object.hasOwn(functions, name) ? functions[name]?.(search, values, store, then) : undefined;
  if (known !== undefined) return known;
  const names = values.map((_, index) => `a${index}`);
  const source = isMethod ? `${names[0]}.${name}(${names.slice(1).join(', ')})` : `${name}(${names.join(', ')})`;
  const isCondition = name === 'startsWith' || name === 'endsWith' || name === 'contains';
  if (sure.has(name) && !isCondition) return then({ kind: 'call', source, of: values }, store);
  return search.chooseAll(values, store, (chosen, next) => then(search.outcome(source, chosen), next));
}

function overNumbers(
  search: Search,
  value: Term | undefined,
  store: Store,
  then: Then,
  take: (sums: readonly Linear[], store: Store) => boolean,
): boolean | undefined {
  if (value === undefined) return undefined;
  return itemsOf(search, value, store, (items, next) => {
    const sums = items.flatMap((item) => (item.kind === 'int' ? [item.sum] : []));
    if (sums.length === items.length) return take(sums, next);
    return search.chooseAll(items, next, (chosen, after) =>
      then(
        search.outcome('sum(a0)', [
          { value: chosen.map(({ value: each }) => each), schema: { type: 'array', items: chosen[0]?.schema ?? {} } },
        ]),
        after,
      ),
    );
  });
}

/** Each pair is compared, both ways. */
function extreme(search: Search, values: Values, isMax: boolean, store: Store, then: Then): boolean | undefined {
  const [first, second] = values;
  if (first?.kind === 'int' && second?.kind === 'int') return largest(search, [first, second], isMax, store, then);
  if (first === undefined || second !== undefined) return undefined;
  return itemsOf(search, first, store, (items, next) => {
    if (items.length === 0) return then('failed', next);
    return items.every(({ kind }) => kind === 'int') ? largest(search, items, isMax, next, then) : search.giveUp();
  });
}

function largest(
  search: Search,
  [first, second, ...rest]: Values,
  isMax: boolean,
  store: Store,
  then: (value: Outcome, store: Store) => boolean,
): boolean {
  if (first === undefined) return then('failed', store);
  if (second === undefined) return then(first, store);
  return compare(search, isMax ? '>=' : '<=', first, second, store, (held, next) =>
    largest(search, [held ? first : second, ...rest], isMax, next, then),
  );
}

function members(search: Search, items: Values, field: string, store: Store, then: Then, done: Values = []): boolean {
  const item = items[done.length];
  if (item === undefined) return then({ kind: 'list', items: done }, store);
  return member(search, item, field, store, (value, next) =>
    value === 'failed' ? then(value, next) : members(search, items, field, next, then, [...done, value]),
  );
}
