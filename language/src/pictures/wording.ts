import type {
  ApprovalDefinition,
  FixedLength,
  FlowDefinition,
  LadderDefinition,
  Length as LengthDefinition,
  RungDefinition,
  TransitionDefinition,
} from '../definition/flow.ts';
import { branchesOf, isChosen } from '../definition/lengths.ts';
import { fieldTitle, inWords, roleTitle } from '../titles.ts';

/* What definitions are called in pictures and on pages. */

const units = {
  days: ['day', 'days'],
  hours: ['hour', 'hours'],
  minutes: ['minute', 'minutes'],
  businessDays: ['business day', 'business days'],
  businessHours: ['business hour', 'business hours'],
} as const;
type Unit = keyof typeof units;

const isUnit = (value: string): value is Unit => Object.hasOwn(units, value);

function amount(value: number, unit: Unit): string {
  return `${value} ${units[unit][value === 1 ? 0 : 1]}`;
}

interface Length {
  readonly value: number;
  readonly unit: Unit;
}

/** A length with the default of its parameter; `undefined` where the parameter is not declared, or is no length. */
function lengthOf(flow: FlowDefinition, duration: LengthDefinition): Length | undefined {
  if (isChosen(duration)) return undefined;
  if (typeof duration === 'string') {
    const parameter =
      flow.parameters !== undefined && Object.hasOwn(flow.parameters, duration) ? flow.parameters[duration] : undefined;
    if (parameter === undefined || !isUnit(parameter.type) || typeof parameter.default !== 'number') return undefined;
    return { value: parameter.default, unit: parameter.type };
  }
  const [unit, value] = Object.entries(duration)[0] as [Unit, number];
  return { value, unit };
}

/** `7 days`; of a parameter its default. What a field chooses: `14 days for key, else 7 days (by Segment)`. */
export function lengthText(flow: FlowDefinition, duration: LengthDefinition): string {
  if (isChosen(duration)) {
    const chosen = Object.entries(duration.is).map(([value, length]) => `${fixedText(flow, length)} for ${value}`);
    return `${chosen.join(', ')}, else ${fixedText(flow, duration.else)} (by ${fieldTitle(flow, duration.by)})`;
  }
  return fixedText(flow, duration);
}

function fixedText(flow: FlowDefinition, duration: FixedLength): string {
  const length = lengthOf(flow, duration);
  return length === undefined ? String(duration) : amount(length.value, length.unit);
}

/** What stands for a length among the times of a ladder: of one that a field chooses, all that it can be, `7/14`. */
function shortOf(
  flow: FlowDefinition,
  duration: LengthDefinition,
): { readonly value: string; readonly unit?: Unit; readonly isOne: boolean } {
  const lengths = branchesOf(duration).map(({ length }) => lengthOf(flow, length));
  const [first] = lengths;
  if (first === undefined || lengths.some((length) => length?.unit !== first.unit))
    return { value: lengthText(flow, duration), isOne: false };
  const values = [...new Set(lengths.map((length) => length?.value ?? 0))].sort((a, b) => a - b);
  if (values.length === 1 && first.value === 0) return { value: atOnce(first.unit), isOne: false };
  return { value: values.join('/'), unit: first.unit, isOne: values.length === 1 && first.value === 1 };
}

/** `7, 14, 30 days`, and units only where they change; of a rung that comes again how often in all: `2 (3×) days`. */
export function rungTimes(flow: FlowDefinition, { rungs }: Pick<LadderDefinition, 'rungs'>): string {
  const groups: { unit: Unit | undefined; values: string[]; isOne: boolean }[] = [];
  for (const { after, every, atMost } of rungs) {
    const { value: named, unit, isOne } = shortOf(flow, after);
    const value = every === undefined ? named : `${named} (${atMost ?? 'many'}×)`;
    const last = groups.at(-1);
    if (last !== undefined && last.unit === unit) {
      last.values.push(value);
      last.isOne = false;
    } else groups.push({ unit, values: [value], isOne });
  }
  return groups
    .map(({ unit, values, isOne }) =>
      unit === undefined ? values.join(', ') : `${values.join(', ')} ${units[unit][isOne ? 0 : 1]}`,
    )
    .join(', ');
}

/** `after 7 days, then every 7 days, 4 times in all`. */
export function rungWhen(flow: FlowDefinition, { after, every, atMost }: RungDefinition): string {
  const times = atMost === undefined ? '' : `, ${atMost} times in all`;
  const length = lengthOf(flow, after);
  const first = length?.value === 0 ? atOnce(length.unit) : `after ${lengthText(flow, after)}`;
  return `${first}${every === undefined ? '' : `, then every ${distanceText(flow, every)}${times}`}`;
}

/** After no time at all: of days, the day that is counted from. */
function atOnce(unit: Unit): string {
  return unit === 'days' || unit === 'businessDays' ? 'on that day' : 'at once';
}

/** `7 days`, and `business day` for one of them: what comes every so often. */
function distanceText(flow: FlowDefinition, every: LengthDefinition): string {
  const length = lengthOf(flow, every);
  return length?.value === 1 ? units[length.unit][0] : lengthText(flow, every);
}

/** `2 of Head of finance or Lead of finance`; `each of owners, else Lead of finance`. */
export function approversText(flow: FlowDefinition, { roles, each, quorum = 1 }: ApprovalDefinition): string {
  const named = listed(
    roles.map((role) => roleTitle(flow, role)),
    'or',
  );
  const asked = quorum > 1 ? `${quorum} of ${named}` : named;
  return each === undefined ? asked : `each of ${guardText(each)}, else ${asked}`;
}

/** `a, b and c`. */
export function listed(parts: readonly string[], word: 'and' | 'or' = 'and'): string {
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} ${word} ${parts.at(-1)}`;
}

export function many<T>(value: T | readonly T[] | undefined): readonly T[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? (value as readonly T[]) : [value as T];
}

/** What is declared under a name, and not what every object has. */
export function declared<T>(record: Readonly<Record<string, T>> | undefined, name: string): T | undefined {
  return record !== undefined && Object.hasOwn(record, name) ? record[name] : undefined;
}

/** Who does it, as a person, by itself, or either. */
export function doerOf({ by = 'either' }: Pick<TransitionDefinition, 'by'>): 'person' | 'automation' | 'either' {
  return by;
}

/** The title of a window of the calendar: its name in words. */
export function windowTitle(name: string): string {
  return inWords(name);
}

/** On one line: what a picture or a table writes. */
export function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

const conditionLongest = 2000;

/** A guard for people: operators in words, fields without `data.`; never evaluated again. */
export function guardText(source: string): string {
  const text = oneLine(source).slice(0, conditionLongest);
  // What stands in quotes is a value and stays as it is.
  return text
    .split(/("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')/)
    .map((part, index) => (index % 2 === 1 ? part : wordsOf(part)))
    .join('');
}

function wordsOf(part: string): string {
  return part
    .replace(/!has\((?:data|event)\.(\w+)\)/g, 'no $1')
    .replace(/has\((?:data|event)\.(\w+)\)/g, '$1 is there')
    .replace(/\b(?:data|computed|parameters)\.(\w+)/g, '$1')
    .replace(/\bchildren\.(\w+)\.open\s*==\s*0\b/g, 'no $1 open')
    .replace(/\bchildren\.(\w+)\.open\b/g, 'open $1')
    .replace(/\bchildren\.(\w+)\.count\b/g, 'number of $1')
    .replace(/\btrue && /g, '')
    .replace(/\s*&&\s*/g, ' and ')
    .replace(/\s*\|\|\s*/g, ' or ')
    .replace(/\s*!=\s*/g, ' ≠ ')
    .replace(/\s*==\s*/g, ' = ')
    .replace(/\s*>=\s*/g, ' ≥ ')
    .replace(/\s*<=\s*/g, ' ≤ ');
}
