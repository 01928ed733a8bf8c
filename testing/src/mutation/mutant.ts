import type { FlowDefinition } from '@throughline/language';

/** A definition with one thing changed. */
export interface Mutant {
  readonly operator: string;
  /** Where: the members that lead there, joined by `/`. */
  readonly place: string;
  /** What was changed there. */
  readonly text: string;
  readonly definition: FlowDefinition;
}

/** A mechanical change that applies to any definition: all the mutants that it makes of one. */
export interface Operator {
  readonly name: string;
  readonly mutants: (definition: FlowDefinition) => readonly Mutant[];
}

export type Path = readonly (string | number)[];
export type Node = Record<string, unknown>;

/** What an operator gives for one place: where, the new value (`undefined`: taken away), and words for it. */
export interface Change {
  readonly path: Path;
  readonly to: unknown;
  readonly text: string;
}

/** An operator from the changes that it makes, one a mutant. */
export function operator(name: string, changes: (definition: FlowDefinition) => Iterable<Change | readonly Change[]>): Operator {
  return {
    name,
    mutants: (definition) =>
      [...changes(definition)].flatMap((one): readonly Mutant[] => {
        const list = Array.isArray(one) ? (one as readonly Change[]) : [one as Change];
        const [first] = list;
        if (first === undefined) return [];
        const changed = list.reduce<unknown>((whole, { path, to }) => withChange(whole, path, to), definition);
        const place = first.path.join('/');
        return [{ operator: name, place, text: first.text, definition: changed as FlowDefinition }];
      }),
  };
}

/** The document with the value at the path replaced or taken away; all else is shared. */
export function withChange(node: unknown, [head, ...rest]: Path, to: unknown): unknown {
  if (head === undefined) return to;
  if (Array.isArray(node)) {
    if (rest.length === 0 && to === undefined) return node.filter((_, index) => index !== head);
    return node.map((item: unknown, index) => (index === head ? withChange(item, rest, to) : item));
  }
  const { [head]: old, ...others } = node as Node;
  if (rest.length === 0 && to === undefined) return others;
  // In its old place: the order of states and fields counts for people.
  const members = Object.entries(node as Node).map(([name, value]) => [
    name,
    name === String(head) ? withChange(value, rest, to) : value,
  ]);
  return Object.fromEntries(old === undefined ? [...members, [head, withChange({}, rest, to)]] : members);
}

/** The same flow, every list of transitions written as a list. */
export function spelledOut(definition: FlowDefinition): FlowDefinition {
  const lists = (on: object | undefined) =>
    Object.fromEntries(Object.entries(on ?? {}).map(([event, list]) => [event, [list].flat()]));
  return {
    ...definition,
    start: lists(definition.start) as FlowDefinition['start'],
    states: Object.fromEntries(
      Object.entries(definition.states).map(([name, state]) => [
        name,
        state.on === undefined ? state : { ...state, on: lists(state.on) as FlowDefinition['start'] },
      ]),
    ),
  };
}

export interface Spot {
  readonly path: Path;
  readonly node: Node;
}

/** Every transition, that of the start too, where it stands in a document that is spelled out. */
export function transitionsOf(definition: FlowDefinition): readonly Spot[] {
  const under = (path: Path, on: object | undefined) =>
    Object.entries(on ?? {}).flatMap(([event, list]) =>
      (list as Node[]).map((node, index) => ({ path: [...path, event, index], node })),
    );
  const ofStates = Object.entries(definition.states).flatMap(([name, { on }]) => under(['states', name, 'on'], on));
  return [...under(['start'], definition.start), ...ofStates];
}

export function rungsOf(definition: FlowDefinition): readonly Spot[] {
  return Object.entries(definition.ladders ?? {}).flatMap(([name, { rungs }]) =>
    rungs.map((node, index) => ({ path: ['ladders', name, 'rungs', index], node: node as unknown as Node })),
  );
}

/** Every text of a document that is an expression, by the members that hold them. */
export function expressionsOf(definition: FlowDefinition): readonly { readonly path: Path; readonly source: string }[] {
  const single = new Set(['when', 'stopWhen', 'each', 'anchor']);
  const found: { path: Path; source: string }[] = [];
  const visit = (node: unknown, path: Path): void => {
    if (typeof node !== 'object' || node === null) return;
    for (const [name, value] of Object.entries(node)) {
      const at = [...path, Array.isArray(node) ? Number(name) : name];
      const isAssigned = ['set', 'with', 'link', 'computed'].includes(String(path.at(-1)));
      const isKey = name === 'key' && path.length > 0;
      const isAddress = name === 'to' && path.includes('effects');
      if (typeof value === 'string' && value !== 'entered' && (single.has(name) || isAssigned || isKey || isAddress))
        found.push({ path: at, source: value });
      else visit(value, at);
    }
  };
  const { data: _, ...rest } = definition;
  visit(rest, []);
  return found;
}

/** The guards of transitions and where facts land. */
export function guardsOf(definition: FlowDefinition): readonly { readonly path: Path; readonly source: string }[] {
  return expressionsOf(definition).filter(
    ({ path }) => path.at(-1) === 'when' && !path.includes('send') && !path.includes('open'),
  );
}
