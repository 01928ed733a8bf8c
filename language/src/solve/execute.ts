import type { ASTNode } from '@marcbachmann/cel-js';
import { syntaxOf } from '../expression/expression.ts';
import { isJsonObject } from '../json.ts';
import { arithmetic } from './arithmetic.ts';
import { applyFunction } from './calls.ts';
import { compare } from './compare.ts';
import { constantOf, minus, times } from './linear.ts';
import { itemOf, itemsOf, member, openPlace, presence, sizeOf, type Then, truthOf } from './places.ts';
import type { Search } from './search.ts';
import { assume, type Place, type Store } from './store.ts';
import { constant, flag, int, type Outcome, type Term, textTerm } from './terms.ts';

/** What an expression can name while it is run through. */
export interface Names {
  readonly variables: ReadonlyMap<string, Term>;
  readonly computed: Readonly<Record<string, string>>;
}

/**
 * Runs through an expression over documents that are not chosen yet: wherever its course depends on them, each way is taken, with what
 * it assumes. An assumption that contradicts the earlier ones ends a way.
 */
export function execute(search: Search, node: ASTNode, names: Names, store: Store, then: Then): boolean {
  if (!search.step()) return false;
  switch (node.op) {
    case 'value':
      return then(literal(node.args as unknown), store);
    case 'id': {
      const found = names.variables.get(node.args);
      return found === undefined ? search.giveUp() : then(found, store);
    }
    case '.':
      return executeMember(search, node.args, names, store, then);
    case '[]':
      return executeAll(search, node.args, names, store, (values, next) => index(search, values, next, then), then);
    case '!_':
      return truth(search, node.args, names, store, (held, next) => then(held === 'failed' ? held : flag(!held), next));
    case '-_':
      return executeAll(
        search,
        [node.args],
        names,
        store,
        ([value], next) => (value?.kind === 'int' ? then(int(times(value.sum, -1n)), next) : search.giveUp()),
        then,
      );
    case '&&':
    case '||':
      return both(search, node.args, node.op === '&&', names, store, then);
    case '?:': {
      const [condition, yes, no] = node.args;
      return truth(search, condition, names, store, (held, next) =>
        held === 'failed' ? then(held, next) : execute(search, held ? yes : no, names, next, then),
      );
    }
    case 'list':
      return executeAll(search, node.args, names, store, (items, next) => then({ kind: 'list', items }, next), then);
    case 'map':
      return executeAll(search, node.args.flat(), names, store, (_, next) => then({ kind: 'something' }, next), then);
    case 'call':
    case 'rcall':
      return executeCall(search, node, names, store, then);
    case '+':
    case '-':
    case '*':
    case '/':
    case '%':
      return executeAll(
        search,
        node.args,
        names,
        store,
        ([a, b], next) => arithmetic(search, node.op, a as Term, b as Term, next, then),
        then,
      );
    case '==':
    case '!=':
    case '<':
    case '<=':
    case '>':
    case '>=':
    case 'in': {
      const { op } = node;
      const parts = op === 'in' ? partsOf(node) : undefined;
      if (parts !== undefined) return both(search, parts, false, names, store, then);
      return executeAll(
        search,
        node.args,
        names,
        store,
        ([a, b], next) => compare(search, op, a as Term, b as Term, next, (held, after) => then(flag(held), after)),
        then,
      );
    }
    default:
      return search.giveUp();
  }
}

/** Something is in two lists put together where it is in one of them. */
function partsOf({ args, ...node }: ASTNode & { op: 'in' }): readonly [ASTNode, ASTNode] | undefined {
  const [item, list] = args;
  if (list.op !== '+') return undefined;
  const within = (part: ASTNode) => ({ ...node, args: [item, part] }) as ASTNode;
  return [within(list.args[0]), within(list.args[1])];
}

function literal(value: unknown): Outcome {
  if (typeof value === 'bigint') return int(constantOf(value));
  if (typeof value === 'number') return { kind: 'constant', value, schema: { type: 'number' } };
  if (typeof value === 'string') return textTerm(value);
  return typeof value === 'boolean' ? flag(value) : value === null ? constant(null) : { kind: 'something' };
}

/** All of them, one after the other; the first that fails ends it. */
export function executeAll(
  search: Search,
  nodes: readonly ASTNode[],
  names: Names,
  store: Store,
  then: (values: readonly Term[], store: Store) => boolean,
  failed: Then,
  done: readonly Term[] = [],
): boolean {
  const [first, ...rest] = nodes;
  if (first === undefined) return then(done, store);
  return execute(search, first, names, store, (value, next) =>
    value === 'failed' ? failed(value, next) : executeAll(search, rest, names, next, then, failed, [...done, value]),
  );
}

/** Whether a condition holds: on each way true, false or failed. */
export function truth(search: Search, node: ASTNode, names: Names, store: Store, then: Then<boolean | 'failed'>): boolean {
  return execute(search, node, names, store, (value, next) =>
    value === 'failed' ? then(value, next) : truthOf(search, value, next, then),
  );
}

/** `&&` and `||`: what is decided by one side holds even where the other fails. */
function both(
  search: Search,
  [left, right]: readonly [ASTNode, ASTNode],
  isAnd: boolean,
  names: Names,
  store: Store,
  then: Then,
): boolean {
  const deciding = !isAnd;
  return truth(search, left, names, store, (first, next) => {
    if (first === deciding) return then(flag(deciding), next);
    return truth(search, right, names, next, (second, after) => {
      if (second === deciding) return then(flag(deciding), after);
      return then(first === 'failed' || second === 'failed' ? 'failed' : flag(isAnd), after);
    });
  });
}

function executeMember(
  search: Search,
  [object, field]: readonly [ASTNode, string],
  names: Names,
  store: Store,
  then: Then,
): boolean {
  if (object.op === 'id' && object.args === 'computed' && !names.variables.has('computed'))
    return executeComputed(search, field, names, store, then);
  return execute(search, object, names, store, (value, next) =>
    value === 'failed' ? then(value, next) : member(search, value, field, next, then),
  );
}

function executeComputed(search: Search, field: string, names: Names, store: Store, then: Then): boolean {
  const source = Object.hasOwn(names.computed, field) ? names.computed[field] : undefined;
  if (source === undefined) return search.giveUp();
  return search.within(`computed.${field}`, () =>
    execute(search, syntaxOf(source), { ...names, variables: search.roots }, store, then),
  );
}

function index(search: Search, [value, at]: readonly Term[], store: Store, then: Then): boolean {
  if (value === undefined || at === undefined) return search.giveUp();
  if (at.kind === 'constant' && typeof at.value === 'string') return member(search, value, at.value, store, then);
  if (at.kind !== 'int' || at.sum.terms.size > 0) return search.giveUp();
  const position = Number(at.sum.constant);
  if (value.kind === 'list') return then(value.items[position] ?? 'failed', store);
  if (value.kind !== 'place' || value.schema.type !== 'array') return search.giveUp();
  if (position < 0) return then('failed', store);
  const [size, sized] = sizeOf(value, store);
  const missing = assume(sized, minus(constantOf(position), size));
  if (missing !== undefined && then('failed', missing)) return true;
  const there = assume(sized, minus(size, constantOf(position + 1)));
  if (there === undefined) return false;
  return openPlace(itemOf(value, position), there, then);
}

function executeCall(search: Search, node: ASTNode, names: Names, store: Store, then: Then): boolean {
  if (node.op === 'call') {
    const [name, args] = node.args;
    if (name === 'has') return executeHas(search, args[0] as ASTNode, names, store, then);
    return executeAll(search, args, names, store, (values, next) => applyFunction(search, name, values, false, next, then), then);
  }
  const [name, receiver, args] = node.args as [string, ASTNode, ASTNode[]];
  if (['all', 'exists', 'exists_one', 'map', 'filter'].includes(name) && args[0]?.op === 'id')
    return executeMacro(search, { name, receiver, args }, names, store, then);
  return executeAll(
    search,
    [receiver, ...args],
    names,
    store,
    (values, next) => applyFunction(search, name, values, true, next, then),
    then,
  );
}

/** `has(a.b.c)`: whether the last field is there; one on the way that is missing is a failure. */
function executeHas(search: Search, node: ASTNode, names: Names, store: Store, then: Then): boolean {
  if (node.op !== '.') return search.giveUp();
  const [object, field] = node.args;
  if (object.op === 'id' && object.args === 'computed' && !names.variables.has('computed'))
    return executeComputed(search, field, names, store, (value, next) => then(value === 'failed' ? value : flag(true), next));
  return execute(search, object, names, store, (value, next) => {
    if (value === 'failed') return then(value, next);
    if (value.kind === 'constant' && isJsonObject(value.value)) return then(flag(Object.hasOwn(value.value, field)), next);
    if (value.kind !== 'place') return search.giveUp();
    return presence(search, value, field, next, (there, after) => then(flag(there), after));
  });
}

interface Macro {
  readonly name: string;
  readonly receiver: ASTNode;
  readonly args: readonly ASTNode[];
}

function executeMacro(search: Search, macro: Macro, names: Names, store: Store, then: Then): boolean {
  const { name, receiver, args } = macro;
  const item = args[0]?.args as string;
  const inner = args.slice(1);
  const bound = (value: Term): Names => ({ ...names, variables: new Map(names.variables).set(item, value) });
  return execute(search, receiver, names, store, (list, next) => {
    if (list === 'failed') return then(list, next);
    const always = list.kind === 'place' ? ofAnyItem(search, macro, list, bound, next) : undefined;
    if (always !== undefined) {
      if (name === 'filter') return then(always ? list : { kind: 'list', items: [] }, next);
      if (name === 'all' && always) return then(flag(true), next);
      if (name === 'exists' && !always) return then(flag(false), next);
    }
    return itemsOf(search, list, next, (items, opened) => {
      if (name === 'map' || name === 'filter') return collect(search, { name, items, inner, bound }, opened, then);
      return judge(search, items, inner[0] as ASTNode, bound, opened, (held, after) => then(quantified(name, held), after));
    });
  });
}

/** Far behind the items of which anything is assumed. */
const anyItem = 1_000_000;

/** What a condition gives for each item that there may be, however many they are; `undefined` where that is not always the same. */
function ofAnyItem(
  search: Search,
  { args }: Macro,
  list: Place,
  bound: (value: Term) => Names,
  store: Store,
): boolean | undefined {
  const [, condition] = args;
  if (condition === undefined || args.length !== 2 || list.schema.type !== 'array') return undefined;
  const seen = new Set<boolean | 'failed'>();
  const isKnown = search.aside(() => {
    openPlace(itemOf(list, anyItem), store, (item, opened) =>
      item === 'failed'
        ? seen.add(item).size === 0
        : truth(search, condition, bound(item), opened, (held) => seen.add(held).size > 1),
    );
  });
  const [only] = seen;
  return isKnown && seen.size === 1 && only !== 'failed' ? only : undefined;
}

/** What `all`, `exists` and `exists_one` make of what holds for each item. */
function quantified(name: string, held: readonly (boolean | 'failed')[]): Outcome {
  const failed = held.includes('failed');
  if (name === 'exists_one') return failed ? 'failed' : flag(held.filter((each) => each === true).length === 1);
  const deciding = name === 'exists';
  if (held.includes(deciding)) return flag(deciding);
  return failed ? 'failed' : flag(!deciding);
}

function judge(
  search: Search,
  items: readonly Term[],
  condition: ASTNode,
  bound: (value: Term) => Names,
  store: Store,
  then: Then<readonly (boolean | 'failed')[]>,
  done: readonly (boolean | 'failed')[] = [],
): boolean {
  const item = items[done.length];
  if (item === undefined) return then(done, store);
  return truth(search, condition, bound(item), store, (held, next) =>
    judge(search, items, condition, bound, next, then, [...done, held]),
  );
}

interface Collecting {
  readonly name: string;
  readonly items: readonly Term[];
  readonly inner: readonly ASTNode[];
  readonly bound: (value: Term) => Names;
}

/** `map(x, f)`, `map(x, condition, f)` and `filter(x, condition)`: a failure fails them. */
function collect(search: Search, collecting: Collecting, store: Store, then: Then, done: readonly Term[] = [], at = 0): boolean {
  const { name, items, inner, bound } = collecting;
  const item = items[at];
  if (item === undefined) return then({ kind: 'list', items: done }, store);
  const condition = name === 'filter' || inner.length === 2 ? inner[0] : undefined;
  const value = name === 'filter' ? undefined : inner.at(-1);
  const keep = (next: Store): boolean => {
    if (value === undefined) return collect(search, collecting, next, then, [...done, item], at + 1);
    return execute(search, value, bound(item), next, (made, after) =>
      made === 'failed' ? then(made, after) : collect(search, collecting, after, then, [...done, made], at + 1),
    );
  };
  if (condition === undefined) return keep(store);
  return truth(search, condition, bound(item), store, (held, next) => {
    if (held === 'failed') return then(held, next);
    return held ? keep(next) : collect(search, collecting, next, then, done, at + 1);
  });
}
