import { type FieldOf, fieldsOf } from './attribute-fields.ts';
import { parentsWhere } from './buckets.ts';
import type { Effect } from './effect.ts';
import { bornPredicate, type Desk, lastValue, literal, millis, Statement } from './log-sql.ts';

/** A case that could come to be affected, as it was before it could. */
export interface DataRow {
  readonly id: string;
  readonly entity: string;
  readonly key: string;
  /** When it came to where it could be affected, and when it began: milliseconds since 1970. */
  readonly at: number;
  readonly bornAt: number;
  readonly period: 0 | 1;
  readonly affected: boolean;
  /** By name of the attribute; null: missing. */
  readonly values: Readonly<Record<string, string | null>>;
  /** The case that it came of. */
  readonly origin?: string;
  /** The versions of the flows that it ran under, its own and that of its origin. */
  readonly versions: Readonly<Record<string, number>>;
}

export interface Dataset {
  readonly effect: Effect;
  readonly rows: readonly DataRow[];
  readonly fields: readonly FieldOf[];
  /** The flow that most of the cases came of. */
  readonly originFlow?: string;
}

interface BaseRow {
  readonly id: string;
  readonly entity: string;
  readonly key: string;
  readonly at: number;
  readonly born_at: number;
  readonly version: number;
  readonly period: 0 | 1 | null;
  readonly [attribute: string]: unknown;
}

/** Reads the cases of both periods. Attributes are what was known before the effect could come: what follows from it explains nothing. */
export async function readDataset(desk: Desk, effect: Effect): Promise<Dataset> {
  const flow = desk.context.flows.find(({ name }) => name === effect.flow);
  const own = flow === undefined ? [] : fieldsOf(flow, undefined);
  const [base, raised] = await Promise.all([readBase(desk, effect, own), readRaised(desk, effect)]);
  const origins = await readOrigins(desk, effect.flow, own);
  const cut = cutOffs(desk);
  const rows = base.flatMap((row): DataRow[] => {
    const measured = effect.measured?.get(row.id);
    const period = effect.measured === undefined ? row.period : measured?.period;
    if (period === null || period === undefined) return [];
    const opened = raised.get(row.id) ?? [];
    const affected = measured?.affected ?? opened.some((each) => each.kind === effect.kind && each.at < cut[period]);
    const earlier = new Set(opened.flatMap((each) => (each.kind !== effect.kind && each.at < row.at ? [each.kind] : [])));
    const origin = origins.found.get(row.id);
    return [
      {
        ...{ id: row.id, entity: row.entity, key: row.key, at: row.at, bornAt: row.born_at, period, affected },
        values: {
          entity: row.entity,
          ...valuesIn(row, own),
          ...Object.fromEntries([...earlier].map((kind) => [`raised:${kind}`, 'yes'])),
          ...(origin === undefined ? {} : valuesIn(origin, origins.fields)),
        },
        ...(origin === undefined ? {} : { origin: String(origin['origin']) }),
        versions: {
          [effect.flow]: row.version,
          ...(origin === undefined || origins.flow === undefined ? {} : { [origins.flow]: Number(origin['version']) }),
        },
      },
    ];
  });
  return {
    effect,
    rows: rows.sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1)),
    fields: [...own, ...origins.fields],
    ...(origins.flow === undefined ? {} : { originFlow: origins.flow }),
  };
}

function valuesIn(row: Readonly<Record<string, unknown>>, fields: readonly FieldOf[]): Record<string, string | null> {
  return Object.fromEntries(fields.map(({ name }, index) => [name, (row[`f${index}`] as string | null) ?? null]));
}

/** Cases of the earlier period are watched no longer than those of the later one can be. */
function cutOffs({ question, context }: Desk): readonly [number, number] {
  const end = Date.parse(context.knownAt ?? context.now);
  const watched = end - Date.parse(`${question.to}T00:00:00Z`);
  return [Date.parse(`${question.against.to}T00:00:00Z`) + Math.max(0, watched), Number.POSITIVE_INFINITY];
}

async function readBase(desk: Desk, effect: Effect, fields: readonly FieldOf[]): Promise<readonly BaseRow[]> {
  const statement = new Statement(desk);
  const known = `(seq < risk_seq or (${bornPredicate}))`;
  const columns = fields.map(({ field }, index) => `${lastValue(field, known)} as f${index}`);
  const events = statement.events(effect.flow);
  const only = parentsWhere(desk, statement, [effect.flow]);
  const period = effect.measured === undefined ? statement.period('risk_at') : 'null::int';
  return await statement.rows<BaseRow>(`with ev as materialized (
  select case_id, entity, key, seq, type, state_from, state_to, occurred_at, version, patch -> 'data' as data
  from throughline.event_log
  where ${events}${only === undefined ? '' : ` and case_id in (${only})`}
),
risk as (select case_id as risk_case, min(seq) as risk_seq from ev where ${effect.risk} group by case_id),
cases as (
  select case_id, min(entity) as entity, min(key) as key,
    min(occurred_at) filter (where seq = risk_seq) as risk_at, min(occurred_at) filter (where ${bornPredicate}) as born_at,
    min(version) filter (where ${bornPredicate}) as version${columns.map((column) => `,\n    ${column}`).join('')}
  from ev join risk on risk_case = case_id
  group by case_id
)
select case_id::text as id, entity, key, ${millis('risk_at')} as at, ${millis('coalesce(born_at, risk_at)')} as born_at,
  coalesce(version, 1)::int as version, ${period} as period${fields.map((_, index) => `, f${index}`).join('')}
from cases${effect.measured === undefined ? ` where ${statement.period('risk_at')} is not null` : ''}`);
}

/** All exceptions of the cases, by case. */
async function readRaised(
  desk: Desk,
  effect: Effect,
): Promise<ReadonlyMap<string, readonly { readonly kind: string; readonly at: number }[]>> {
  const statement = new Statement(desk);
  const rows = await statement.rows<{ id: string; kind: string; at: number }>(`select parent::text as id,
  (patch -> 'data' ->> 'kind') as kind, ${millis('occurred_at')} as at
from throughline.event_log
where ${statement.events('exception')} and (${bornPredicate}) and (patch -> 'data' ->> 'ofFlow') = ${literal(effect.flow)}`);
  return Map.groupBy(rows, ({ id }) => id);
}

interface Origins {
  readonly flow?: string;
  readonly fields: readonly FieldOf[];
  readonly found: ReadonlyMap<string, Readonly<Record<string, unknown>>>;
}

/** Most cases of a flow are opened by cases of one other: a delivery opens its invoice. What it was like then is theirs, too. */
async function readOrigins(desk: Desk, flow: string, own: readonly FieldOf[]): Promise<Origins> {
  const births = (statement: Statement) => `select case_id, cause_case, cause_seq from throughline.event_log
  where ${statement.events(flow)} and (${bornPredicate}) and cause_case is not null`;
  const counting = new Statement(desk);
  const counted = await counting.rows<{ flow: string; n: number }>(`with birth as (${births(counting)})
select l.flow, count(*)::int as n from birth join throughline.event_log l on l.case_id = birth.cause_case and l.seq = birth.cause_seq
group by l.flow order by n desc, l.flow limit 1`);
  const origin = desk.context.flows.find(({ name }) => name === counted[0]?.flow);
  if (origin === undefined || origin.name === flow) return { fields: [], found: new Map() };
  const known = new Set(own.map(({ field }) => field));
  const fields = fieldsOf(origin, origin.title).filter(({ field }) => !known.has(field));
  const statement = new Statement(desk);
  const columns = fields.map(({ field }, index) => `, ${lastValue(field, 'true', 'l.data', 'l.seq')} as f${index}`);
  const rows = await statement.rows<Readonly<Record<string, unknown>>>(`with birth as (${births(statement)}),
l as (select case_id, seq, version, patch -> 'data' as data from throughline.event_log where ${statement.events(origin.name)})
select birth.case_id::text as id, min(l.case_id::text) as origin, max(l.version)::int as version${columns.join('')}
from birth join l on l.case_id = birth.cause_case and l.seq <= birth.cause_seq
group by birth.case_id`);
  return { flow: origin.name, fields, found: new Map(rows.map((row) => [String(row['id']), row])) };
}
