import type { Scope } from '../expression/expression.ts';
import { listed, nearest } from './nearest.ts';
import { fieldsOf } from './subject.ts';

/** What is wrong with an expression, and the stretch of it that is. */
export interface ExpressionFault {
  readonly message: string;
  readonly start: number;
  readonly end: number;
}

const timeWords = new Set(['now', 'today', 'time', 'timestamp', 'currentDate', 'getDate']);
const timeMend = 'Expressions cannot read the time: use "within" or a ladder.';
const guide = 'See the guide to expressions (docs/guide/language/expressions.md); they are CEL.';
/** As other languages write it, and as it is written here. */
const spellings: Readonly<Record<string, string>> = {
  '=': 'Write == to compare.',
  '<>': 'Write != for "is not".',
  and: 'Write && for "and".',
  or: 'Write || for "or".',
  not: 'Write ! for "not".',
};

/** As CEL calls its types, and as people do. */
const kindWords: Readonly<Record<string, string>> = {
  int: 'a whole number',
  double: 'a number',
  string: 'text',
  bool: 'true or false',
  list: 'a list',
  map: 'an object',
};

/** What to write instead, as far as that can be told from what was written. */
export function expressionMend(source: string, { message, start, end }: ExpressionFault, scope: Scope): string {
  const variable = /^Unknown variable: (.+)$/.exec(message)?.[1];
  if (variable !== undefined) return variableMend(variable, scope);
  const unlike = /^no such overload: (\w+)\S* (\S+) (\w+)/.exec(message);
  if (unlike !== null) {
    const [, left = '', operator = '', right = ''] = unlike;
    return `"${operator}" does not take ${kindWords[left] ?? left} and ${kindWords[right] ?? right}: text stands in quotation marks, a number does not.`;
  }
  if (message.endsWith('Unexpected token: EOF')) return 'It ends too soon: write what is missing at its end.';
  const called = /^Unknown function: (\w+)/.exec(message)?.[1];
  if (called !== undefined) return timeWords.has(called) ? timeMend : guide;
  return (
    spellings[
      source
        .slice(start, Math.max(end, start + 1))
        .trim()
        .toLowerCase()
    ] ?? guide
  );
}

function variableMend(name: string, scope: Scope): string {
  if (timeWords.has(name)) return timeMend;
  const holder = Object.keys(scope).find((variable) => fieldsOf(scope[variable] ?? {})[name] !== undefined);
  if (holder !== undefined) return `Write ${holder}.${name}.`;
  const near = nearest(name, Object.keys(scope));
  if (near !== undefined) return `Did you mean "${near}"?`;
  return `Text stands in quotation marks: "${name}". Names are: ${listed(Object.keys(scope))}.`;
}
