import { one, type RawSearch } from '../../search.ts';

/** What the address of this page may hold: the month that it shows, `YYYY-MM`. */
export interface CalendarSearch {
  readonly month?: string;
}

export function readCalendarSearch(raw: RawSearch): CalendarSearch {
  const month = one(raw['month']);
  return month !== undefined && /^\d{4}-(0[1-9]|1[0-2])$/.test(month) ? { month } : {};
}
