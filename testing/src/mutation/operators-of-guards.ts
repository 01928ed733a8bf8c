import type { FlowDefinition } from '@throughline/language';
import { type Change, expressionsOf, guardsOf, type Operator, operator, type Path } from './mutant.ts';

/** The parts of an expression between the operators of one kind at its top level; one part where there is none. */
export function partsOf(source: string, between: '&&' | '||'): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let quote = '';
  let from = 0;
  for (let at = 0; at < source.length; at += 1) {
    const letter = source.charAt(at);
    if (quote !== '') {
      if (letter === '\\') at += 1;
      else if (letter === quote) quote = '';
      continue;
    }
    if (letter === '"' || letter === "'") quote = letter;
    else if ('([{'.includes(letter)) depth += 1;
    else if (')]}'.includes(letter)) depth -= 1;
    else if (letter === '?' && depth === 0) return [source.trim()];
    else if (depth === 0 && source.startsWith(between, at)) {
      parts.push(source.slice(from, at).trim());
      from = at + 2;
      at += 1;
    } else if (depth === 0 && between === '&&' && source.startsWith('||', at)) return [source.trim()];
  }
  return [...parts, source.slice(from).trim()];
}

const guardOperator = (name: string, change: (source: string) => readonly (string | undefined)[]): Operator =>
  operator(name, (definition) =>
    guardsOf(definition).flatMap(({ path, source }) =>
      change(source)
        .filter((changed) => changed !== source)
        .map((to) => ({ path, to, text: `${source} -> ${to ?? 'always'}` })),
    ),
  );

/** Each match of a pattern replaced, one at a time. */
function eachReplaced(source: string, pattern: RegExp, by: (found: string) => string): readonly string[] {
  return [...source.matchAll(pattern)].map(
    ({ 0: found, index }) => `${source.slice(0, index)}${by(found)}${source.slice(index + found.length)}`,
  );
}

const looser: Readonly<Record<string, string>> = { '<': '<=', '>': '>=', '<=': '<', '>=': '>', '==': '!=', '!=': '==' };

function renamedOnce(definition: FlowDefinition, variable: string): readonly Change[] {
  return expressionsOf(definition).flatMap(({ path, source }) =>
    eachReplaced(source, new RegExp(`\\b${variable}\\.\\w+`, 'g'), (found) => `${found}x`)
      .slice(0, 1)
      .map((to) => ({ path, to, text: `${source} -> ${to}` })),
  );
}

/** Changes of guards and of other expressions. */
export const guardOperators: readonly Operator[] = [
  guardOperator('guard-always', () => [undefined]),
  guardOperator('guard-true', () => ['true']),
  guardOperator('guard-never', () => ['false']),
  guardOperator('guard-contradicted', (source) => [`(${source}) && !(${source})`]),
  guardOperator('guard-negated', (source) => [`!(${source})`]),
  guardOperator('guard-drop-conjunct', (source) => {
    const parts = partsOf(source, '&&');
    return parts.length < 2 ? [] : parts.map((_, index) => parts.filter((_, other) => other !== index).join(' && '));
  }),
  guardOperator('guard-and-or', (source) => eachReplaced(source, /&&|\|\|/g, (found) => (found === '&&' ? '||' : '&&'))),
  guardOperator('guard-compare', (source) => eachReplaced(source, /[<>]=?|[!=]=/g, (found) => looser[found] ?? found)),
  guardOperator('guard-constant', (source) =>
    eachReplaced(source, /(?<![\w."])\d+(?![\w."])/g, (found) => String(Number(found) + 1)),
  ),
  operator('drop-has', (definition) =>
    expressionsOf(definition).flatMap(({ path, source }) =>
      eachReplaced(source, /!?has\([^()]*\)/g, (found) => (found.startsWith('!') ? 'false' : 'true')).map((to) => ({
        path,
        to,
        text: `${source} -> ${to}`,
      })),
    ),
  ),
  operator('rename-field', (definition) => renamedOnce(definition, 'data')),
  operator('rename-payload-field', (definition) => renamedOnce(definition, 'event')),
  operator('rename-computed', (definition) => renamedOnce(definition, 'computed')),
  operator('break-expression', (definition) =>
    expressionsOf(definition).map(({ path, source }) => ({ path, to: `${source} +`, text: 'does not parse' })),
  ),
];

export type { Path };
