import { parseDay } from '../calendar.ts';
import type { Json } from '../json.ts';
import { atMost, constantOf, type Linear, less } from './linear.ts';
import { itemsOf, type Then, truthOf } from './places.ts';
import type { Search } from './search.ts';
import { assume, assumeText, type Store } from './store.ts';
import { int, type Term } from './terms.ts';

export type Comparison = '==' | '!=' | '<' | '<=' | '>' | '>=' | 'in';

/** Both ways that a comparison can go. */
export function compare(search: Search, op: Comparison, a: Term, b: Term, store: Store, then: Then<boolean>): boolean {
  if (op === '!=') return compare(search, '==', a, b, store, (held, next) => then(!held, next));
  if (op === 'in') {
    if (b.kind !== 'list' && !(b.kind === 'place' && b.schema.type === 'array')) return concretely(search, op, a, b, store, then);
    return itemsOf(search, b, store, (items, next) => isAmong(search, a, items, next, then));
  }
  const numbers = numbersOf(a, b);
  if (numbers !== undefined) return compareSums(op, ...numbers, store, then);
  if (op === '==') {
    if (isNull(a) || isNull(b)) {
      const isSame = isNull(a) && isNull(b);
      if (isSame || !canBeNull(isNull(a) ? b : a)) return then(isSame, store);
    }
    if (isFlag(a) && isFlag(b))
      return truthOf(search, a, store, (first, next) =>
        truthOf(search, b, next, (second, after) => then(first === second, after)),
      );
    const texts = compareTexts(a, b, store, then) ?? compareTexts(b, a, store, then);
    if (texts !== undefined) return texts;
  }
  if (a.kind === 'int' && isFraction(b)) return compareFraction(op, a.sum, b.value, store, then);
  if (b.kind === 'int' && isFraction(a)) return compareFraction(turned[op], b.sum, a.value, store, then);
  return concretely(search, op, a, b, store, then);
}

const turned = { '==': '==', '<': '>', '<=': '>=', '>': '<', '>=': '<=' } as const;
type Order = keyof typeof turned;

function isAmong(search: Search, value: Term, items: readonly Term[], store: Store, then: Then<boolean>): boolean {
  const [first, ...rest] = items;
  if (first === undefined) return then(false, store);
  return compare(search, '==', value, first, store, (held, next) =>
    held ? then(true, next) : isAmong(search, value, rest, next, then),
  );
}

/** Whole numbers, or days as numbers. */
function numbersOf(a: Term, b: Term): readonly [Linear, Linear] | undefined {
  if (a.kind === 'int' && b.kind === 'int') return [a.sum, b.sum];
  const [first, second] = [dayNumber(a), dayNumber(b)];
  return first === undefined || second === undefined || (a.kind !== 'day' && b.kind !== 'day') ? undefined : [first, second];
}

/** A day as a number; `undefined` for what is none. */
export function dayNumber(value: Term | undefined): Linear | undefined {
  if (value?.kind === 'day') return value.sum;
  if (!isTextConstant(value)) return undefined;
  try {
    return constantOf(parseDay(value.value));
  } catch {
    return undefined;
  }
}

function compareSums(op: Order, a: Linear, b: Linear, store: Store, then: Then<boolean>): boolean {
  const go = (held: boolean, ...sums: readonly Linear[]): boolean => {
    const next = assume(store, ...sums);
    return next !== undefined && then(held, next);
  };
  switch (op) {
    case '==':
      return go(true, atMost(a, b), atMost(b, a)) || go(false, less(b, a)) || go(false, less(a, b));
    case '<':
      return go(true, less(a, b)) || go(false, atMost(b, a));
    case '<=':
      return go(true, atMost(a, b)) || go(false, less(b, a));
    case '>':
      return compareSums('<', b, a, store, then);
    case '>=':
      return compareSums('<=', b, a, store, then);
  }
}

function isFraction(value: Term): value is Term & { readonly kind: 'constant'; readonly value: number } {
  return value.kind === 'constant' && typeof value.value === 'number' && Number.isFinite(value.value);
}

/** A whole number beside a constant with a fraction. */
function compareFraction(op: Order, sum: Linear, value: number, store: Store, then: Then<boolean>): boolean {
  if (Math.abs(value) > Number.MAX_SAFE_INTEGER)
    return then(op === '<' || op === '<=' ? value > 0 : op !== '==' && value < 0, store);
  if (Number.isInteger(value)) return compareSums(op, sum, constantOf(value), store, then);
  if (op === '==') return then(false, store);
  return op === '<' || op === '<='
    ? compareSums('<=', sum, constantOf(Math.floor(value)), store, then)
    : compareSums('>=', sum, constantOf(Math.ceil(value)), store, then);
}

function isNull(value: Term): boolean {
  return value.kind === 'constant' && value.value === null;
}

function canBeNull(value: Term): boolean {
  if (value.kind === 'place') return typeof value.schema.type !== 'string' || value.schema.type === 'null';
  return value.kind === 'call' || value.kind === 'something';
}

function isFlag(value: Term): boolean {
  return (
    (value.kind === 'constant' && typeof value.value === 'boolean') || (value.kind === 'place' && value.schema.type === 'boolean')
  );
}

/** Texts that are equal or not; `undefined` where this is not what they are. */
function compareTexts(a: Term, b: Term, store: Store, then: Then<boolean>): boolean | undefined {
  if (a.kind === 'constant' && b.kind === 'constant' && typeof a.value === 'string' && typeof b.value === 'string')
    return then(a.value === b.value, store);
  if (a.kind === 'day' && b.kind === 'constant' && typeof b.value === 'string') return then(false, store); // It is no day.
  if (a.kind !== 'place' || a.schema.type !== 'string') return undefined;
  const other =
    b.kind === 'place' && b.schema.type === 'string'
      ? b
      : b.kind === 'constant' && typeof b.value === 'string'
        ? b.value
        : undefined;
  if (other === undefined) return undefined;
  return [true, false].some((equal) => {
    const next =
      typeof other !== 'string' && other.name === a.name
        ? equal
          ? store
          : undefined
        : assumeText(store, { place: a, other, equal });
    return next !== undefined && then(equal, next);
  });
}

/** Where nothing better is known: with values chosen for both, what the expression gives. */
function concretely(search: Search, op: Comparison, a: Term, b: Term, store: Store, then: Then<boolean>): boolean {
  return search.chooseAll([a, b], store, (values, next) => {
    const result = search.evaluate(`a0 ${op} a1`, values);
    return typeof result === 'boolean' ? then(result, next) : search.giveUp();
  });
}

export function isTextConstant(value: Term | undefined): value is Term & { readonly kind: 'constant'; readonly value: string } {
  return value?.kind === 'constant' && typeof (value.value as Json) === 'string';
}

export const zero = int(constantOf(0));
