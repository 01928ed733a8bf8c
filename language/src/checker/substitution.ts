import { syntaxOf } from '../expression/expression.ts';

/*
 * Effects, messages and links read the case as it is after its fields have been set. An expression over that case is written anew as one
 * over the case before, so that it can be asked of together with the guard: `data.paid` becomes `(data.paid + event.amount)`.
 */

/** By field, the expression that sets it. */
export type Assigned = ReadonlyMap<string, string>;

interface Node {
  readonly op: string;
  readonly args: unknown;
  readonly start: number;
  readonly end: number;
}

/** The expression over the case before its fields were set; `undefined` where that cannot be said. */
export function beforeSetting(
  source: string,
  assigned: Assigned,
  computed: Readonly<Record<string, string>> = {},
): string | undefined {
  if (assigned.size === 0) return source;
  try {
    return rewritten(source, { assigned, computed, known: new Map() }, 0);
  } catch {
    return undefined; // It reads the data as a whole, or does not parse: nothing can be said of it.
  }
}

/** Computed fields read each other at most so deep. */
const depthMax = 16;

/** Written out, they grow with each: what is longer is said of no reader. */
const lengthMax = 20_000;

interface Rewriting {
  readonly assigned: Assigned;
  readonly computed: Readonly<Record<string, string>>;
  /** Computed fields that are rewritten already: each is once, however many read it. */
  readonly known: Map<string, string>;
}

function rewritten(source: string, rewriting: Rewriting, depth: number): string {
  const { assigned, computed, known } = rewriting;
  if (depth > depthMax) throw new Error('computed fields read each other too deep');
  const changes: { readonly start: number; readonly end: number; readonly text: string }[] = [];
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) return node.forEach(visit);
    if (!isNode(node)) return;
    const asked = hasOf(node);
    if (asked !== undefined && assigned.has(asked)) {
      changes.push({ start: node.start, end: node.end, text: `(dyn(${assigned.get(asked)}) != null)` });
      return;
    }
    const read = memberOf(node);
    if (read === undefined) {
      if (node.op === 'id' && node.args === 'data') throw new Error('the data is read as a whole');
      return visit(node.args);
    }
    if (read.variable === 'data' && assigned.has(read.field))
      changes.push({ start: node.start, end: node.end, text: presentOrFailing(assigned.get(read.field) as string) });
    if (read.variable === 'computed') {
      const inner = computed[read.field];
      if (inner === undefined) return;
      const before = known.get(read.field) ?? rewritten(inner, rewriting, depth + 1);
      known.set(read.field, before);
      if (before !== inner) changes.push({ start: node.start, end: node.end, text: `(${before})` });
    }
  };
  visit(syntaxOf(source));
  let text = source;
  for (const { start, end, text: put } of changes.sort((a, b) => b.start - a.start))
    text = text.slice(0, start) + put + text.slice(end);
  if (text.length > lengthMax) throw new Error('computed fields are too long when they are written out');
  return text;
}

/** A field that is set to null is taken away: whoever reads it fails. */
function presentOrFailing(expression: string): string {
  return expression.includes('null') ? `(dyn(${expression}) == null ? dyn(1 / 0) : dyn(${expression}))` : `(${expression})`;
}

function isNode(node: unknown): node is Node {
  return typeof node === 'object' && node !== null && 'op' in node && 'start' in node && 'end' in node;
}

/** `data.field` or `computed.field`. */
function memberOf({ op, args }: Node): { readonly variable: string; readonly field: string } | undefined {
  if (op !== '.' || !Array.isArray(args)) return undefined;
  const [object, field] = args as readonly unknown[];
  if (!isNode(object) || object.op !== 'id' || typeof field !== 'string') return undefined;
  return { variable: String(object.args), field };
}

/** The field of the data that `has(data.field)` asks for. */
function hasOf({ op, args }: Node): string | undefined {
  if (op !== 'call' || !Array.isArray(args)) return undefined;
  const [name, list] = args as readonly unknown[];
  const [only] = Array.isArray(list) ? (list as readonly unknown[]) : [];
  if (name !== 'has' || !isNode(only)) return undefined;
  const read = memberOf(only);
  return read?.variable === 'data' ? read.field : undefined;
}
