import { eventSchema } from '../compile/scope.ts';
import type { FlowDefinition } from '../definition/flow.ts';
import type { Schema } from '../expression/expression.ts';
import type { Json } from '../json.ts';
import { type Answer, findInput, type Valuation, type Wanted } from '../solve/find-input.ts';
import { whyEmpty } from './empty-schema.ts';

/** Asks for an input on which conditions hold. `born` is false for the transitions of `start`. */
export type Ask = (event: string | undefined, born: boolean, wanted: readonly Wanted[]) => Answer;

/**
 * Each question is put to the solver once, whatever state it is asked about: data and payload are the same everywhere (L201).
 * Of a flow whose expressions are not sound nothing is asked; there only constants are known.
 */
export function asking(flow: FlowDefinition, isSound: boolean): Ask {
  const known = new Map<string, Answer>();
  const empty = new Map<string | undefined, boolean>();
  const isEmpty = (event: string | undefined) => {
    const known =
      empty.get(event) ??
      [flow.data as Schema, ...(event === undefined ? [] : [eventSchema(flow, event)])].some(
        (schema) => whyEmpty(schema) !== undefined,
      );
    empty.set(event, known);
    return known;
  };
  let left: number = budget.ofAll;
  return (event, born, wanted) => {
    const key = JSON.stringify([event, born, wanted]);
    const before = known.get(key);
    if (before !== undefined) return before;
    const answer: Answer =
      contradicts(wanted) || isEmpty(event)
        ? { found: undefined, exhaustive: true, tried: 0 }
        : isSound && left > 0
          ? findInput(flow, event, wanted, { born, stepsMax: budget.ofOne })
          : notKnown;
    left -= answer.found === undefined ? answer.tried + 1 : 100;
    known.set(key, answer);
    return answer;
  };
}

const notKnown: Answer = { found: undefined, exhaustive: false, tried: 0 };
/**
 * Steps of the solver (some 20,000 a second at worst): of a definition that is made to be hard, what is asked once they are used up is
 * not known. Counted, not timed, so that the same definition always has the same findings.
 */
const budget = { ofOne: 2000, ofAll: 60_000 } as const;

/** What no solver need be asked: a constant that is to be another, an expression that is to fail and not to fail. */
function contradicts(wanted: readonly Wanted[]): boolean {
  const outcomes = new Map<string, Set<string>>();
  for (const { source, is, each } of wanted) {
    const key = `${bare(source)} ${each ?? ''}`;
    const asked = outcomes.get(key) ?? new Set<string>();
    outcomes.set(key, asked.add(is));
    const constant = bare(source);
    if (
      (constant === 'true' && (is === 'false' || is === 'failing')) ||
      (constant === 'false' && (is === 'true' || is === 'failing'))
    )
      return true;
  }
  return [...outcomes].some(
    ([key, asked]) =>
      // Of the items of a list one may do this and another that.
      key.endsWith(' ') && ((asked.has('failing') && asked.size > 1) || (asked.has('true') && asked.has('false'))),
  );
}

/** Without the brackets around the whole of it. */
function bare(source: string): string {
  const text = source.trim();
  if (!text.startsWith('(') || !text.endsWith(')')) return text;
  let depth = 0;
  for (const [index, character] of [...text].entries()) {
    if (character === '(') depth++;
    if (character === ')') depth--;
    if (depth === 0 && index < text.length - 1) return text;
  }
  return bare(text.slice(1, -1));
}

/** What an input is where the conditions look: `data.amount = 5, event.channel absent`. */
export function shown(flow: FlowDefinition, wanted: readonly { readonly source: string }[], { data, event }: Valuation): string {
  const read = namesRead(
    flow,
    wanted.map(({ source }) => source),
  );
  const parts = read.map(({ variable, field }) => {
    const value = (variable === 'data' ? data : event)[field];
    return value === undefined ? `${variable}.${field} absent` : `${variable}.${field} = ${short(value)}`;
  });
  return parts.length === 0 ? 'any input' : parts.slice(0, 8).join(', ');
}

function short(value: Json): string {
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

/** The fields of data and event that are named, also by computed fields. */
function namesRead(flow: FlowDefinition, sources: readonly string[]): readonly { variable: 'data' | 'event'; field: string }[] {
  const found = new Map<string, { variable: 'data' | 'event'; field: string }>();
  const waiting = [...sources];
  const seen = new Set<string>();
  for (const source of waiting) {
    for (const [, variable = '', field = ''] of source.matchAll(/\b(data|event|computed)\.(\w+)/g)) {
      if (variable !== 'computed') found.set(`${variable}.${field}`, { variable: variable as 'data' | 'event', field });
      else if (!seen.has(field)) {
        seen.add(field);
        waiting.push(flow.computed?.[field] ?? '');
      }
    }
  }
  return [...found.values()];
}

export type { Answer, Valuation, Wanted };
