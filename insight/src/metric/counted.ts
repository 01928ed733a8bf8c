import type { BalanceFormula, Counted, Moment } from '@throughline/language';
import { selectionSql } from './condition.ts';
import { eventPredicate, type History, momentPredicate } from './history.ts';
import { momentSql, type PeriodSql } from './moment.ts';
import { allOf, literals } from './sql-text.ts';

export interface Planning {
  readonly history: History;
  /** The instant up to which days have come; a case has not come to a day that lies after it. */
  readonly now?: () => string;
  /** Whether an instant (SQL) is in the period. */
  readonly inPeriod: (instant: string) => string;
  readonly period: PeriodSql;
}

/** What one case brings to a count or a sum. */
export interface Quantity {
  /** Whether it brings anything. Never null. */
  readonly counts: string;
  /** How much, where it does. */
  readonly amount: string;
  readonly money: boolean;
}

/** Something counted or added up, as what each case brings to it. */
export function quantityOf(counted: Counted, planning: Planning): Quantity {
  const found = unscoped(counted, planning);
  const flow = counted.flow === undefined ? [] : [`flow in (${literals(counted.flow)})`];
  return flow.length === 0 ? found : { ...found, counts: allOf([...flow, found.counts]) };
}

function unscoped(counted: Counted, planning: Planning): Quantity {
  const { history, inPeriod, period } = planning;
  if (counted.kind === 'balance') return balanceQuantity(counted, planning);
  const where = selectionSql(counted.where, history, period);
  switch (counted.kind) {
    case 'cases':
      return { counts: allOf([reached(counted.at, planning), ...where]), amount: '1', money: false };
    case 'sum': {
      const amount = history.amount(counted.field);
      return { counts: allOf([reached(counted.at, planning), `${amount} is not null`, ...where]), amount, money: true };
    }
    case 'number': {
      const amount = history.number(counted.field);
      return { counts: allOf([reached(counted.at, planning), `${amount} is not null`, ...where]), amount, money: false };
    }
    case 'events': {
      const fits = counted.any.map((condition) => `(${eventPredicate(condition)})`).join(' or ');
      const inTime = `(${fits}) and ${inPeriod('occurred_at')}`;
      const count = history.count(inTime);
      const late = `greatest(0, extract(epoch from occurred_at) * 1000 - (outcome ->> 'due')::double precision) / 3600000`;
      const amount = {
        events: count,
        cases: '1',
        'hours-late': `coalesce(${history.column(`sum(${late}) filter (where ${history.within(`${inTime} and (outcome ->> 'due') is not null`)})`)}, 0)`,
      }[counted.count ?? 'events'];
      return { counts: allOf([`${count} > 0`, ...where]), amount, money: false };
    }
  }
}

type Balance = Omit<BalanceFormula, 'age' | 'ages'> & { readonly when?: 'start' | 'end' | 'average' };

function balanceQuantity(formula: Balance, planning: Planning): Quantity {
  const money = formula.amount !== undefined;
  if (formula.when === 'average') {
    const [start, end] = [openAt(formula, 'starts_at', planning), openAt(formula, planning.period.end, planning)];
    const half = ({ counts, amount }: Pick<Quantity, 'counts' | 'amount'>) =>
      `case when ${counts} then ${amount} else 0 end / 2.0`;
    return { counts: `((${start.counts}) or (${end.counts}))`, amount: `(${half(start)} + ${half(end)})`, money };
  }
  const { counts, amount } = openAt(formula, formula.when === 'start' ? 'starts_at' : planning.period.end, planning);
  return { counts, amount, money };
}

export interface OpenSql {
  readonly counts: string;
  readonly amount: string;
  /** Calendar days since it was opened, or since the moment named. */
  readonly age: string;
}

/** What stands open of a case at an instant (SQL; null: as it now stands). */
export function openAt(formula: Balance, instant: string, { history, period }: Planning): OpenSql {
  const then = history.asOf(instant);
  const by = (moment: Moment) => {
    const at = then.asInstant(momentSql(moment, then, period));
    return `(${at} is not null and (${instant} is null or ${at} < ${instant}))`;
  };
  const over = formula.to === undefined ? [] : [closedBy(formula.to, then, by)];
  const amount = formula.amount === undefined ? undefined : owedSql(then, formula.amount, formula.less ?? []);
  const number = formula.number === undefined ? undefined : then.number(formula.number);
  // The end of a period is no longer part of it: what is so old is so at the close of its last day.
  const lastDay = `((${instant} - interval '1 microsecond') at time zone ${history.context.zone})::date`;
  const age = `(${lastDay} - ${then.asDay(momentSql(formula.since ?? formula.from, then, period))})`;
  const { from, to } = formula.aged ?? {};
  const counts = [
    by(formula.from),
    `not (${[...over, `coalesce(${then.state()} = 'merged', false)`].join(' or ')})`,
    ...[amount, number].flatMap((value) => (value === undefined ? [] : [`coalesce(${value} <> 0, false)`])),
    ...(from === undefined ? [] : [`coalesce(${age} >= ${from}, false)`]),
    ...(to === undefined ? [] : [`coalesce(${age} <= ${to}, false)`]),
    ...selectionSql(formula.where, then, period),
  ];
  return { counts: allOf(counts), amount: amount ?? number ?? '1', age };
}

/** A state closes while the case stands in it, so that what is taken back is open again; anything else once it has happened. */
function closedBy(moment: Moment, then: History, by: (moment: Moment) => string): string {
  if ('enters' in moment && moment.via === undefined) return `coalesce(${then.state()} in (${literals(moment.enters)}), false)`;
  if (('event' in moment || 'fired' in moment) && moment.via === undefined) return then.had(momentPredicate(moment));
  return by(moment);
}

/** An amount less what of it is gone, in minor units. */
export function owedSql(history: History, amount: string, less: readonly string[]): string {
  return `(${[history.amount(amount), ...less.map((field) => `coalesce(${history.amount(field)}, 0)`)].join(' - ')})`;
}

/** The case comes to the moment in the period. Never null. */
export function reached(moment: Moment, { history, inPeriod, now, period }: Planning): string {
  const found = momentSql(moment, history, period);
  const instant = history.asInstant(found);
  const isYetToCome = found.kind === 'day' || 'after' in moment || 'instant' in moment;
  return isYetToCome && now !== undefined ? `(${inPeriod(instant)} and ${instant} <= ${now()})` : `(${inPeriod(instant)})`;
}
