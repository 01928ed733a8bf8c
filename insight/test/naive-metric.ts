import { calendarOf, dayOf, instantOf, parseDay } from '@throughline/language';
import type { FixtureCase, FixtureEvent } from './log-fixture.ts';

/* Metrics of random logs, computed as one would by hand: a list of cases, and loops over it. It shares no code with what is tested. */

export interface NaiveCase {
  readonly entity: string;
  readonly events: readonly (FixtureEvent & { readonly ms: number; readonly from: string | null })[];
}

export interface NaiveRequest {
  readonly timeZone: string;
  readonly from: string;
  readonly to: string;
  readonly knownAt?: string;
}

/** What is known of each case. Of a case of which the first event is not known yet nothing was born. */
export function knownCases(log: readonly FixtureCase[], knownAt?: string): readonly NaiveCase[] {
  return log
    .map((one) => ({
      entity: one.entity ?? 'main',
      events: one.events
        .map((event, index) => ({ ...event, ms: Date.parse(event.at), from: one.events[index - 1]?.to ?? null }))
        .filter((event) => knownAt === undefined || Date.parse(event.recordedAt ?? event.at) < Date.parse(knownAt)),
    }))
    .filter(({ events }) => events.length > 0);
}

export function startOf(day: string, timeZone: string): number {
  return instantOf(calendarOf(timeZone), parseDay(day), 0);
}

export function localDay(ms: number, timeZone: string): number {
  return dayOf(calendarOf(timeZone), ms);
}

/** The last value of a field, of events before an instant. */
export function fieldOf({ events }: NaiveCase, name: string, before = Infinity): unknown {
  let value: unknown;
  for (const event of events)
    if (event.ms < before && !event.erased && event.data !== undefined && Object.hasOwn(event.data, name))
      value = event.data[name];
  return value;
}

export function firstOf({ events }: NaiveCase, type: string): number | undefined {
  const times = events.filter((event) => event.type === type).map(({ ms }) => ms);
  return times.length === 0 ? undefined : Math.min(...times);
}

/** The state after the last event, in the order of the log, of those before an instant. */
export function stateAt({ events }: NaiveCase, before: number): string | undefined {
  return events.filter(({ ms }) => ms < before).at(-1)?.to;
}

export function isWithin(ms: number | undefined, { from, to, timeZone }: NaiveRequest): ms is number {
  return ms !== undefined && ms >= startOf(from, timeZone) && ms < startOf(to, timeZone);
}

export function wholeNumber(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isInteger(value) ? value : undefined;
}

export function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

export function meanOf(values: readonly number[]): number | null {
  return values.length === 0 ? null : sumOf(values) / values.length;
}

export function quantile(values: readonly number[], at: number): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  if (sorted.length === 0) return null;
  const place = at * (sorted.length - 1);
  const [low = 0, high = low] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]];
  return low + (high - low) * (place - Math.floor(place));
}
