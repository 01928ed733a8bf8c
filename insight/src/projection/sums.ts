import type { Part } from './manifest.ts';

/**
 * What the events of one part add up to. Sums lie beside each part, are written with it and go with it, so they need no care of their own
 * when events come late, are removed or are put together: whoever reads adds up those of all parts.
 */
export const sumKinds = ['cases', 'edges', 'hands'] as const;
export type SumKind = (typeof sumKinds)[number];

/** The name of the sums of a part. */
export function sumFile(part: string, kind: SumKind): string {
  return part.replace(/\.[a-z]+$/, `.${kind}$&`);
}

/** All files that a part consists of. */
export function filesOf(part: string): readonly string[] {
  return [part, ...sumKinds.map((kind) => sumFile(part, kind))];
}

/**
 * The relations in which sums are read, beside `throughline.event_log`: `case_sums` has one row for each case, of the others rows are to be
 * added up.
 */
export const sumViews: Readonly<Record<SumKind, string>> = {
  cases: 'throughline.case_sums',
  edges: 'throughline.edge_sums',
  hands: 'throughline.hand_sums',
};

/** Their columns, in the order in which they are kept. */
export const sumColumns: Readonly<Record<SumKind, Readonly<Record<string, string>>>> = {
  /**
   * A row for each case. `way`: the sum of the hashes of its types, each with its place. `said`: what its events told of fields,
   * `tells` times: arrays of JSON with the place of the event and the fields, in no order, separated by commas. `types`: how often each
   * came; of a case of several parts a type is named once for each of them, and `parts` says how many they are.
   */
  cases: {
    case_id: 'UUID',
    flow: 'VARCHAR',
    entity: 'VARCHAR',
    parent: 'UUID',
    events: 'INTEGER',
    timed: 'INTEGER',
    deviations: 'INTEGER',
    causes: 'INTEGER',
    way: 'DECIMAL(38,0)',
    ms: 'BIGINT',
    first_at: 'TIMESTAMPTZ',
    last_at: 'TIMESTAMPTZ',
    tells: 'INTEGER',
    said: 'VARCHAR',
    types: 'STRUCT("key" VARCHAR, "value" UBIGINT)[]',
    parts: 'INTEGER',
  },
  /**
   * A row for each type after another (with the states that it led from and to) and each class of lengths between them, with the lengths
   * themselves. No class: no length is known.
   */
  edges: {
    flow: 'VARCHAR',
    entity: 'VARCHAR',
    prev_type: 'VARCHAR',
    type: 'VARCHAR',
    state_from: 'VARCHAR',
    state_to: 'VARCHAR',
    class: 'SMALLINT',
    events: 'INTEGER',
    ms: 'DECIMAL(38,0)',
    back: 'INTEGER',
    gaps: 'BIGINT[]',
  },
  /**
   * A row for each pair that work was handed between, with the lengths between the two events. Where the event before is not in the same part, it is not known
   * here who did it: such events are told in `heads`, in rows of their own.
   */
  hands: {
    flow: 'VARCHAR',
    entity: 'VARCHAR',
    from_who: 'VARCHAR',
    to_who: 'VARCHAR',
    from_kind: 'VARCHAR',
    to_kind: 'VARCHAR',
    events: 'INTEGER',
    gaps: 'BIGINT[]',
    heads: 'STRUCT(case_id UUID, seq INTEGER, gap_ms BIGINT)[]',
  },
};

/**
 * A class of lengths: four to each power of two, below zero one. A longer one is never in a class before that of a shorter one, also where
 * the logarithm is rounded.
 */
const octave = 'floor(log2(greatest(gap_ms, 4)))::int';
const classSql = `(case when gap_ms < 0 then -1 when gap_ms < 4 then gap_ms else ${octave} * 4 + (greatest(gap_ms, 4) >> (${octave} - 2)) - 4 end)::smallint`;

/** What an event tells of fields; null where it tells of none. */
const saidSql = `case when patch::text like '%"data"%' then nullif((patch -> 'data')::text, '{}') end`;

/** Who stands behind an event. */
export const whoSql = 'coalesce(principal, actor)';

const given: Readonly<Record<SumKind, string>> = {
  cases: `select case_id, flow, any_value(entity), any_value(parent), count(*)::int, count(occurred_at)::int, (count(*) filter (where deviation))::int,
      count(cause_case)::int, sum(hashtextextended(type, seq::bigint))::decimal(38, 0), sum(gap_ms)::bigint, min(occurred_at), max(occurred_at), count(told)::int,
      string_agg('[' || seq || ',' || told || ']', ','), map_entries(histogram(type)), 1
    from (select *, ${saidSql} as told from events) group by case_id, flow order by case_id`,
  edges: `select flow, entity, prev_type, type, state_from, state_to, class, count(*)::int, sum(gap_ms)::decimal(38, 0), (count(*) filter (where gap_ms < 0))::int, list(gap_ms)
    from (select flow, entity, prev_type, type, state_from, state_to, gap_ms, ${classSql} as class from events)
    group by flow, entity, prev_type, type, state_from, state_to, class order by flow, prev_type, type, class`,
  // Events of a part lie in the order of their cases, so the one before is the row before, which takes no sorting; one that is not is a head.
  hands: `select flow, entity, case when is_next then before_who end as from_who, who, case when is_next then before_kind end as from_kind, actor_kind, count(*)::int,
      list(gap_ms), list({case_id: case_id, seq: seq, gap_ms: gap_ms}) filter (where not is_next)
    from (select *, coalesce(before_case_id = case_id and before_seq = seq - 1, false) as is_next
      from (select flow, entity, case_id, seq, gap_ms, ${whoSql} as who, actor_kind, lag(case_id) over () as before_case_id, lag(seq) over () as before_seq,
        lag(${whoSql}) over () as before_who, lag(actor_kind) over () as before_kind from events) as looked_back) as pairs
    where seq > 1 and (not is_next or before_who is distinct from who or before_kind is distinct from actor_kind)
    group by flow, entity, is_next, 3, who, 5, actor_kind order by flow, from_who, who`,
};

/** The sums of the events of a source, of those that count alone where said, as a statement. */
export function sumsSql(kind: SumKind, source: string, counted?: string): string {
  const columns = Object.keys(sumColumns[kind]).join(', ');
  return `with events as (select * from ${source}${counted === undefined ? '' : ` where ${counted}`}), sums(${columns}) as (${given[kind]}) select * from sums`;
}

/** How the rows of one case of several parts become one. */
const caseTotals = `select case_id, flow, any_value(entity) as entity, any_value(parent) as parent, sum(events)::int as events, sum(timed)::int as timed,
  sum(deviations)::int as deviations, sum(causes)::int as causes, sum(way)::decimal(38, 0) as way, sum(ms)::bigint as ms, min(first_at) as first_at,
  max(last_at) as last_at, sum(tells)::int as tells,
  string_agg(said, ',') as said, flatten(list(types)) as types, sum(parts)::int as parts`;

/**
 * Which parts have cases apart from each other, the largest first: what is in one of these alone is whole there. The others are those that
 * came since.
 */
export function partsApart(parts: readonly Part[]): { readonly apart: readonly Part[]; readonly over: readonly Part[] } {
  const apart: Part[] = [];
  const over: Part[] = [];
  for (const part of [...parts].sort((a, b) => b.events - a.events))
    (apart.every(({ first, last }) => part.last < first || last < part.first) ? apart : over).push(part);
  return { apart, over };
}

/**
 * One row for each case. Only cases that are in a part that came since are put together: most lie in one part, and grouping all of them costs
 * more than all that is read of them afterwards.
 */
export function caseTotalsSql(source: (parts: readonly Part[]) => string, parts: readonly Part[]): string {
  const columns = Object.keys(sumColumns.cases).join(', ');
  const { apart, over } = partsApart(parts);
  if (over.length === 0) return `select ${columns} from ${source(apart)}`;
  return `select ${columns} from ${source(apart)} anti join ${source(over)} as later using (case_id)
union all by name
select * from (${caseTotals} from (
  select ${columns} from ${source(over)}
  union all select ${columns} from ${source(apart)} semi join ${source(over)} as later using (case_id)
) as split group by case_id, flow)`;
}
