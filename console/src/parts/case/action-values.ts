import type { Action, FormField, ProblemDocument, Value } from '@throughline/api';
import { instantOfLocal } from '../../format/day.ts';
import { formatAmount, parseMoney } from '../../format/money.ts';
import { formatNumber, parseNumber } from '../../format/number.ts';
import { words } from './words.ts';

/** What was typed, by the name of the field; a flag is 'true' or 'false'. */
export type Typed = Readonly<Record<string, string>>;

export interface ReadingSettings {
  readonly locale: string;
  readonly timeZone: string;
  /** Of the case: in which its amounts are. */
  readonly currency: string | null;
}

export interface Command {
  readonly type: string;
  readonly data?: Record<string, Value | Value[] | Record<string, Value>[]>;
  readonly reason?: string;
}

export type CommandRead =
  | { readonly command: Command }
  /** By the name of the field; `reason` is the reason's. */
  | { readonly errors: Readonly<Record<string, string>> };

/** The reason is no field of the event: it has a name that none of them can have. */
export const reasonField = '$reason';

/** Several values are written in lines, or between commas. */
function partsOf(text: string): readonly string[] {
  return text
    .split(/[\n,]/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

type Read = { readonly value: Value } | { readonly error: string };

/** What was typed, as the command; or what is wrong with it, field by field. The server has the last word. */
export function readCommand(action: Action, typed: Typed, settings: ReadingSettings): CommandRead {
  const errors: Record<string, string> = {};
  const data: Record<string, Value | Value[] | Record<string, Value>[]> = { ...action.data };
  for (const field of action.fields) {
    const text = (typed[field.name] ?? '').trim();
    if (text === '' && field.kind !== 'flag') {
      if (field.required) errors[field.name] = words.needed;
      continue;
    }
    if (field.parts !== undefined) {
      const rows = text.split('\n').flatMap((line) => (line.trim() === '' ? [] : [readParts(field.parts ?? [], line, settings)]));
      const wrong = rows.find((row) => 'error' in row);
      if (wrong !== undefined) errors[field.name] = wrong.error;
      else data[field.name] = rows.flatMap((row) => ('value' in row ? [row.value] : []));
      continue;
    }
    const reads = (field.many === true ? partsOf(text) : [text]).map((part) => readField(field, part, settings));
    const values = reads.flatMap((read) => ('value' in read ? [read.value] : []));
    const wrong = reads.find((read) => 'error' in read);
    if (wrong !== undefined) errors[field.name] = wrong.error;
    else data[field.name] = field.many === true ? values : (values[0] ?? null);
  }
  const reason = (typed[reasonField] ?? '').trim();
  if (action.reason && reason === '') errors[reasonField] = words.sayWhy;
  if (Object.keys(errors).length > 0) return { errors };
  return {
    command: {
      type: action.type,
      ...(Object.keys(data).length === 0 ? {} : { data }),
      ...(reason === '' ? {} : { reason }),
    },
  };
}

type PartsRead = { readonly value: Record<string, Value> } | { readonly error: string };

/** One line, its parts between commas, in their order. */
function readParts(parts: readonly FormField[], line: string, settings: ReadingSettings): PartsRead {
  const texts = line.split(',').map((part) => part.trim());
  if (texts.length > parts.length) return { error: words.partsHint(parts.map(({ title }) => title).join(', ')) };
  const value: Record<string, Value> = {};
  for (const [index, part] of parts.entries()) {
    const text = texts[index] ?? '';
    if (text === '' && !part.required) continue;
    const read = text === '' ? { error: words.needed } : readField(part, text, settings);
    if ('error' in read) return { error: `${part.title}: ${read.error}` };
    value[part.name] = read.value;
  }
  return { value };
}

function readField(field: FormField, text: string, { locale, timeZone, currency }: ReadingSettings): Read {
  switch (field.kind) {
    case 'text':
      if (field.maxLength === undefined || text.length <= field.maxLength) return { value: text };
      return {
        error: words.tooLong(formatNumber(field.maxLength, locale), formatNumber(text.length, locale)),
      };
    case 'money': {
      const parsed = parseMoney(text, currency, locale);
      if ('error' in parsed) return parsed;
      return bounded(parsed.amount, field, (amount) => formatAmount({ amount, currency }, locale));
    }
    case 'number': {
      const number = parseNumber(text, locale);
      if (number === undefined) return { error: words.writeNumberSuchAs(formatNumber(1234.5, locale)) };
      return bounded(number, field, (value) => formatNumber(value, locale));
    }
    case 'day':
      return /^\d{4}-\d{2}-\d{2}$/.test(text) ? { value: text } : { error: words.chooseDay };
    case 'instant': {
      const at = instantOfLocal(text, timeZone);
      return at === undefined ? { error: words.chooseDayAndTime } : { value: new Date(at).toISOString() };
    }
    case 'flag':
      return { value: text === 'true' };
  }
}

function bounded(value: number, { minimum, maximum }: FormField, write: (value: number) => string): Read {
  if (minimum !== undefined && value < minimum) return { error: words.atLeast(write(minimum)) };
  return maximum !== undefined && value > maximum ? { error: words.atMost(write(maximum)) } : { value };
}

/** What a problem says of single fields, by their names; `rest` is what belongs to none of them. */
export function problemByField(
  problem: Pick<ProblemDocument, 'detail' | 'action' | 'errors' | 'code'>,
  action: Action,
): { readonly fields: Readonly<Record<string, string>>; readonly rest: readonly string[] } {
  const fields: Record<string, string> = {};
  const rest: string[] = [];
  for (const { place, message, expected } of problem.errors ?? []) {
    const text = expected === undefined ? message : `${message} (expected: ${expected})`;
    const last = place.split(/[./]/).at(-1) ?? '';
    if (action.fields.some(({ name }) => name === last)) fields[last] = text;
    else if (last === 'reason') fields[reasonField] = text;
    else rest.push(text);
  }
  if (problem.code === 'reason-required' && fields[reasonField] === undefined) fields[reasonField] = problem.detail;
  if (Object.keys(fields).length === 0) rest.unshift(`${problem.detail} ${problem.action}`);
  return { fields, rest };
}
