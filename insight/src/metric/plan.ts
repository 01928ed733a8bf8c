import type {
  CountedAll,
  DaysSalesOutstandingFormula,
  FormulaKind,
  MetricDefinition,
  MetricFormula,
  Moment,
} from '@throughline/language';
import { selectionSql } from './condition.ts';
import { openAt, owedSql, type Planning, type Quantity, quantityOf, reached } from './counted.ts';
import { type Form, formOf } from './form.ts';
import { type History, momentPredicate } from './history.ts';
import { lengthSql, momentSql } from './moment.ts';
import { allOf, literals } from './sql-text.ts';

/**
 * How a formula is measured: what is taken of each case (SQL over `history`), and what becomes of the cases of a group.
 */
export interface Plan {
  /** Which cases are measured. */
  readonly where: readonly string[];
  /** The number that the case brings, for lists of cases. */
  readonly value: string;
  readonly weight: string;
  readonly numerator: string;
  readonly denominator: string;
  readonly form: Form;
  /** Amounts of money are never added across currencies. */
  readonly money: boolean;
  /** What is told apart, where different values are counted. */
  readonly ident?: string;
  /** Days sales outstanding sees the log as it stood at the end of the period, and groups in its own way. */
  readonly standing?: 'balance' | 'count-back';
  /** The part of the life of a case that a special split is by: the bucket of its age, the furthest step. */
  readonly split?: { readonly name: 'age' | 'step'; readonly sql: string };
}

type Planner<K extends FormulaKind> = (formula: Extract<MetricFormula, { readonly kind: K }>, planning: Planning) => Plan;

const one = { weight: '1::bigint', numerator: 'true', denominator: 'true', money: false } as const;

const planners: { readonly [K in FormulaKind]: Planner<K> } = {
  duration: (formula, planning) => {
    const { history, period } = planning;
    const from = momentSql(formula.from, history, period);
    const length = lengthSql(from, momentSql(formula.to, history, period), formula.in, history);
    const value = formula.negative === 'zero' ? `greatest(0, ${length})` : length;
    const weight = formula.weight === undefined ? one.weight : history.amount(formula.weight);
    return {
      ...one,
      where: [
        `${from.sql} is not null`,
        reached(formula.at ?? formula.to, planning),
        `${length} is not null`,
        `${weight} is not null`,
        ...selectionSql(formula.where, history, period),
      ],
      value,
      weight,
      form:
        formula.weight === undefined
          ? formOf(formula.aggregate)
          : { kind: 'quotient', of: 'sum(weight * value)', over: 'sum(weight)' },
      money: formula.weight !== undefined,
    };
  },
  share: (formula, planning) => {
    const { history, period } = planning;
    const numerator = allOf(selectionSql(formula.that, history, period));
    return {
      ...one,
      where: [reached(formula.at, planning), ...selectionSql(formula.where, history, period)],
      value: `case when ${numerator} then 1 else 0 end::double precision`,
      numerator,
      form: { kind: 'quotient', of: 'count(*) filter (where numerator)', over: 'count(*)' },
    };
  },
  cases: (formula, planning) => countPlan(formula, planning),
  events: (formula, planning) => countPlan(formula, planning),
  sum: (formula, planning) => {
    const { counts, amount } = quantityOf(formula, planning);
    return {
      ...one,
      where: [counts],
      value: `${amount}::double precision`,
      weight: amount,
      form: { kind: 'sum', of: 'sum(weight)' },
      money: true,
    };
  },
  number: ({ aggregate, ...formula }, planning) => {
    const { counts, amount } = quantityOf(formula, planning);
    return { ...one, where: [counts], value: amount, form: formOf(aggregate) };
  },
  balance: (formula, planning) => {
    const { counts, amount, age } = openAt(formula, planning.period.end, planning);
    const value = `(${formula.age === undefined ? amount : age})::double precision`;
    return {
      ...one,
      where: formula.age === undefined ? [counts] : [counts, `${value} is not null`],
      value,
      form: formOf(formula.age ?? 'sum'),
      money: formula.amount !== undefined,
      ...(formula.ages === undefined ? {} : { split: { name: 'age' as const, sql: bucketSql(age, formula.ages) } }),
    };
  },
  distinct: (formula, planning) => {
    const { history, period } = planning;
    const ident = history.field(formula.field);
    return {
      ...one,
      where: [reached(formula.at, planning), `${ident} is not null`, ...selectionSql(formula.where, history, period)],
      value: '1::double precision',
      form: { kind: 'distinct' },
      ident,
    };
  },
  ratio: (formula, planning) => {
    const of = balanced(formula.of, formula.less, planning);
    const over = balanced(formula.over, formula.overLess, planning);
    return {
      where: [`${of.counts} or ${over.counts}`],
      value: `(${of.amount})::double precision`,
      weight: `(${over.amount})`,
      numerator: of.counts,
      denominator: over.counts,
      form: { kind: 'quotient', of: `${formula.per ?? 1} * sum(value)`, over: 'sum(weight)::double precision' },
      money: of.money || over.money,
    };
  },
  funnel: (formula, planning) => funnelPlan(formula, planning),
  variation: (formula, planning) => {
    const { counts, amount, money } = quantityOf(formula.of, planning);
    return { ...one, where: [counts], value: `(${amount})::double precision`, form: formOf('sum'), money };
  },
  'days-sales-outstanding': (formula, planning) => {
    const { method, amount, sold, settled, where } = formula;
    if (method !== 'per-invoice') return standingPlan(formula, method, planning);
    const between = { from: sold, to: settled, in: 'calendar-days', aggregate: 'mean', weight: amount } as const;
    return planners.duration({ kind: 'duration', ...between, ...(where === undefined ? {} : { where }) }, planning);
  },
};

/** What a case brings to what is added up, less what it brings to what is taken off. */
function balanced(plus: CountedAll, less: CountedAll | undefined, planning: Planning): Quantity {
  const terms = (
    [
      ['+', plus],
      ['-', less ?? []],
    ] as const
  ).flatMap(([sign, counted]) => [counted].flat().map((one) => ({ sign, ...quantityOf(one, planning) })));
  return {
    counts: `(${terms.map(({ counts }) => counts).join(' or ')})`,
    amount: `0${terms.map(({ sign, counts, amount }) => ` ${sign} case when ${counts} then ${amount} else 0 end`).join('')}`,
    money: terms.some(({ money }) => money),
  };
}

type CountFormula = Extract<MetricFormula, { readonly kind: 'cases' | 'events' }>;

function countPlan({ per, ...formula }: CountFormula, planning: Planning): Plan {
  const { history, inPeriod, period } = planning;
  const { counts, amount } = quantityOf(formula, planning);
  const value = `(case when ${counts} then ${amount} else 0 end)::double precision`;
  if (per === undefined) return { ...one, where: [counts], value, form: formOf('sum') };
  const active = history.had(inPeriod('occurred_at'));
  return {
    ...one,
    where: [`${active} or ${counts}`, ...selectionSql(formula.where, history, period)],
    value,
    numerator: counts,
    denominator: active,
    form: { kind: 'quotient', of: `${per} * sum(value)`, over: 'count(*) filter (where denominator)' },
  };
}

/** A case is at the furthest step that it has come to by all those before it, each not before the last one. */
function funnelPlan(formula: Extract<MetricFormula, { readonly kind: 'funnel' }>, planning: Planning): Plan {
  const { history, period } = planning;
  const moments = formula.steps.map(({ at }) => history.asInstant(momentSql(at, history, period)));
  const through = moments.map((_, index) =>
    allOf(moments.slice(1, index + 1).map((moment, nth) => `coalesce(${moment} >= ${moments[nth]}, false)`)),
  );
  const steps = formula.steps.map(({ id }, index) => `when ${through[index]} then ${literals(id)}`).reverse();
  const numerator = through.at(-1) ?? 'true';
  return {
    ...one,
    where: [reached(formula.steps[0]?.at as Moment, planning), ...selectionSql(formula.where, history, period)],
    value: `case when ${numerator} then 1 else 0 end::double precision`,
    numerator,
    form: { kind: 'quotient', of: 'count(*) filter (where numerator)', over: 'count(*)' },
    split: { name: 'step', sql: `(case ${steps.join(' ')} end)` },
  };
}

/** `1–7` of the buckets that begin at 1 and 8; what is younger than the first is before it. */
function bucketSql(age: string, ages: readonly number[]): string {
  const names = ageBuckets(ages);
  const cases = ages.map((first, index) => `when ${age} >= ${first} then ${literals(names[index + 1] ?? '')}`).reverse();
  return `(case ${cases.join(' ')} else ${literals(names[0] ?? '')} end)`;
}

/** The names of the buckets of ages, the youngest first: `<1`, `1–7`, `8+`. */
export function ageBuckets(ages: readonly number[]): readonly string[] {
  const named = ages.map((first, index) => {
    const next = ages[index + 1];
    if (next === undefined) return `${first}+`;
    return next - 1 === first ? `${first}` : `${first}–${next - 1}`;
  });
  return [`<${ages[0]}`, ...named];
}

/**
 * Over the log up to the end of the period: what was sold when (`at`, `weight`), and what of it is still owed (`value`). Nothing is
 * owed of a case that stands in a state where it is settled or has ended; by its state and not by its past, so that a payment
 * that is taken back makes the invoice owed again.
 */
function standingPlan(
  formula: DaysSalesOutstandingFormula,
  standing: 'balance' | 'count-back',
  { history, inPeriod, period }: Planning,
): Plan {
  const amount = history.amount(formula.amount);
  const sold = history.asInstant(history.moment(formula.sold));
  const less = [...(formula.paid === undefined ? [] : [formula.paid]), ...(formula.less ?? [])];
  const over = [formula.settled, ...(formula.ended === undefined ? [] : [formula.ended])].map((moment) =>
    'enters' in moment ? `${history.state()} in (${literals(moment.enters)})` : history.had(momentPredicate(moment)),
  );
  // Of two cases that turned out to be one, what is owed is owed once.
  over.push(`${history.state()} = 'merged'`);
  const owed = `(case when ${over.join(' or ')} then 0 else ${owedSql(history, formula.amount, less)} end)`;
  return {
    where: [`${sold} is not null`, `${amount} is not null`, ...selectionSql(formula.where, history, period)],
    value: `${owed}::double precision`,
    weight: amount,
    numerator: `${owed} <> 0`,
    denominator: inPeriod(sold),
    form: { kind: 'quotient', of: 'sum(value)', over: 'sum(weight) filter (where denominator)', scale: 'max(window_days)' },
    money: true,
    standing,
  };
}

/** How the metric's formula is measured. */
export function planOf(metric: MetricDefinition, planning: Planning): Plan {
  return planners[metric.formula.kind](metric.formula as never, planning);
}

/** Whether what is known of a case depends on the period: its events are counted there, or the log is seen as at its end. */
export function isCountedByWindow(formula: MetricFormula): boolean {
  switch (formula.kind) {
    case 'days-sales-outstanding':
      return formula.method !== 'per-invoice';
    case 'cases':
      return formula.per !== undefined;
    case 'ratio':
      return [formula.of, formula.over, formula.less ?? [], formula.overLess ?? []].flat().some(isWindowed);
    case 'variation':
      return isWindowed(formula.of);
    default:
      return isWindowed(formula);
  }
}

function isWindowed({ kind }: { readonly kind: FormulaKind }): boolean {
  return kind === 'events' || kind === 'balance';
}

/** Days sales outstanding as it stands at the end of a period, which may be left open. */
export function isStanding({ formula }: MetricDefinition): boolean {
  return formula.kind === 'days-sales-outstanding' && formula.method !== 'per-invoice';
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
