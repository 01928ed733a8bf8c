import { addBusinessDays, addOpenTime } from '../business-time.ts';
import { type Calendar, dayOf, instantOf, offsetAt } from '../calendar.ts';
import type { CaseRecord, Millis } from '../case.ts';
import type { CompiledDuration, CompiledFlow, FixedDuration, LengthUnit } from '../compile/compiled.ts';
import type { Context } from '../input.ts';
import type { JsonObject } from '../json.ts';
import { fieldTitle } from '../titles.ts';

const hourMs = 3_600_000;
const minuteMs = 60_000;

/** What the lengths of one case are counted by: its calendar, what chooses between them, and the parameters of one stretch of time. */
export interface Terms {
  readonly flow: CompiledFlow;
  readonly calendar: Calendar;
  readonly context: Context;
  readonly data: JsonObject;
}

export function termsOf(flow: CompiledFlow, { entity, data }: Pick<CaseRecord, 'entity' | 'data'>, context: Context): Terms {
  return { flow, calendar: calendarOfCase(flow, entity, context), context, data };
}

/** The length that counts for a case with this data. */
export function lengthFor(duration: CompiledDuration, data: JsonObject): FixedDuration {
  if (!('by' in duration)) return duration;
  const value = Object.hasOwn(data, duration.by) ? data[duration.by] : undefined;
  return (typeof value === 'string' ? duration.is.get(value) : undefined) ?? duration.else;
}

/**
 * The calendar of a case: the one that the flow names for its entity, else the flow's default; as it is in force, else as it is in
 * the flow's version. A flow that names none has its time zone and no business time.
 */
export function calendarOfCase(flow: CompiledFlow, entity: string, { calendars }: Pick<Context, 'calendars'>): Calendar {
  const choice = flow.definition.calendar;
  if (choice === undefined) return flow.calendar;
  const { entities } = choice;
  const name = (entities !== undefined && Object.hasOwn(entities, entity) && entities[entity]) || choice.default;
  const inForce = calendars !== undefined && Object.hasOwn(calendars, name) ? calendars[name] : undefined;
  return inForce ?? flow.calendars.get(name) ?? flow.calendar;
}

export function unitOf(duration: FixedDuration): LengthUnit {
  if ('unit' in duration) return duration.unit;
  if ('days' in duration) return 'days';
  if ('hours' in duration) return 'hours';
  if ('minutes' in duration) return 'minutes';
  return 'businessDays' in duration ? 'businessDays' : 'businessHours';
}

export function amountOf(duration: FixedDuration, flow: CompiledFlow, { parameters }: Context): number {
  if ('parameter' in duration) {
    const { parameter } = duration;
    return Number(parameters?.[parameter] ?? flow.definition.parameters?.[parameter]?.default);
  }
  if ('days' in duration) return duration.days;
  if ('hours' in duration) return duration.hours;
  if ('minutes' in duration) return duration.minutes;
  return 'businessDays' in duration ? duration.businessDays : duration.businessHours;
}

/**
 * An instant plus a duration: days and business days keep the local time of day, hours and minutes pass, business hours pass
 * while the business is open. Infinity: the calendar has no such day or hour. What a field chooses is chosen by `data`, without it as
 * where the field is missing.
 */
export function addDuration(
  flow: CompiledFlow,
  from: Millis,
  duration: CompiledDuration,
  context: Context,
  calendar: Calendar = flow.calendar,
  data: JsonObject = {},
): Millis {
  const length = lengthFor(duration, data);
  return bounded(addLength(calendar, from, amountOf(length, flow, context), unitOf(length)));
}

export function addLength(calendar: Calendar, from: Millis, amount: number, unit: LengthUnit): Millis {
  if (amount === 0 || !Number.isFinite(from)) return from;
  if (unit === 'hours') return from + amount * hourMs;
  if (unit === 'minutes') return from + amount * minuteMs;
  if (unit === 'businessHours') return addOpenTime(calendar, from, Math.round(amount * hourMs));
  const day = dayOf(calendar, from);
  const to = unit === 'days' ? day + amount : addBusinessDays(calendar, day, amount);
  return Math.round(instantOf(calendar, to, minuteOfDay(calendar, from)));
}

/** What the clock on the wall shows, in minutes since midnight. */
export function minuteOfDay(calendar: Calendar, instant: Millis): number {
  return (instant + offsetAt(calendar, instant) * 60_000 - dayOf(calendar, instant) * 86_400_000) / 60_000;
}

/** Beyond what can be written as a date nothing is ever due; nor after a length that is no number. */
export function bounded(dueAt: Millis): Millis {
  return Math.abs(dueAt) <= farthest ? dueAt : Infinity;
}
const farthest = 8.6e15;

/** What lies beyond has no day that can be written, or none to which lengths can be added. */
export function isInstant(value: number): boolean {
  return Number.isSafeInteger(value) && value >= earliest && value <= latest;
}
const earliest = Date.parse('0001-01-02T00:00:00Z');
const latest = Date.UTC(9000, 0);

const words: Readonly<Record<LengthUnit, readonly [one: string, many: string]>> = {
  days: ['day', 'days'],
  hours: ['hour', 'hours'],
  minutes: ['minute', 'minutes'],
  businessDays: ['business day', 'business days'],
  businessHours: ['business hour', 'business hours'],
};

/**
 * A length of time in words, such as `7 days` or `1 business day`; of a parameter, the length in force. What a field chooses is told
 * for the case with this `data`, with what chose it: `14 days (Segment: key)`; without, whole: `14 days for key, else 7 days (by Segment)`.
 */
export function durationText(duration: CompiledDuration, context: Context, flow: CompiledFlow, data?: JsonObject): string {
  const text = (length: FixedDuration) => {
    const amount = amountOf(length, flow, context);
    return `${amount} ${words[unitOf(length)][amount === 1 ? 0 : 1]}`;
  };
  if (!('by' in duration)) return text(duration);
  const title = fieldTitle(flow.definition, duration.by);
  if (data !== undefined) return `${text(lengthFor(duration, data))}${chooserText(flow, duration.by, title, data)}`;
  const chosen = [...duration.is].map(([value, length]) => `${text(length)} for ${value}`);
  return `${chosen.join(', ')}, else ${text(duration.else)} (by ${title})`;
}

/** Who reads when something is due need not see the field. Where nothing stands in it, nothing has chosen. */
function chooserText({ data: { personal, confidential } }: CompiledFlow, field: string, title: string, data: JsonObject): string {
  if (personal.has(field) || confidential.has(field)) return ` (by ${title})`;
  const value = Object.hasOwn(data, field) ? data[field] : undefined;
  return typeof value === 'string' ? ` (${title}: ${value})` : '';
}
