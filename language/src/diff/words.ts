import type { FlowDefinition, Length as LengthDefinition, ParameterDefinition } from '../definition/flow.ts';
import { isChosen } from '../definition/lengths.ts';
import { fieldTitle, inWords } from '../titles.ts';

const valueTextMax = 120;

/** A value of a definition for a sentence. */
export function valueText(value: unknown): string {
  if (typeof value === 'string') return quoted(value);
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  // The bounds of what JSON keeps exactly stand for no bound at all.
  if (typeof value === 'number') return Math.abs(value) === Number.MAX_SAFE_INTEGER ? 'none' : String(value);
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value.map(quoted).join(', ') || 'none';
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > valueTextMax ? `${text.slice(0, valueTextMax)}…` : text;
}

export function quoted(text: string): string {
  return `“${text.length > valueTextMax ? `${text.slice(0, valueTextMax)}…` : text}”`;
}

export function listed(names: readonly string[]): string {
  return names.length < 2 ? (names[0] ?? 'nobody') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

export type Unit = 'days' | 'hours' | 'minutes' | 'businessDays' | 'businessHours';
const unitWords = {
  days: ['day', 'days'],
  hours: ['hour', 'hours'],
  minutes: ['minute', 'minutes'],
  businessDays: ['business day', 'business days'],
  businessHours: ['business hour', 'business hours'],
} as const satisfies Record<Unit, readonly [string, string]>;

export function isUnit(type: string): type is Unit {
  return Object.hasOwn(unitWords, type);
}

/** A length as it is by default: what a parameter says, or what is written out. */
export interface Length {
  readonly unit: Unit;
  readonly n: number;
  /** Of one that a field chooses, all of it in words; unit and number are those of the case in which no value was chosen. */
  readonly choice?: string;
}

export function lengthOf(flow: FlowDefinition, length: LengthDefinition | undefined): Length | undefined {
  if (length === undefined) return undefined;
  if (isChosen(length)) {
    const chosen = Object.entries(length.is).map(([value, each]) => `${lengthText(lengthOf(flow, each))} for ${quoted(value)}`);
    const rest = lengthOf(flow, length.else);
    if (rest === undefined) return undefined;
    const by = quoted(fieldTitle(flow, length.by));
    return { ...rest, choice: `${chosen.join(', ')}, else ${lengthText(rest)}, by ${by}` };
  }
  if (typeof length !== 'string') {
    const [unit, n] = Object.entries(length)[0] as [Unit, number];
    return { unit, n };
  }
  const parameters = flow.parameters ?? {};
  const parameter = Object.hasOwn(parameters, length) ? parameters[length] : undefined;
  if (parameter === undefined || !isUnit(parameter.type)) return undefined;
  return { unit: parameter.type, n: Number(parameter.default) };
}

export function lengthText(length: Length | undefined): string {
  if (length === undefined) return 'an unknown time';
  if (length.choice !== undefined) return length.choice;
  return `${length.n} ${unitWords[length.unit][length.n === 1 ? 0 : 1]}`;
}

/** `14 → 10 days`, or with both units where they differ. */
export function lengthsText(before: Length | undefined, after: Length | undefined): string {
  return before !== undefined &&
    after !== undefined &&
    before.unit === after.unit &&
    (before.choice ?? after.choice) === undefined
    ? `${before.n} → ${lengthText(after)}`
    : `${lengthText(before)} → ${lengthText(after)}`;
}

export function lengthDirection(before: Length | undefined, after: Length | undefined): 'earlier' | 'later' | undefined {
  if (before === undefined || after === undefined || (before.choice ?? after.choice) !== undefined) return undefined;
  if (before.unit !== after.unit || before.n === after.n) return undefined;
  return after.n < before.n ? 'earlier' : 'later';
}

export function parameterText({ type }: Pick<ParameterDefinition, 'type'>, value: unknown): string {
  return isUnit(type) && typeof value === 'number' ? lengthText({ unit: type, n: value }) : valueText(value);
}

export function parameterTitle(flow: FlowDefinition, name: string): string {
  const parameters = flow.parameters ?? {};
  return (Object.hasOwn(parameters, name) ? parameters[name]?.title : undefined) ?? inWords(name);
}
