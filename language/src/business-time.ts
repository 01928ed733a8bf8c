import { type BusinessTime, type Calendar, type DayNumber, dayOf, instantOf, type Series } from './calendar.ts';
import type { Millis } from './case.ts';

/*
 * Counting the days and hours in which a business is open. Sums are looked up, and the day that reaches a sum is found by binary
 * search, so a length of years costs as much as one of a day.
 */

const minuteMs = 60_000;

/** 0 is Monday. */
export function weekdayOf(day: DayNumber): number {
  return (((day + 3) % 7) + 7) % 7; // 1970-01-01 was a Thursday.
}

/** Whether the business is open at some time of the day. */
export function isBusinessDay(calendar: Calendar, day: DayNumber): boolean {
  const { business } = calendar;
  return business !== undefined && daysBefore(business, day + 1) > daysBefore(business, day);
}

/**
 * The n-th business day after a day, or before it where n is negative; for 0 the day itself, whatever it is. Infinite where the
 * calendar has no such day.
 */
export function addBusinessDays({ business }: Calendar, day: DayNumber, n: number): DayNumber {
  if (n === 0 || !Number.isFinite(day)) return day;
  if (business === undefined) return n > 0 ? Infinity : -Infinity;
  const before = n > 0 ? daysBefore(business, day + 1) : daysBefore(business, day) + 1;
  return dayReaching(business, business.openDays, before + Math.trunc(n));
}

/** How many business days come after a day, up to another one and with it; 0 where that does not come after. */
export function businessDaysAfter({ business }: Calendar, after: DayNumber, upTo: DayNumber): number {
  if (business === undefined || upTo <= after) return 0;
  return daysBefore(business, upTo + 1) - daysBefore(business, after + 1);
}

/**
 * The first instant by which so much open time (milliseconds) has passed since another one; for a negative length the last from
 * which on so much passes until then. Infinite where the business is never open for so long.
 */
export function addOpenTime(calendar: Calendar, from: Millis, lengthMs: number): Millis {
  const { business } = calendar;
  if (lengthMs === 0 || !Number.isFinite(from)) return from;
  if (business === undefined) return lengthMs > 0 ? Infinity : -Infinity;
  const target = openBefore(calendar, business, from) + lengthMs;
  // Going back, the last instant is wanted: the one from which the next millisecond counts.
  const isBack = lengthMs < 0;
  const day = dayReaching(business, business.openMinutes, (isBack ? target + 1 : target) / minuteMs);
  if (!Number.isFinite(day)) return day;
  let left = target - sumBefore(business, business.openMinutes, day) * minuteMs;
  for (const [opens, closes] of openings(calendar, business, day)) {
    const length = closes - opens;
    if (isBack ? left < length : left <= length) return opens + left;
    left -= length;
  }
  return isBack ? -Infinity : Infinity;
}

/** For how long (milliseconds) the business is open from one instant to another; 0 where that does not come after. */
export function openBetween(calendar: Calendar, from: Millis, to: Millis): number {
  const { business } = calendar;
  if (business === undefined || to <= from) return 0;
  return openBefore(calendar, business, to) - openBefore(calendar, business, from);
}

/** The stretches of a day in which it is open, as instants. A day that the time zone leaves out has none. */
export function openings(
  calendar: Calendar,
  { week, days }: Pick<BusinessTime, 'week' | 'days'>,
  day: DayNumber,
): readonly (readonly [opens: Millis, closes: Millis])[] {
  const hours = days.get(day) ?? week[weekdayOf(day)] ?? [];
  const found: [Millis, Millis][] = [];
  if (hours.length > 0 && dayOf(calendar, instantOf(calendar, day, 720)) !== day) return found;
  let last = -Infinity;
  for (let index = 0; index + 1 < hours.length; index += 2) {
    // Times that the clock skips are taken after the gap, which must not make an hour count twice.
    const opens = Math.max(last, instantOf(calendar, day, hours[index] as number));
    const closes = instantOf(calendar, day, hours[index + 1] as number);
    if (closes <= opens) continue;
    found.push([opens, closes]);
    last = closes;
  }
  return found;
}

function openBefore(calendar: Calendar, business: BusinessTime, instant: Millis): number {
  const day = dayOf(calendar, instant);
  let open = sumBefore(business, business.openMinutes, day) * minuteMs;
  for (const [opens, closes] of openings(calendar, business, day)) open += Math.max(0, Math.min(instant, closes) - opens);
  return open;
}

function daysBefore(business: BusinessTime, day: DayNumber): number {
  return sumBefore(business, business.openDays, day);
}

/** What there is before a day, counted from the first day of the sums (negative before it). */
function sumBefore({ first }: BusinessTime, { sums, week, weekSum }: Series, day: DayNumber): number {
  const index = day - first;
  if (index >= 0 && index < sums.length) return sums[index] as number;
  const edge = index < 0 ? first : first + sums.length - 1;
  const weeks = Math.floor((day - edge) / 7);
  let sum = (sums[edge - first] as number) + weeks * weekSum;
  for (let each = edge + weeks * 7; each < day; each += 1) sum += week[weekdayOf(each)] as number;
  return sum;
}

/** The first day by whose end there is so much. */
function dayReaching(business: BusinessTime, series: Series, target: number): DayNumber {
  const { first } = business;
  const { sums, weekSum } = series;
  const end = sums.length - 1;
  if (target > 0 && target <= (sums[end] as number)) {
    let [low, high] = [1, end];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((sums[middle] as number) >= target) high = middle;
      else low = middle + 1;
    }
    return first + low - 1;
  }
  if (weekSum === 0) return target > 0 ? Infinity : -Infinity;
  const edge = target > 0 ? end : 0;
  const weeks = Math.ceil((target - (sums[edge] as number)) / weekSum) - 1;
  let day = first + edge + weeks * 7;
  while (sumBefore(business, series, day + 1) < target) day += 1;
  return day;
}
