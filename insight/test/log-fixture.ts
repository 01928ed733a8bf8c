import { createHash } from 'node:crypto';
import pg from 'pg';

/** A log as tests write it. What is left out does not matter to the test. */
export interface FixtureEvent {
  readonly type: string;
  /** An instant, or a day at midnight UTC. */
  readonly at: string;
  readonly to: string;
  readonly data?: Readonly<Record<string, unknown>>;
  readonly manual?: boolean;
  /** Further members of its outcome. */
  readonly outcome?: Readonly<Record<string, unknown>>;
  /** What it brought has been erased. */
  readonly erased?: true;
  /** When it was recorded; without, when it happened. */
  readonly recordedAt?: string;
  readonly kind?: 'command' | 'fact' | 'deadline' | 'message';
  readonly actorKind?: 'person' | 'automation' | 'source' | 'system';
  readonly actor?: string;
  readonly deviation?: boolean;
  /** The event of another case that it followed from. */
  readonly cause?: { readonly flow: string; readonly key: string; readonly seq: number };
}

export interface FixtureCase {
  readonly flow: string;
  readonly key: string;
  readonly entity?: string;
  readonly parent?: string;
  readonly events: readonly FixtureEvent[];
}

/** The columns of `throughline.event_log` that insight reads; the types are part of the contract. */
export const viewColumns = {
  bucket: 'int2',
  case_id: 'uuid',
  seq: 'int4',
  flow: 'text',
  version: 'int4',
  entity: 'text',
  key: 'text',
  parent: 'uuid',
  type: 'text',
  kind: 'text',
  state_from: 'text',
  state_to: 'text',
  actor: 'text',
  actor_kind: 'text',
  principal: 'text',
  occurred_at: 'timestamptz',
  recorded_at: 'timestamptz',
  patch: 'jsonb',
  outcome: 'jsonb',
  deviation: 'bool',
  cause_case: 'uuid',
  cause_seq: 'int4',
  prev_type: 'text',
  gap_ms: 'int8',
} as const;

/** What the view has beside, as the projection of it does; nothing of it matters to these tests. */
const moreColumns = `reason text, input jsonb, xact int8 default pg_current_xact_id()::text::int8`;

/** What says where a log stands; removals are written by hand. */
const following = `create table throughline.log_removal (bucket int2, case_id uuid, retention int8);
  create table throughline.log_name (name uuid default gen_random_uuid()); insert into throughline.log_name default values;
  create view throughline.log_position as
    select (select name from throughline.log_name)::text || current_database() as log, pg_current_snapshot()::text as snapshot, 0::int8 as shift,
      null::int8 as seal, (select count(*) from throughline.log_removal) as removed,
      (select coalesce(max(retention), 0) from throughline.log_removal) as settled`;

/** Makes an empty log with the columns of the real view. */
export async function prepareLog(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const columns = Object.entries(viewColumns).map(([name, type]) => `${name} ${type}`);
  await client.query(
    `create schema throughline; create table throughline.event_history (${columns.join(', ')}, ${moreColumns}, retracted_at timestamptz); ${following};
      create view throughline.event_log as select ${Object.keys(viewColumns).join(', ')}, reason, input, xact from throughline.event_history
      where retracted_at is null`,
  );
  await client.end();
}

/** The same id whenever the flow and key are the same. */
export function fixtureId(flow: string, key: string): string {
  const hex = createHash('sha256').update(`${flow}/${key}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
}

export async function writeLog(pool: pg.Pool, cases: readonly FixtureCase[]): Promise<void> {
  const rows = cases.flatMap(eventRows);
  const columns = Object.entries(viewColumns);
  const lists = columns.map(([name]) => rows.map((row) => row[name as keyof typeof viewColumns]));
  const places = columns.map(([, type], index) => `$${index + 1}::${type}[]`);
  const names = columns.map(([name]) => name).join(', ');
  await pool.query(`insert into throughline.event_log (${names}) select * from unnest(${places.join(', ')})`, lists);
}

function eventRows(one: FixtureCase): Record<keyof typeof viewColumns, string | number | boolean | null>[] {
  const id = fixtureId(one.flow, one.key);
  return one.events.map((event, index) => {
    const before = one.events[index - 1];
    const from = before?.to ?? null;
    const at = instantOf(event);
    const actor = event.actor ?? `${event.actorKind ?? 'source'}:one`;
    return {
      bucket: Number.parseInt(id.slice(0, 3), 16),
      case_id: id,
      seq: index + 1,
      flow: one.flow,
      version: 1,
      entity: one.entity ?? 'main',
      key: one.key,
      parent: one.parent ?? null,
      type: event.type,
      kind: event.kind ?? 'fact',
      state_from: from,
      state_to: event.to,
      actor,
      actor_kind: event.actorKind ?? 'source',
      principal: actor,
      occurred_at: at,
      recorded_at: event.recordedAt ?? at,
      patch: event.erased
        ? null
        : JSON.stringify({
            ...(event.to === from ? {} : { state: event.to }),
            ...(event.data === undefined ? {} : { data: event.data }),
          }),
      outcome: JSON.stringify({ ...(event.manual === true ? { manual: true } : {}), ...event.outcome }),
      deviation: event.deviation === true,
      cause_case: event.cause === undefined ? null : fixtureId(event.cause.flow, event.cause.key),
      cause_seq: event.cause?.seq ?? null,
      prev_type: before?.type ?? null,
      gap_ms: before === undefined ? null : Date.parse(at) - Date.parse(instantOf(before)),
    };
  });
}

function instantOf({ at }: FixtureEvent): string {
  return at.length === 10 ? `${at}T00:00:00Z` : at;
}
