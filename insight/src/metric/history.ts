import type { EventCondition, Moment } from '@throughline/language';
import { literal, literals } from './sql-text.ts';

/** A moment as SQL: an instant (`timestamptz`) or a day (`date`), null where the case has not come to it. */
export interface MomentSql {
  readonly kind: 'instant' | 'day';
  readonly sql: string;
}

/**
 * Collects what a metric has to know of each case, as columns of one row a case: the CTE `history`. Asking twice for the same
 * gives the same column.
 */
export class History {
  readonly #columns = new Map<string, string>();
  readonly #zone: string;

  /** `zone` is the SQL of the time zone's name. */
  constructor(zone: string) {
    this.#zone = zone;
  }

  /** The columns as `expression as name`. */
  columns(): readonly string[] {
    return [...this.#columns].map(([expression, name]) => `${expression} as ${name}`);
  }

  /** A column by an aggregate over the events of the case. Returns its name. */
  column(expression: string): string {
    const known = this.#columns.get(expression);
    if (known !== undefined) return known;
    const name = `c${this.#columns.size + 1}`;
    this.#columns.set(expression, name);
    return name;
  }

  /** The last value of a field in the order of the log, as text. */
  field(name: string): string {
    if (name === 'entity' || name === 'flow') return name;
    const key = literal(name);
    return this.column(`(array_agg(data ->> ${key} order by seq desc) filter (where data -> ${key} is not null))[1]`);
  }

  /** A field that holds an amount in minor units, as an integer. What is no integer is null. */
  amount(name: string): string {
    const text = this.field(name);
    return `(case when ${text} ~ '^-?[0-9]{1,18}$' then ${text}::bigint end)`;
  }

  /** The state that the case is in after its last event. */
  state(): string {
    return this.column('(array_agg(state_to order by seq desc))[1]');
  }

  /** Whether an event of the case fits. */
  had(predicate: string): string {
    return this.column(`coalesce(bool_or(${predicate}), false)`);
  }

  moment(moment: Moment): MomentSql {
    if ('day' in moment) return { kind: 'day', sql: dayOf(this.field(moment.day)) };
    if ('instant' in moment) return { kind: 'instant', sql: instantOf(this.field(moment.instant)) };
    const aggregate = 'which' in moment && moment.which === 'last' ? 'max' : 'min';
    return { kind: 'instant', sql: this.column(`${aggregate}(occurred_at) filter (where ${momentPredicate(moment)})`) };
  }

  asInstant(moment: MomentSql): string {
    return moment.kind === 'instant' ? moment.sql : `(${moment.sql}::timestamp at time zone ${this.#zone})`;
  }

  asDay(moment: MomentSql): string {
    return moment.kind === 'day' ? moment.sql : `(${moment.sql} at time zone ${this.#zone})::date`;
  }
}

/**
 * Facts may wait for a case that is yet to be born, in a state of the kernel: until then nothing has happened to any case. What only
 * makes a name lead to a case happens to none.
 */
export const livedPredicate = `state_to <> 'expected' and not (type = 'alias' and state_to = 'merged')`;

/** The event that a case was born by; facts may have waited for it. */
export const bornPredicate = `(state_from is null or state_from = 'expected') and ${livedPredicate}`;

/** The events that make a moment. */
export function momentPredicate(moment: Exclude<Moment, { day: string } | { instant: string }>): string {
  if ('born' in moment) return bornPredicate;
  return 'event' in moment ? typePredicate(moment.event) : enterPredicate(moment.enters);
}

export function typePredicate(types: string | readonly string[]): string {
  return `type in (${literals(types)})`;
}

/** The case comes into one of the states from outside of them. */
export function enterPredicate(states: string | readonly string[]): string {
  const list = literals(states);
  return `state_to in (${list}) and (state_from is null or state_from not in (${list}))`;
}

export function eventPredicate(condition: EventCondition): string {
  const parts = [
    ...(condition.type === undefined ? [] : [typePredicate(condition.type)]),
    ...(condition.manual === undefined ? [] : [`outcome ->> 'manual' = 'true'`]),
    ...(condition.actorKind === undefined ? [] : [`actor_kind = ${literal(condition.actorKind)}`]),
  ];
  return parts.length === 0 ? 'true' : parts.join(' and ');
}

/** A text as a day. A day that no calendar has (31 February) is null and no error: one bad record must not hide a number. */
function dayOf(text: string): string {
  const first = `(left(${text}, 7) || '-01')::date`;
  return `(case when ${text} ~ '^(000[1-9]|00[1-9][0-9]|0[1-9][0-9]{2}|[1-9][0-9]{3})-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$' then
    case when right(${text}, 2)::int <= extract(day from ${first} + interval '1 month' - interval '1 day') then ${text}::date end end)`;
}

function instantOf(text: string): string {
  return `(case when ${text} ~ 'T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]([.][0-9]{1,6})?Z$' then
    case when ${dayOf(`left(${text}, 10)`)} is not null then ${text}::timestamptz end end)`;
}
