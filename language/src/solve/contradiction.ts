import type { ASTNode } from '@marcbachmann/cel-js';
import type { FlowDefinition } from '../definition/flow.ts';
import { type Schema, syntaxOf } from '../expression/expression.ts';
import { isJsonObject, type Json } from '../json.ts';
import type { Wanted } from './question.ts';

/*
 * What contradicts itself by its form alone, whatever its parts mean: `p && !p`, `sum(x) > 5 && sum(x) <= 5`. Parts that are not
 * understood are atoms, each true, false or failing; what is compared with constants lies below, between, on or above them. If under no
 * choice all is as wanted, there is no input. More choices are allowed than there are: it proves, and never finds.
 */

type Verdict = true | false | 'fails';
/** Where a compared value lies: at 2n + 1 on the n-th constant, at 2n just below it. Or it is of another kind, or no number (0.0 / 0.0). */
type Place = number | 'other kind' | 'no number' | 'fails';
type Choice = ReadonlyMap<string, Verdict | Place>;
type Judge = (choice: Choice) => Verdict;
type Constant = string | number;
type Order = '==' | '!=' | '<' | '<=' | '>' | '>=';

/** Choices are counted and bounded; computed fields read each other at most so deep. */
const bounds = { choices: 4000, depth: 16 } as const;

class Atoms {
  readonly flow: FlowDefinition;
  readonly schemas: Documents;
  readonly flags = new Set<string>();
  /** By what is compared, the constants that it is compared with, in their order. */
  readonly compared = new Map<string, Constant[]>();
  /** Two parts that are compared with each other. */
  readonly pairs = new Set<string>();

  constructor(flow: FlowDefinition, schemas: Documents) {
    this.flow = flow;
    this.schemas = schemas;
  }

  flag(node: ASTNode, depth: number): Judge {
    const name = this.nameOf(node, depth);
    this.flags.add(name);
    return (choice) => choice.get(name) as Verdict;
  }

  /** A part as text; computed fields are what they are computed from. */
  nameOf(node: unknown, depth: number): string {
    if (Array.isArray(node)) return `[${node.map((each) => this.nameOf(each, depth)).join()}]`;
    if (!isNode(node)) return typeof node === 'bigint' ? `${node}n` : JSON.stringify(node);
    const source = this.computedIn(node);
    if (source === undefined) return `${node.op}(${this.nameOf(node.args, depth)})`;
    if (depth > bounds.depth) throw new Error('computed fields read each other too deep');
    return this.nameOf(syntaxOf(source), depth + 1);
  }

  computedIn(node: ASTNode): string | undefined {
    const field = memberOf(node, 'computed');
    return field === undefined ? undefined : this.flow.computed?.[field];
  }

  constantIn(node: ASTNode): Constant | undefined {
    if (node.op === '-_') {
      const value = this.constantIn(node.args);
      return typeof value === 'number' ? -value : undefined;
    }
    const parameter = memberOf(node, 'parameters');
    const value =
      parameter === undefined ? (node.op === 'value' ? node.args : undefined) : this.flow.parameters?.[parameter]?.default;
    if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : undefined;
    return typeof value === 'number' || typeof value === 'string' ? value : undefined;
  }
}

/** Whether nothing at all can be as it is wanted. `false`: not shown. */
export function contradictEachOther(flow: FlowDefinition, wanted: readonly Wanted[], schemas: Documents): boolean {
  const atoms = new Atoms(flow, schemas);
  const judges = wanted.map(({ source, is }) => ({ is, judge: judgeOf(atoms, syntaxOf(source), 0) }));
  const fractions = fractionsOf(flow);
  const all: readonly (readonly [string, readonly (Verdict | Place)[]])[] = [
    ...[...atoms.flags].map((name) => [name, [true, false, 'fails']] as const),
    ...[...atoms.pairs].map((name) => [name, [...loose(fractions, name), -1, 0, 1]] as const),
    ...[...atoms.compared].map(
      ([name, constants]) => [name, [...loose(fractions, name), ...placesOf(constants, leastOf(name, schemas))]] as const,
    ),
  ];
  if (all.reduce((product, [, values]) => product * values.length, 1) > bounds.choices) return false;
  const choice = new Map<string, Verdict | Place>();
  const isOpen = (at: number): boolean => {
    const next = all[at];
    if (next === undefined) return judges.every(({ is, judge }) => isAsWanted(is, judge(choice)));
    return next[1].some((value) => {
      choice.set(next[0], value);
      return isOpen(at + 1);
    });
  };
  return !isOpen(0);
}

function isAsWanted(is: Wanted['is'], verdict: Verdict): boolean {
  if (is === 'failing') return verdict === 'fails';
  return is === 'readable' ? verdict !== 'fails' : verdict === (is === 'true');
}

/** Only a division of fractions gives what is no number. */
const loose = (fractions: ReadonlySet<string>, name: string): readonly Place[] => {
  const divides =
    /\//.test(name) &&
    (/double|dyn|\d\.\d/.test(name) || [...name.matchAll(/"(\w+)"/g)].some(([, word = '']) => fractions.has(word)));
  return ['fails', 'other kind', ...(divides ? (['no number'] as const) : [])];
};

const whole = new Set<unknown>(['string', 'integer', 'boolean', 'array', 'object', 'null']);

/** The fields, wherever they stand, that may hold fractions. */
function fractionsOf({ data, events = {} }: FlowDefinition): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (schema: unknown, name: string): void => {
    if (!isJsonObject(schema as Json)) return;
    const { type, properties = {}, items } = schema as Schema;
    if (!whole.has(type)) found.add(name);
    for (const [field, inner] of Object.entries(properties as object)) visit(inner, field);
    visit(items, name);
  };
  for (const schema of [data, ...Object.values(events).map((event) => event.data)]) visit(schema, '');
  return found;
}

/** What all data, and whatever the event carries, satisfies. */
export interface Documents {
  readonly data: Schema;
  readonly event: Schema;
}

const field = /^\.\(\[id\("(data|event)"\),"(\w+)"\]\)$/;

/** The least whole number that it can be: sizes are not below 0, fields not below their minimum. */
function leastOf(name: string, schemas: Documents): number | undefined {
  if (/^r?call\(\["size"/.test(name)) return 0;
  const [, variable = '', member = ''] = field.exec(name) ?? [];
  const { properties } = schemas[variable as keyof Documents] ?? {};
  const schema = isJsonObject(properties) && Object.hasOwn(properties, member) ? properties[member] : undefined;
  if (!isJsonObject(schema) || schema.type !== 'integer') return undefined;
  return typeof schema.minimum === 'number' ? schema.minimum : Number.NEGATIVE_INFINITY;
}

/** Of whole numbers there is none between neighbours, and none below the least. */
function placesOf(constants: Constant[], least: number | undefined): readonly number[] {
  constants.sort((a, b) => (a < b ? -1 : 1));
  const all = Array.from({ length: 2 * constants.length + 1 }, (_, place) => place);
  if (least === undefined) return all;
  return all.filter((place) => {
    const [below, at] = [Number(constants[place / 2 - 1]), Number(constants[Math.floor(place / 2)])];
    if (place % 2 === 1) return at >= least;
    return !(at <= least) && !(at - below === 1);
  });
}

/** `has(data.x)` of what is required. What an event leaves out has its default for the schema, but not for expressions. */
function isAlwaysThere(node: ASTNode & { readonly op: 'call' }, schemas: Documents): boolean {
  const [name, [asked]] = node.args;
  if (name !== 'has' || asked === undefined) return false;
  return (['data', 'event'] as const).some((variable) => {
    const member = memberOf(asked, variable);
    const { required, properties } = schemas[variable];
    const schema = isJsonObject(properties) && member !== undefined ? properties[member] : undefined;
    if (variable === 'event' && isJsonObject(schema) && schema.default !== undefined) return false;
    return member !== undefined && Array.isArray(required) && (required as readonly unknown[]).includes(member);
  });
}

function judgeOf(atoms: Atoms, node: ASTNode, depth: number): Judge {
  if (depth > bounds.depth * 4) throw new Error('nested too deep');
  const inner = (each: ASTNode) => judgeOf(atoms, each, depth + 1);
  switch (node.op) {
    case 'value':
      if (typeof node.args !== 'boolean') return atoms.flag(node, depth);
      return () => node.args === true;
    case '!_': {
      const judge = inner(node.args);
      return (choice) => negated(judge(choice));
    }
    case '&&':
    case '||': {
      const [left, right] = node.args.map(inner) as [Judge, Judge];
      const deciding = node.op === '||';
      return (choice) => {
        const [a, b] = [left(choice), right(choice)];
        if (a === deciding || b === deciding) return deciding;
        return a === 'fails' || b === 'fails' ? 'fails' : !deciding;
      };
    }
    case '?:': {
      const [condition, yes, no] = node.args.map(inner) as [Judge, Judge, Judge];
      return (choice) => {
        const held = condition(choice);
        return held === 'fails' ? held : held ? yes(choice) : no(choice);
      };
    }
    case '==':
    case '!=':
    case '<':
    case '<=':
    case '>':
    case '>=':
      return comparison(atoms, node.op, node.args[0], node.args[1], depth) ?? atoms.flag(node, depth);
    case 'in':
      return among(atoms, node.args[0], node.args[1], depth) ?? atoms.flag(node, depth);
    case 'call':
      return isAlwaysThere(node, atoms.schemas) ? () => true : atoms.flag(node, depth);
    default: {
      const source = atoms.computedIn(node);
      return source === undefined ? atoms.flag(node, depth) : judgeOf(atoms, syntaxOf(source), depth + 1);
    }
  }
}

const negated = (verdict: Verdict): Verdict => (verdict === 'fails' ? verdict : !verdict);
const turned = { '==': '==', '!=': '!=', '<': '>', '<=': '>=', '>': '<', '>=': '<=' } as const;

function comparison(atoms: Atoms, op: Order, a: ASTNode, b: ASTNode, depth: number): Judge | undefined {
  const [first, second] = [atoms.constantIn(a), atoms.constantIn(b)];
  if (first !== undefined) {
    if (second === undefined) return comparison(atoms, turned[op], b, a, depth);
    if (typeof first !== typeof second) return undefined;
    const verdict = lies(op, first < second ? -1 : first > second ? 1 : 0, 0);
    return () => verdict;
  }
  const name = atoms.nameOf(a, depth);
  if (second === undefined) {
    const other = atoms.nameOf(b, depth);
    if (other < name) return comparison(atoms, turned[op], b, a, depth);
    const pair = `${name} ~ ${other}`;
    atoms.pairs.add(pair);
    return (choice) => lies(op, choice.get(pair) as Place, 0);
  }
  const constants = atoms.compared.get(name) ?? [];
  atoms.compared.set(name, constants);
  if (constants.some((constant) => typeof constant !== typeof second)) return undefined;
  if (!constants.includes(second)) constants.push(second);
  return (choice) => lies(op, choice.get(name) as Place, 2 * constants.indexOf(second) + 1);
}

/** `x in ["a", "b"]`. */
function among(atoms: Atoms, value: ASTNode, list: ASTNode, depth: number): Judge | undefined {
  if (list.op !== 'list' || list.args.some((item) => atoms.constantIn(item) === undefined)) return undefined;
  const judges = list.args.map((item) => comparison(atoms, '==', value, item, depth));
  if (judges.length === 0 || judges.some((judge) => judge === undefined)) return undefined;
  return (choice) => {
    const verdicts = judges.map((judge) => (judge as Judge)(choice));
    return verdicts.includes('fails') ? 'fails' : verdicts.includes(true);
  };
}

function lies(op: Order, place: Place, mark: number): Verdict {
  if (place === 'fails') return place;
  if (op === '!=') return negated(lies('==', place, mark));
  if (place === 'other kind') return op === '==' ? false : 'fails';
  if (place === 'no number') return false;
  switch (op) {
    case '==':
      return place === mark;
    case '<':
      return place < mark;
    case '<=':
      return place <= mark;
    case '>':
      return place > mark;
    case '>=':
      return place >= mark;
  }
}

function isNode(value: unknown): value is ASTNode {
  return typeof value === 'object' && value !== null && 'op' in value && 'args' in value;
}

/** The field that is read of a variable. */
function memberOf(node: ASTNode, variable: string): string | undefined {
  if (node.op !== '.') return undefined;
  const [object, field] = node.args;
  return object.op === 'id' && object.args === variable ? field : undefined;
}
