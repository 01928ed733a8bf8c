import type { FormulaKind, MetricDefinition, MetricFormula, Moment } from '@throughline/language';
import { selectionSql } from './condition.ts';
import { eventPredicate, type History, momentPredicate } from './history.ts';

/**
 * How a formula is measured: what is taken of each case (SQL over `history`), and what becomes of the cases of a group (SQL over
 * `scoped`, which has the columns value, weight, numerator and denominator).
 */
export interface Plan {
  /** Which cases are measured. */
  readonly where: readonly string[];
  /** The number that the case brings, for lists of cases. */
  readonly value: string;
  readonly weight: string;
  readonly numerator: string;
  readonly denominator: string;
  readonly aggregate: string;
  /** Amounts of money are never added across currencies. */
  readonly money: boolean;
  /** Days sales outstanding sees the log as it stood at the end of the period, and groups in its own way. */
  readonly standing?: 'balance' | 'count-back';
}

export interface Planning {
  readonly history: History;
  /** The instant up to which days have come; a case has not come to a day that lies after it. */
  readonly now?: () => string;
  /** Whether an instant (SQL) is in the period. */
  readonly inPeriod: (instant: string) => string;
}

type Planner<K extends FormulaKind> = (formula: Extract<MetricFormula, { readonly kind: K }>, planning: Planning) => Plan;

const planners: { readonly [K in FormulaKind]: Planner<K> } = {
  duration: (formula, planning) => {
    const { history } = planning;
    const from = history.moment(formula.from);
    const to = history.moment(formula.to);
    const days = `(${history.asDay(to)} - ${history.asDay(from)})`;
    const seconds = `extract(epoch from (${history.asInstant(to)} - ${history.asInstant(from)}))`;
    const length = { 'calendar-days': days, 'elapsed-days': `${seconds} / 86400`, 'elapsed-hours': `${seconds} / 3600` }[
      formula.in
    ];
    const value = `(${formula.negative === 'zero' ? `greatest(0, ${length})` : length})::double precision`;
    const weight = formula.weight === undefined ? '1::bigint' : history.amount(formula.weight);
    return {
      where: [
        `${from.sql} is not null`,
        reached(formula.at ?? formula.to, planning),
        `${value} is not null`,
        `${weight} is not null`,
        ...selectionSql(formula.where, history),
      ],
      value,
      weight,
      numerator: 'true',
      denominator: 'true',
      aggregate:
        formula.weight === undefined ? durationAggregates[formula.aggregate] : 'sum(weight * value) / nullif(sum(weight), 0)',
      money: formula.weight !== undefined,
    };
  },
  share: (formula, planning) => {
    const { history } = planning;
    const that = selectionSql(formula.that, history);
    const numerator = that.length === 0 ? 'true' : that.map((condition) => `(${condition})`).join(' and ');
    return {
      where: [reached(formula.at, planning), ...selectionSql(formula.where, history)],
      value: `case when ${numerator} then 1 else 0 end::double precision`,
      weight: '1::bigint',
      numerator,
      denominator: 'true',
      aggregate: 'count(*) filter (where numerator)::double precision / nullif(count(*), 0)',
      money: false,
    };
  },
  cases: (formula, planning) => {
    const { history, inPeriod } = planning;
    const counted = reached(formula.at, planning);
    return {
      ...countPlan(`case when ${counted} then 1 else 0 end`, formula.per, history, inPeriod),
      where: whereCounted(counted, formula, history, inPeriod),
    };
  },
  events: (formula, { history, inPeriod }) => {
    const fits = formula.any.map((condition) => `(${eventPredicate(condition)})`).join(' or ');
    const count = history.column(`count(*) filter (where (${fits}) and ${inPeriod('occurred_at')})`);
    return {
      ...countPlan(count, formula.per, history, inPeriod),
      where: whereCounted(`${count} > 0`, formula, history, inPeriod),
    };
  },
  sum: (formula, planning) => {
    const { history } = planning;
    const amount = history.amount(formula.field);
    return {
      where: [reached(formula.at, planning), `${amount} is not null`, ...selectionSql(formula.where, history)],
      value: `${amount}::double precision`,
      weight: amount,
      numerator: 'true',
      denominator: 'true',
      aggregate: 'sum(weight)',
      money: true,
    };
  },
  'days-sales-outstanding': (formula, planning) => {
    const { method, amount, sold, settled, where } = formula;
    if (method !== 'per-invoice') return standingPlan({ ...formula, method }, planning);
    return planners.duration(
      {
        kind: 'duration',
        from: sold,
        to: settled,
        in: 'calendar-days',
        aggregate: 'mean',
        weight: amount,
        ...(where === undefined ? {} : { where }),
      },
      planning,
    );
  },
};

const durationAggregates = {
  mean: 'avg(value)',
  median: 'percentile_cont(0.5) within group (order by value)',
  p85: 'percentile_cont(0.85) within group (order by value)',
} as const;

type Counted = Extract<MetricFormula, { readonly kind: 'cases' | 'events' }>;

function countPlan(count: string, per: Counted['per'], history: History, inPeriod: Planning['inPeriod']): Omit<Plan, 'where'> {
  return {
    value: `(${count})::double precision`,
    weight: '1::bigint',
    numerator: `(${count}) > 0`,
    denominator: per === undefined ? 'true' : active(history, inPeriod),
    aggregate: per === undefined ? 'sum(value)' : `${per} * sum(value) / nullif(count(*) filter (where denominator), 0)`,
    money: false,
  };
}

function whereCounted(counted: string, formula: Counted, history: History, inPeriod: Planning['inPeriod']): readonly string[] {
  const scope = formula.per === undefined ? counted : `${active(history, inPeriod)} or ${counted}`;
  return [scope, ...selectionSql(formula.where, history)];
}

/** The case comes to the moment in the period. */
function reached(moment: Moment, { history, inPeriod, now }: Planning): string {
  const instant = history.asInstant(history.moment(moment));
  return 'day' in moment && now !== undefined ? `${inPeriod(instant)} and ${instant} <= ${now()}` : inPeriod(instant);
}

/** The case had an event in the period. */
function active(history: History, inPeriod: Planning['inPeriod']): string {
  return history.had(inPeriod('occurred_at'));
}

type Standing = Extract<MetricFormula, { readonly kind: 'days-sales-outstanding' }> & {
  readonly method: 'balance' | 'count-back';
};

/**
 * Over the log up to the end of the period: what was sold when (`at`, `weight`), and what of it is still owed (`value`). Nothing is
 * owed of a case that stands in a state where it is settled or has ended; by its state and not by its past, so that a payment
 * that is taken back makes the invoice owed again.
 */
function standingPlan(formula: Standing, { history, inPeriod }: Planning): Plan {
  const amount = history.amount(formula.amount);
  const sold = history.asInstant(history.moment(formula.sold));
  const paid = formula.paid === undefined ? '0' : `coalesce(${history.amount(formula.paid)}, 0)`;
  const over = [formula.settled, ...(formula.ended === undefined ? [] : [formula.ended])].map((moment) =>
    'enters' in moment
      ? `${history.state()} in (${[moment.enters]
          .flat()
          .map((state) => `'${state.replaceAll("'", "''")}'`)
          .join(', ')})`
      : history.had(momentPredicate(moment)),
  );
  // Of two cases that turned out to be one, what is owed is owed once.
  over.push(`${history.state()} = 'merged'`);
  const owed = `(case when ${over.join(' or ')} then 0 else ${amount} - ${paid} end)`;
  const inWindow = inPeriod(sold);
  return {
    where: [`${sold} is not null`, `${amount} is not null`, ...selectionSql(formula.where, history)],
    value: `${owed}::double precision`,
    weight: amount,
    numerator: `${owed} <> 0`,
    denominator: inWindow,
    aggregate: 'sum(value) / nullif(sum(weight) filter (where denominator), 0) * max(window_days)',
    money: true,
    standing: formula.method,
  };
}

/** How the metric's formula is measured. */
export function planOf(metric: MetricDefinition, planning: Planning): Plan {
  return planners[metric.formula.kind](metric.formula as never, planning);
}

/** Whether what is known of a case depends on the period: its events are counted there, or the log is seen as at its end. */
export function isCountedByWindow(formula: MetricFormula): boolean {
  if (formula.kind === 'days-sales-outstanding') return formula.method !== 'per-invoice';
  return formula.kind === 'events' || (formula.kind === 'cases' && formula.per !== undefined);
}

/** When a case was sold: only days sales outstanding asks. */
export function soldAt(metric: MetricDefinition, history: History): string {
  return metric.formula.kind === 'days-sales-outstanding'
    ? history.asInstant(history.moment(metric.formula.sold))
    : 'null::timestamptz';
}

/** The events that make a sale; they give the window where the request leaves it open. */
export function soldPredicate(metric: MetricDefinition): string {
  return metric.formula.kind === 'days-sales-outstanding' ? momentPredicate(metric.formula.sold) : 'false';
}
