import type { EventCondition, SimpleMoment, Via } from '@throughline/language';
import type { CalendarTables } from './calendar-tables.ts';
import type { LogSource } from './source.ts';
import { literal, literals } from './sql-text.ts';

/** A moment as SQL: an instant (`timestamptz`) or a day (`date`), null where the case has not come to it. */
export interface MomentSql {
  readonly kind: 'instant' | 'day';
  readonly sql: string;
}

/** What a statement needs to know of the world beside the events of its cases. */
export interface HistoryContext {
  /** The SQL of the time zone's name. */
  readonly zone: string;
  readonly source: LogSource;
  readonly calendars: CalendarTables;
}

/** What the statement is to hold, collected while its expressions are made. */
interface Collected {
  readonly columns: Map<string, string>;
  readonly joins: Map<string, string>;
  readonly tables: Map<string, string>;
  readonly neighbours: Map<string, string>;
}

/**
 * Collects what a metric has to know of each case: columns of one row a case (the CTE `history`), what is joined to it, and the tables
 * that it is joined with. Asking twice for the same gives the same column.
 */
export class History {
  readonly context: HistoryContext;
  readonly #upTo: string | undefined;
  readonly #collected: Collected;

  /** `upTo`, the SQL of an instant or null: only events before it are looked at. */
  constructor(context: HistoryContext, upTo?: string, collected?: Collected) {
    this.context = context;
    this.#upTo = upTo;
    this.#collected = collected ?? { columns: new Map(), joins: new Map(), tables: new Map(), neighbours: new Map() };
  }

  /** The same case as it stood at an instant, which may be null: then as it stands. */
  asOf(instant: string): History {
    return new History(this.context, instant, this.#collected);
  }

  /** The columns as `expression as name`. */
  columns(): readonly string[] {
    return [...this.#collected.columns].map(([expression, name]) => `${expression} as ${name}`);
  }

  /** Further CTEs, as `name as (...)`, in the order in which they may be written. */
  tables(): readonly string[] {
    return [...this.#collected.tables].map(([sql, name]) => `${name} as materialized (${sql})`);
  }

  /** What stands behind `from`: one row a case, with what is joined to it. `partition`: cases are neighbours within it. */
  from(partition: readonly string[]): string {
    const { neighbours, joins } = this.#collected;
    const among = partition.map((column) => `${column}, `).join('');
    const columns = [...neighbours].map(([sql, name]) => `${sql.replace('partition by ', `partition by ${among}`)} as ${name}`);
    const rows = columns.length === 0 ? 'history' : `(select history.*, ${columns.join(', ')} from history) as history`;
    return rows + [...joins].map(([join, name]) => `\n  left join ${join.replaceAll(joined, name)}`).join('');
  }

  /** A column by an aggregate over the events of the case. Returns its name. */
  column(expression: string): string {
    return named(this.#collected.columns, expression, 'c');
  }

  /** A table joined to the row of the case: `table as $ on ...`, where `$` stands for `joined` and the name is returned. */
  join(join: string): string {
    return named(this.#collected.joins, join, 'j');
  }

  table(sql: string): string {
    return named(this.#collected.tables, sql, 't');
  }

  /** A window function over the rows of the cases: `lag(x) over (partition by ...)`. */
  neighbour(sql: string): string {
    return named(this.#collected.neighbours, sql, 'n');
  }

  /** A condition on events, of those that are looked at. */
  within(predicate: string): string {
    return this.#upTo === undefined ? predicate : `(${predicate}) and (${this.#upTo} is null or occurred_at < ${this.#upTo})`;
  }

  /** The last (or first) value of a field in the order of the log, as text. */
  field(name: string, which: 'first' | 'last' = 'last'): string {
    if (name === 'entity' || name === 'flow') return name;
    const key = literal(name);
    const order = which === 'last' ? 'seq desc' : 'seq';
    const has = this.within(`(data -> ${key}) is not null`);
    return this.column(`(array_agg(data ->> ${key} order by ${order}) filter (where ${has}))[1]`);
  }

  /** A field that holds an amount in minor units, as an integer. What is no integer is null. */
  amount(name: string): string {
    const text = this.field(name);
    return `(case when ${text} ~ '^-?[0-9]{1,18}$' then ${text}::bigint end)`;
  }

  /** A field that holds a number. What is none is null. */
  number(name: string): string {
    const text = this.field(name);
    return `(case when ${text} ~ '^-?[0-9]{1,15}([.][0-9]{1,15})?([eE][+-]?[0-9]{1,2})?$' then ${text}::double precision end)`;
  }

  /** The state that the case is in after its last event. */
  state(): string {
    if (this.#upTo === undefined) return this.column('(array_agg(state_to order by seq desc))[1]');
    return this.column(`(array_agg(state_to order by seq desc) filter (where ${this.within('true')}))[1]`);
  }

  /** Whether an event of the case fits. */
  had(predicate: string): string {
    return this.column(`coalesce(bool_or(${this.within(predicate)}), false)`);
  }

  /** How many events of the case fit. */
  count(predicate: string): string {
    return this.column(`count(*) filter (where ${this.within(predicate)})`);
  }

  /** A moment in the life of the case itself. */
  moment(moment: Exclude<SimpleMoment, { readonly period: 'end' }>): MomentSql {
    if ('day' in moment) return { kind: 'day', sql: dayOf(this.field(moment.day, moment.which)) };
    if ('instant' in moment) return { kind: 'instant', sql: instantOf(this.field(moment.instant, moment.which)) };
    const which = 'which' in moment ? moment.which : undefined;
    const fits = `filter (where ${this.within(momentPredicate(moment))})`;
    const sql =
      typeof which === 'number'
        ? `(array_agg(occurred_at order by occurred_at, seq) ${fits})[${which}]`
        : `${which === 'last' ? 'max' : 'min'}(occurred_at) ${fits}`;
    return { kind: 'instant', sql: this.column(sql) };
  }

  /** The earliest (or latest) such moment of the cases that the case is tied to. */
  momentOf(via: Via, moment: Exclude<SimpleMoment, { readonly period: 'end' }>): MomentSql {
    const other = new History(this.context);
    const found = other.moment(moment);
    const isChild = 'children' in via;
    const flow = isChild ? via.children : via.flow;
    const theirs = isChild ? 'parent' : via.theirs === undefined ? 'key' : other.field(via.theirs);
    const mine = isChild ? 'case_id' : via.mine === undefined ? 'key' : this.field(via.mine);
    const aggregate = 'which' in moment && moment.which === 'last' ? 'max' : 'min';
    const table = this.table(`select k, ${aggregate}(m) as m
  from (
    select ${theirs} as k, ${found.sql} as m
    from (
      select case_id, min(key) as key, ${['min(parent::text)::uuid as parent', ...other.columns()].join(', ')}
      from (
        select case_id, key, parent, seq, type, state_from, state_to, occurred_at, actor_kind, outcome, patch -> 'data' as data
        from throughline.event_log
        where ${this.context.source.of(flow)}
      ) as events
      group by case_id
    ) as history
  ) as found
  where k is not null and m is not null
  group by k`);
    return { kind: found.kind, sql: `${this.join(`${table} as ${joined} on ${joined}.k = history.${mine}`)}.m` };
  }

  asInstant(moment: MomentSql): string {
    return moment.kind === 'instant' ? moment.sql : `(${moment.sql}::timestamp at time zone ${this.context.zone})`;
  }

  asDay(moment: MomentSql): string {
    return moment.kind === 'day' ? moment.sql : `(${moment.sql} at time zone ${this.context.zone})::date`;
  }
}

/** Stands for the name of what is joined; no definition holds it. */
export const joined = '\u0001';

function named(names: Map<string, string>, text: string, letter: string): string {
  const known = names.get(text);
  if (known !== undefined) return known;
  const name = `${letter}${names.size + 1}`;
  names.set(text, name);
  return name;
}

/**
 * Facts may wait for a case that is yet to be born, in a state of the kernel: until then nothing has happened to any case. What only
 * makes a name lead to a case happens to none.
 */
export const livedPredicate = `state_to <> 'expected' and not (type = 'alias' and state_to = 'merged')`;

/** The event that a case was born by; facts may have waited for it. */
export const bornPredicate = `(state_from is null or state_from = 'expected') and ${livedPredicate}`;

type EventMoment = Extract<SimpleMoment, { event: unknown } | { enters: unknown } | { fired: unknown } | { born: unknown }>;

/** The events that make a moment. */
export function momentPredicate(moment: EventMoment): string {
  if ('born' in moment) return bornPredicate;
  if ('fired' in moment) return firedPredicate(moment.fired);
  return 'event' in moment ? typePredicate(moment.event) : enterPredicate(moment.enters);
}

export function typePredicate(types: string | readonly string[]): string {
  return `type in (${literals(types)})`;
}

function firedPredicate(rungs: string | readonly string[] | true): string {
  return rungs === true ? `(outcome ->> 'fired') is not null` : `coalesce((outcome ->> 'fired') in (${literals(rungs)}), false)`;
}

/** The case comes into one of the states from outside of them. */
export function enterPredicate(states: string | readonly string[]): string {
  const list = literals(states);
  return `state_to in (${list}) and (state_from is null or state_from not in (${list}))`;
}

export function eventPredicate(condition: EventCondition): string {
  const parts = [
    ...(condition.type === undefined ? [] : [typePredicate(condition.type)]),
    ...(condition.manual === undefined ? [] : [`(outcome ->> 'manual') = 'true'`]),
    ...(condition.actorKind === undefined ? [] : [`actor_kind = ${literal(condition.actorKind)}`]),
    ...(condition.fired === undefined ? [] : [firedPredicate(condition.fired)]),
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
  return `(case when ${text} ~ '^.*T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]([.][0-9]{1,6})?Z$' then
    case when ${dayOf(`left(${text}, 10)`)} is not null then ${text}::timestamptz end end)`;
}
