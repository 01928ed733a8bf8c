import { type CaseQuery, EngineError, type Filter } from '@throughline/engine';
import type { CompiledFlow } from '@throughline/language';
import { ThroughlineError } from '../errors.ts';
import { timesOf } from './rungs.ts';

const comparisons = ['!=', '<=', '>=', '^=', '=', '<', '>'] as const;

/**
 * Reads filters as they are written in an address: `dueOn<2026-11-01`, `$state=sent,partially_paid`, `customer^=Bren`. A comma or
 * a backslash in a value stands after a backslash. Whether the values fit their field, the engine says.
 *
 * @throws ThroughlineError filter-invalid
 */
export function readFilters(flow: CompiledFlow, where: readonly string[] = []): readonly Filter[] {
  return where.map((text, index) => readFilter(flow, text, `where[${index}]`));
}

function readFilter(flow: CompiledFlow, text: string, place: string): Filter {
  const start = text.search(/[=!<>^]/);
  const comparison = comparisons.find((sign) => text.startsWith(sign, start));
  if (start < 1 || comparison === undefined) {
    throw new ThroughlineError('filter-invalid', `"${text}" is no filter`, {
      place,
      expected: '<field><comparison><value>, such as dueOn<2026-11-01',
    });
  }
  const field = text.slice(0, start);
  const kind = flow.listed.find(({ name }) => name === field)?.kind;
  const values = splitValues(text.slice(start + comparison.length), place);
  const isNumber = kind === 'money' || kind === 'number';
  if (field.startsWith('$rung.') && (comparison === '=' || comparison === '!=')) {
    return { field, comparison, values: values.flatMap((value) => rungValues(flow, field.slice('$rung.'.length), value)) };
  }
  return { field, comparison, values: isNumber ? values.map((value) => readNumber(value, kind, place)) : values };
}

/** A rung that comes again means all its times; the first alone is `remind#1`. */
function rungValues(flow: CompiledFlow, ladder: string, value: string): readonly string[] {
  const first = /^(.+)#1$/.exec(value)?.[1];
  if (first !== undefined) return [first];
  const times = timesOf(flow.ladders.get(ladder), value);
  return times.length === 0 ? [value] : times;
}

function splitValues(text: string, place: string): readonly string[] {
  const values: string[] = [];
  let value = '';
  for (let index = 0; index < text.length; index += 1) {
    const character = text.charAt(index);
    if (character === ',') {
      values.push(value);
      value = '';
    } else if (character === '\\') {
      index += 1;
      const escaped = text.charAt(index);
      if (escaped !== ',' && escaped !== '\\') {
        throw new ThroughlineError('filter-invalid', 'A backslash stands before a comma or a backslash', {
          place,
          expected: '\\, or \\\\',
        });
      }
      value += escaped;
    } else value += character;
  }
  values.push(value);
  if (!values.includes('')) return values;
  throw new ThroughlineError('filter-invalid', 'A value is missing', {
    place,
    expected: 'a value after the comparison and each comma',
  });
}

function readNumber(text: string, kind: string, place: string): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value)) return value;
  const expected = kind === 'money' ? 'minor units (cents), such as 125000' : 'a number';
  throw new ThroughlineError('filter-invalid', `"${text}" is no number`, { place, expected });
}

/** `-dueOn`: by that column, the highest first. */
export function readSort(sort: string | undefined): NonNullable<CaseQuery['sort']> | undefined {
  if (sort === undefined) return undefined;
  return sort.startsWith('-') ? { field: sort.slice(1), descending: true } : { field: sort };
}

/** What the engine says of a query, at the place where the request has it. */
export async function asRequested<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    const { place = '', expected } = (error.details ?? {}) as { readonly place?: string; readonly expected?: unknown };
    const said = {
      place: requestPlace(place),
      ...(expected === undefined ? {} : { expected: Array.isArray(expected) ? expected.join(', ') : String(expected) }),
      cause: error,
    };
    const message = error.message.replace(/^\/[^:]*: /, '');
    if (error.code === 'list-field-unknown') throw new ThroughlineError('field-unknown', message, said);
    if (error.code === 'list-cursor-invalid') throw new ThroughlineError('cursor-invalid', message, { ...said, place: 'after' });
    if (error.code === 'list-value-invalid') throw new ThroughlineError('filter-invalid', message, said);
    throw error;
  }
}

/** `/where/2/values/0` is `where[2]`, `/sort/field` is `sort`. */
function requestPlace(place: string): string {
  const [, member = '', index] = place.split('/');
  return member === 'where' && index !== undefined ? `where[${index}]` : member;
}
