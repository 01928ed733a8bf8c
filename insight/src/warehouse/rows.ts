import { hash } from 'node:crypto';
import { bornPredicate, livedPredicate } from '../metric/history.ts';
import type { SeenCases } from '../metric/seen-cases.ts';
import { literal, literals } from '../metric/sql-text.ts';
import { columnList } from './schema.ts';

/** Of which cases and fields a warehouse is. */
export interface WarehouseScope {
  /** Who sees these cases and fields, as people call them. Absent: all of them. */
  readonly as?: string;
  /** Absent: all cases. */
  readonly seen?: readonly SeenCases[];
  /** By flow the fields that are shown; of flows that are not named none are. Absent: all. */
  readonly fields?: Readonly<Record<string, readonly string[]>>;
  /** Who did something is told by kind only. Personal fields are never there. */
  readonly withoutPersonal?: boolean;
}

/** Two scopes with the same digest are of the same cases and fields. */
export function scopeDigest({ seen, fields, withoutPersonal = false }: WarehouseScope): string {
  return hash('sha256', JSON.stringify([seen ?? null, fields ?? null, withoutPersonal])).slice(0, 16);
}

/** Events as rows of the table `log`. `which` says of which; of these, those that the scope has. What people wrote is not among the columns: it may name anybody. */
export function logSql(source: string, scope: WarehouseScope, batch: number, which: string): string {
  const rows = `select *, ${batch} as batch, ${dataSql(scope)} as data from ${source}`;
  const columns = columnList('log').replace(/\bactor, /, `${scope.withoutPersonal === true ? 'actor_kind' : 'actor'} as actor, `);
  return `select ${columns} from (${rows}) as events where (${which}) and (${seenSql(scope, source)}) order by case_id, seq`;
}

/** The cases of these events as they are now, as rows of the table `cases`. */
export function casesSql(source: string, scope: WarehouseScope, batch: number, events: string): string {
  return `with history as materialized (
  select *, ${dataSql(scope)} as told from ${source} semi join (select case_id from ${events}) as touched using (case_id)
  where ${seenSql(scope, source)}
),
fields as (select case_id, seq, unnest(json_keys(told)) as name, told from history where told is not null),
latest as (select case_id, name, arg_max(told -> ('$."' || name || '"'), seq) as value from fields group by case_id, name),
datas as (select case_id, ('{' || string_agg(to_json(name)::varchar || ':' || value::varchar, ',' order by name) || '}')::json as data from latest group by case_id),
totals as (
  select ${batch} as batch, case_id, any_value(flow) as flow, arg_max(version, seq) as version, any_value(entity) as entity, any_value(key) as key,
    any_value(parent) as parent, arg_max(state_to, seq) as state, count(*)::int as events, (count(*) filter (where deviation))::int as deviations,
    min(occurred_at) as first_at, max(occurred_at) as last_at, max(recorded_at) as recorded_at
  from history group by case_id
)
select ${columnList('cases')} from totals left join datas using (case_id) order by case_id`;
}

/** The fields that an event set, of those that are shown. */
function dataSql({ fields }: WarehouseScope): string {
  const all = `nullif((patch -> 'data')::varchar, '{}')`;
  if (fields === undefined) return `${all}::json`;
  const cases = Object.entries(fields)
    .filter(([, names]) => names.length > 0)
    .map(([flow, names]) => `when ${literal(flow)} then [${literals(names)}]`);
  if (cases.length === 0) return 'null::json';
  const shown = `list_filter(json_keys(patch -> 'data'), lambda name: list_contains(case flow ${cases.join(' ')} else [] end, name))`;
  const pairs = `list_transform(${shown}, lambda name: to_json(name)::varchar || ':' || (patch -> 'data' -> ('$."' || name || '"'))::varchar)`;
  return `nullif('{' || array_to_string(${pairs}, ',') || '}', '{}')::json`;
}

function seenSql({ seen }: WarehouseScope, source: string): string {
  if (seen === undefined) return 'true';
  const parts = seen.map(({ flow, entities, ownedBy }) => {
    const conditions = [`flow = ${literal(flow)}`];
    if (entities !== undefined) conditions.push(among('entity', entities));
    if (ownedBy !== undefined)
      conditions.push(`parent in (select case_id from ${source} where ${bornPredicate} and ${among('flow', ownedBy)})`);
    return `(${conditions.join(' and ')})`;
  });
  return parts.length === 0 ? 'false' : `${livedPredicate} and (${parts.join(' or ')})`;
}

function among(column: string, values: readonly string[]): string {
  return values.length === 0 ? 'false' : `${column} in (${literals(values)})`;
}
