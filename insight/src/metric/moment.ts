import type { DurationFormula, Moment, SimpleMoment } from '@throughline/language';
import type { History, MomentSql } from './history.ts';

/** What is known of the period while a moment is made into SQL. */
export interface PeriodSql {
  /** The instant at which the period ends; null where it is open. */
  readonly end: string;
}

/** A moment of a formula, wherever it lies: in the case, in another one, some time after either, or the end of the period. */
export function momentSql(moment: Moment, history: History, period: PeriodSql): MomentSql {
  if (!('after' in moment)) return simpleMoment(moment, history, period);
  const start = simpleMoment(moment.after, history, period);
  if ('businessDays' in moment) return history.context.calendars.businessDaysAfter(start, moment.businessDays, history);
  if ('hours' in moment) return { kind: 'instant', sql: `(${history.asInstant(start)} + ${moment.hours} * interval '1 hour')` };
  if (start.kind === 'day') return { kind: 'day', sql: `(${start.sql} + ${moment.days})` };
  const { zone } = history.context;
  return {
    kind: 'instant',
    sql: `((${start.sql} at time zone ${zone} + ${moment.days} * interval '1 day') at time zone ${zone})`,
  };
}

function simpleMoment(moment: SimpleMoment, history: History, period: PeriodSql): MomentSql {
  if ('period' in moment) return { kind: 'instant', sql: period.end };
  return moment.via === undefined ? history.moment(moment) : history.momentOf(moment.via, moment);
}

/** The length between two moments in the unit of a formula, as a number; null where one of them is unknown. */
export function lengthSql(from: MomentSql, to: MomentSql, unit: DurationFormula['in'], history: History): string {
  const seconds = `extract(epoch from (${history.asInstant(to)} - ${history.asInstant(from)}))::double precision`;
  const { calendars } = history.context;
  switch (unit) {
    case 'calendar-days':
      return `(${history.asDay(to)} - ${history.asDay(from)})::double precision`;
    case 'elapsed-days':
      return `(${seconds} / 86400)`;
    case 'elapsed-hours':
      return `(${seconds} / 3600)`;
    case 'business-days':
      return calendars.businessDaysBetween(from, to, history);
    case 'business-hours':
      return calendars.businessHoursBetween(from, to, history);
  }
}
