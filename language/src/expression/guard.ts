import type { ASTNode } from '@marcbachmann/cel-js';
import { PatternError } from './pattern.ts';
import { compilePattern, isFoundIn, patternTextMax } from './pattern-match.ts';

/*
 * What keeps an expression bounded while it is evaluated. The library bounds its text; here are bounded the turns of its loops, the
 * size of what it makes, and regular expressions, which a hostile one would let run for years.
 */

/** What one evaluation may spend: a unit for each value that a loop works out, and more for long ones. */
const unitsMax = 1_000_000;
/** How many units a character of a text costs, and how many a member of a list. */
const charactersPerUnit = 16;
/** Longer texts are not held against a regular expression. */

const functions = new Set(
  'has size int double string bool dyn sum min max by date addDays daysBetween addBusinessDays isBusinessDay money percent'.split(
    ' ',
  ),
);
const loops = new Set(['all', 'exists', 'exists_one', 'map', 'filter']);
const methods = new Set([
  ...loops,
  ...'startsWith endsWith contains matches size lowerAscii upperAscii trim indexOf lastIndexOf substring split join'.split(' '),
]);

/** Something in an expression that is refused, with the place. */
export class RefusedPart extends Error {
  readonly range: { readonly start: number; readonly end: number };
  constructor(message: string, { start, end }: ASTNode) {
    super(message);
    this.range = { start, end };
  }
}

/** The first part of an expression that cannot be allowed; `undefined` where all can. */
export function refusedPart(root: ASTNode): RefusedPart | undefined {
  let found: RefusedPart | undefined;
  visit(root, (node) => {
    found ??= refusalOf(node);
  });
  return found;
}

function refusalOf(node: ASTNode): RefusedPart | undefined {
  if (node.op === 'call' && !functions.has(node.args[0])) return new RefusedPart(`Unknown function: ${node.args[0]}`, node);
  if (node.op !== 'rcall') return undefined;
  const [name, , [pattern]] = node.args;
  if (!methods.has(name)) return new RefusedPart(`Unknown function: ${name}`, node);
  if (name !== 'matches' || pattern?.op !== 'value' || typeof pattern.args !== 'string') return undefined;
  try {
    compilePattern(pattern.args);
    return undefined;
  } catch (error) {
    return new RefusedPart(`No regular expression: ${error instanceof Error ? error.message : ''}`, pattern);
  }
}

type Evaluate = (evaluator: Evaluator, node: ASTNode, context: unknown) => unknown;
interface Evaluator {
  run(node: ASTNode, context: unknown): unknown;
}

/** Makes the nodes of an expression count what they spend. Gives a function that begins a new account. */
export function guard(root: ASTNode): () => void {
  const account: Account = { units: unitsMax, weights: new WeakMap() };
  let hasLoops = false;
  visit(root, (node) => {
    if (node.op !== 'rcall') return;
    const [name, , args] = node.args;
    if (name === 'matches') override(node, matches);
    if (!loops.has(name)) return;
    hasLoops = true;
    for (const inner of args.slice(1)) visit(inner, (each) => count(each, account));
  });
  if (!hasLoops) return () => {};
  return () => {
    account.units = unitsMax;
    account.weights = new WeakMap();
  };
}

const matches: Evaluate = (evaluator, node, context) => {
  const [, receiver, [argument]] = node.args as [string, ASTNode, [ASTNode]];
  const text = evaluator.run(receiver, context);
  const pattern = evaluator.run(argument, context);
  if (typeof text !== 'string' || typeof pattern !== 'string') throw new Error('matches needs two texts');
  if (text.length > patternTextMax) throw new Error('the text is too long for a regular expression');
  try {
    return isFoundIn(compilePattern(pattern), text);
  } catch (error) {
    throw error instanceof PatternError ? new Error('the text is no regular expression') : error;
  }
};

interface Account {
  units: number;
  weights: WeakMap<object, number>;
}

const counted = new WeakSet<ASTNode>();

function count(node: ASTNode, account: Account): void {
  if (counted.has(node) || node.op === 'value' || node.op === 'id') return;
  counted.add(node);
  const inner = Object.getOwnPropertyDescriptor(node, 'evaluate')?.value as Evaluate | undefined;
  let evaluate = inner ?? (node as unknown as { evaluate: Evaluate }).evaluate;
  const counting: Evaluate = (evaluator, _, context) => {
    const value = evaluate.call(node, evaluator, node, context);
    account.units -= 1 + weightOf(value, account);
    if (account.units < 0) throw new Error('it takes too many steps, or makes too large a value');
    return value;
  };
  // At its first evaluation a node puts the way it is evaluated in place of this one.
  Object.defineProperty(node, 'evaluate', {
    get: () => counting,
    set: (way: Evaluate) => {
      evaluate = way;
    },
  });
}

function override(node: ASTNode, evaluate: Evaluate): void {
  Object.defineProperty(node, 'evaluate', { value: evaluate, writable: true });
}

/** How much there is of a value when all of it is written out: what is shared by many of its parts counts each time. */
function weightOf(value: unknown, account: Account): number {
  if (typeof value === 'string') return value.length / charactersPerUnit;
  if (typeof value !== 'object' || value === null) return 0;
  const known = account.weights.get(value);
  if (known !== undefined) return known;
  let weight = 0;
  for (const member of Array.isArray(value) ? value : Object.values(value)) {
    weight += 1 / charactersPerUnit + weightOf(member, account);
    if (weight > unitsMax) break;
  }
  account.weights.set(value, weight);
  return weight;
}

function visit(node: unknown, see: (node: ASTNode) => void): void {
  if (Array.isArray(node)) {
    for (const each of node) visit(each, see);
    return;
  }
  if (typeof node !== 'object' || node === null || !('op' in node)) return;
  see(node as ASTNode);
  visit((node as ASTNode).args, see);
}
