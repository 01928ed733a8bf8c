import { type Cadence, calendarOf, dayOf, instantOf, type Millis } from '@throughline/language';

const hourMs = 3_600_000;
const timeDefault = '06:00';

/**
 * The instants at which a question is due, after one and up to another, the earliest first; of more than `max` the latest. Hours and days are
 * counted from 1 January 1970, so that they do not depend on when a server was started.
 */
export function dueBetween(every: Cadence, after: Millis, until: Millis, max: number): readonly Millis[] {
  const due: Millis[] = [];
  for (let next = lastDue(every, until); next > after && due.length < max; next = lastDue(every, next - 1)) due.push(next);
  return due.reverse();
}

/** The last instant at which it is due, at or before an instant. */
export function lastDue(every: Cadence, until: Millis): Millis {
  if ('hours' in every) return Math.floor(until / (every.hours * hourMs)) * every.hours * hourMs;
  const calendar = calendarOf(every.timeZone ?? 'UTC');
  const [hour = 0, minute = 0] = (every.at ?? timeDefault).split(':').map(Number);
  const at = (day: number) => instantOf(calendar, day, hour * 60 + minute);
  const today = dayOf(calendar, until);
  const day = Math.floor(today / every.days) * every.days;
  return at(day) <= until ? at(day) : at(day - every.days);
}

/** The first one after an instant. */
export function nextDue(every: Cadence, after: Millis): Millis {
  if ('hours' in every) return lastDue(every, after) + every.hours * hourMs;
  // A day of 25 hours among them is still less than another half.
  return lastDue(every, lastDue(every, after) + every.days * 24 * hourMs + 12 * hourMs);
}

/** `every day at 06:00 (UTC)` */
export function cadenceText(every: Cadence): string {
  if ('hours' in every) return every.hours === 1 ? 'every hour' : `every ${every.hours} hours`;
  const days = every.days === 1 ? 'every day' : `every ${every.days} days`;
  return `${days} at ${every.at ?? timeDefault} (${every.timeZone ?? 'UTC'})`;
}
