import type { Grain } from '@throughline/api';
import { formatDay, formatDayLong } from './day.ts';
import { type FormatSettings, remembered } from './settings.ts';
import { words } from './words.ts';

interface Period {
  readonly grain: Grain;
  /** Its first day. */
  readonly from: string;
}

const monthLong = remembered(
  (locale: string) => new Intl.DateTimeFormat(locale, { timeZone: 'UTC', month: 'long', year: 'numeric' }),
);
const monthShort = remembered(
  (locale: string) => new Intl.DateTimeFormat(locale, { timeZone: 'UTC', month: 'short', year: 'numeric' }),
);

/** Within a sentence, after *in*: `October 2026`, `the week of 26 October`, `Q3 2026`. */
export function formatPeriod({ grain, from }: Period, settings: FormatSettings): string {
  if (grain === 'month') return monthLong(settings.locale).format(Date.parse(from));
  if (grain === 'quarter') return quarterOf(from);
  return grain === 'week' ? words.weekOf(formatDayLong(from, settings)) : formatDayLong(from, settings);
}

/** In a table: `Oct 2026`, `week of 26 Oct`, `Q3 2026`, `26 Oct`. */
export function formatPeriodShort({ grain, from }: Period, settings: FormatSettings): string {
  if (grain === 'month') return monthShort(settings.locale).format(Date.parse(from));
  if (grain === 'quarter') return quarterOf(from);
  return grain === 'week' ? words.weekOfShort(formatDay(from, settings)) : formatDay(from, settings);
}

function quarterOf(from: string): string {
  const [year = '', month = ''] = from.split('-');
  return words.quarter(Math.ceil(Number(month) / 3), year);
}
