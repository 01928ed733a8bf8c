import { bucketOf } from '../case-id.ts';
import { Parameters } from '../lists/conditions-sql.ts';
import type { LogPlace, LogSelection, Seen } from './log-query.ts';

/*
 * A page is found in two steps. First some index is walked backwards from where the page before ended, and of each event that it names
 * it is said whether the other conditions hold; then the events of the page are read. An index that knows nothing of a condition has to look at events
 * for nothing, so a walk is bounded: see `readLog`.
 */

/** Events alike in flow, type and kind: they lie side by side in an index. */
export interface Stretch {
  readonly flow: string;
  readonly type: string;
  readonly kind: string;
}

export interface Walked {
  readonly at: string;
  readonly id: string;
  readonly seq: number;
  /** All that was asked for holds. */
  readonly holds: boolean;
}

export interface Walk {
  readonly selection: LogSelection;
  readonly before: LogPlace | undefined;
  /** At how many events it looks at most. */
  readonly steps: number;
  /** Of a selection by flow or type: the stretches that there are. */
  readonly stretches: readonly Stretch[];
}

type Way = 'cases' | 'deviation' | 'manual' | 'principal' | 'stretches' | 'order';

/** By which index a selection is walked: the one that leaves the least to look at. */
export function wayOf({ cases, deviation, manual, principal, flow, types }: LogSelection): Way {
  if (cases !== undefined) return 'cases';
  if (deviation === true) return 'deviation';
  if (manual === true) return 'manual';
  if (principal !== undefined) return 'principal';
  return flow !== undefined || types !== undefined ? 'stretches' : 'order';
}

/** Whether every event that the walk names is one that was asked for. */
export function isExact(selection: LogSelection): boolean {
  const way = wayOf(selection);
  const { kind, flow, types, entity, seen, cases, deviation, manual, principal } = selection;
  if (entity !== undefined || seen !== undefined || cases !== undefined) return false;
  if (way === 'stretches') return true;
  const others = [kind, flow, types, way === 'deviation' ? undefined : deviation, way === 'manual' ? undefined : manual];
  return [...others, way === 'principal' ? undefined : principal].every((condition) => condition === undefined);
}

const order = (alias: string) =>
  `order by ${alias}.recorded_at desc, ${alias}.bucket desc, ${alias}.case_id desc, ${alias}.seq desc`;
const place = 'e.recorded_at, e.bucket, e.case_id, e.seq';
const micros = (column: string) => `(extract(epoch from ${column}) * 1000000)::int8::text`;

/** The statement of a walk; its rows are `Walked`, the newest first. */
export function walkStatement(walk: Walk): { readonly text: string; readonly values: unknown[] } {
  const parameters = new Parameters();
  const { selection, steps } = walk;
  const walked = walkedSql(walk, parameters);
  const holds = conditions(selection, parameters);
  const text = `with w as materialized (${walked} limit ${steps})
    select ${micros('w.recorded_at')} as at, w.case_id as id, w.seq, ${holds.condition} as holds from w ${holds.joins} ${order('w')}`;
  return { text, values: parameters.values };
}

function walkedSql({ selection, before, steps, stretches }: Walk, parameters: Parameters): string {
  const way = wayOf(selection);
  const within = [...period(selection, parameters), ...(before === undefined ? [] : [isBefore(before, parameters)])];
  const where = (conditions: readonly string[]) => (conditions.length === 0 ? '' : `where ${conditions.join(' and ')}`);
  if (way === 'stretches') {
    const of = (column: keyof Stretch) =>
      parameters.add(
        stretches.map((stretch) => stretch[column]),
        'text[]',
      );
    return `select f.* from unnest(${of('flow')}, ${of('type')}, ${of('kind')}) s(flow, type, kind) cross join lateral (
      select ${place} from throughline.event e ${where(['e.flow = s.flow', 'e.type = s.type', 'e.kind = s.kind', ...within])} ${order('e')} limit ${steps}) f
      ${order('f')}`;
  }
  if (way === 'cases') {
    const ids = selection.cases ?? [];
    const [buckets, names] = [parameters.add(ids.map(bucketOf), 'int2[]'), parameters.add(ids, 'uuid[]')];
    return `select f.* from unnest(${buckets}, ${names}) s(bucket, id) cross join lateral (
      select ${place} from throughline.event e ${where(['e.bucket = s.bucket', 'e.case_id = s.id', ...within])} order by e.seq desc limit ${steps}) f
      ${order('f')}`;
  }
  const own = {
    deviation: () => 'e.deviation is not null',
    manual: () => `e.outcome ->> 'manual' = 'true'`,
    principal: () => `e.principal = ${parameters.add(selection.principal, 'text')}`,
    order: () => undefined,
  }[way]();
  return `select ${place} from throughline.event e ${where([...(own === undefined ? [] : [own]), ...within])} ${order('e')}`;
}

function period({ from, to }: LogSelection, parameters: Parameters): readonly string[] {
  const instant = (value: number) => `to_timestamp(${parameters.add(value, 'float8')} / 1000)`;
  return [
    ...(from === undefined ? [] : [`e.recorded_at >= ${instant(from)}`]),
    ...(to === undefined ? [] : [`e.recorded_at < ${instant(to)}`]),
  ];
}

function isBefore({ at, id, seq }: LogPlace, parameters: Parameters): string {
  const recorded = `timestamptz 'epoch' + ${parameters.add(at, 'int8')} * interval '1 microsecond'`;
  return `(${place}) < (${recorded}, ${parameters.add(bucketOf(id), 'int2')}, ${parameters.add(id, 'uuid')}, ${parameters.add(seq, 'int4')})`;
}

/** What the index of the walk does not know, looked up by the key of each event. */
function conditions(selection: LogSelection, parameters: Parameters): { readonly condition: string; readonly joins: string } {
  if (isExact(selection)) return { condition: 'true', joins: '' };
  const { flow, types, kind, principal, deviation, manual, entity, seen } = selection;
  const all = [
    ...(flow === undefined ? [] : [`e.flow = ${parameters.add(flow, 'text')}`]),
    ...(types === undefined ? [] : [`e.type = any(${parameters.add(types, 'text[]')})`]),
    ...(kind === undefined ? [] : [`e.kind = ${parameters.add(kind, 'text')}`]),
    ...(principal === undefined ? [] : [`e.principal = ${parameters.add(principal, 'text')}`]),
    ...(deviation === undefined ? [] : ['e.deviation is not null']),
    ...(manual === undefined ? [] : [`e.outcome ->> 'manual' = 'true'`]),
    ...(entity === undefined ? [] : [`d.entity = ${parameters.add(entity, 'text')}`]),
    ...(seen === undefined ? [] : [isSeen(seen, parameters)]),
  ];
  const event =
    'left join lateral (select * from throughline.event e where e.bucket = w.bucket and e.case_id = w.case_id and e.seq = w.seq offset 0) e on true';
  return { condition: all.length === 0 ? 'true' : `coalesce(${all.join(' and ')}, false)`, joins: [event, root].join(' ') };
}

/** At most three owners stand above a case, and all of them are of its entity. */
const root = `left join lateral (select * from throughline.case_data d where d.bucket = w.bucket and d.id = w.case_id offset 0) d on true
  left join lateral (select c.flow, o.parent from throughline.case_ c join throughline.case_data o on o.bucket = c.bucket and o.id = c.id
    where c.bucket = w.bucket and c.id = d.parent offset 0) one on true
  left join lateral (select c.flow, o.parent from throughline.case_ c join throughline.case_data o on o.bucket = c.bucket and o.id = c.id
    where c.bucket = w.bucket and c.id = one.parent offset 0) two on true
  left join lateral (select c.flow from throughline.case_ c where c.bucket = w.bucket and c.id = two.parent offset 0) three on true`;

function isSeen({ everywhere, within }: Seen, parameters: Parameters): string {
  const flow = 'coalesce(three.flow, two.flow, one.flow, e.flow)';
  const [flows, entities] = [within.map((one) => one.flow), within.map((one) => one.entity)];
  return `(${flow} = any(${parameters.add(everywhere, 'text[]')}) or (${flow}, d.entity) in (
    select * from unnest(${parameters.add(flows, 'text[]')}, ${parameters.add(entities, 'text[]')})))`;
}
