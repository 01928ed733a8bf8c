import { wordsOf } from '../words/language.ts';

/* All that is said here, kept apart for translation. */

const english = {
  today: 'today',
  tomorrow: 'tomorrow',
  yesterday: 'yesterday',
  daysLate: (days: number) => `${days} d late`,
  late: (lateToday: string) => `${lateToday} late`,
  inD: (days: number) => `in ${days} d`,
  dAgo: (days: number) => `${days} d ago`,
  day: 'day',
  days: 'days',
  hour: 'hour',
  hours: 'hours',
  min: 'min',
  s: 's',
  nothingToMeasure: 'nothing to measure',
  noTarget: 'no target',
  aboveAlarm: (bound: string) => `above alarm ${bound}`,
  belowAlarm: (bound: string) => `below alarm ${bound}`,
  pastAlarm: 'past alarm',
  inTarget: 'in target',
  inTargetOf: (target: string) => `in target ${target}`,
  overTarget: (bound: string) => `over target ${bound}`,
  underTarget: (bound: string) => `under target ${bound}`,
  offTarget: 'off target',
  to: (bound: string, bound2: string) => `${bound} to ${bound2}`,
  writeAmountSuchAs: (example: string) => `Write an amount such as ${example}`,
  hasNoDecimals: (currency: string | null) => `${currency} has no decimals`,
  atMostDecimalsSuchAs: (digits: number, example: string) => `At most ${digits} decimals, such as ${example}`,
  weekOf: (dayLong: string) => `the week of ${dayLong}`,
  weekOfShort: (day: string) => `week of ${day}`,
  quarter: (number: number, year: string) => `Q${number} ${year}`,
  tooMuch: 'More than can be kept exactly',
} as const;

export const words = wordsOf({ en: english });
