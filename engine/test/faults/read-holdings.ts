import type pg from 'pg';

/** The rows of a database, as the checker reads them: with its own statements, and times as milliseconds. */

export interface EventRow {
  readonly id: string;
  readonly seq: number;
  readonly flow: string;
  readonly version: number;
  readonly type: string;
  readonly kind: 'command' | 'fact' | 'deadline' | 'message';
  readonly state_from: string | null;
  readonly state_to: string;
  readonly actor: string;
  readonly actor_kind: 'person' | 'automation' | 'source' | 'system';
  readonly principal: string;
  readonly occurred: number;
  readonly recorded: number;
  readonly reason: string | null;
  readonly input: string | null;
  readonly patch: string | null;
  readonly personal: string | null;
  readonly context: string;
  readonly outcome: string;
  readonly cause_case: string | null;
  readonly cause_seq: number | null;
  readonly deviation: string | null;
  readonly prev_type: string | null;
  readonly gap: number | null;
  readonly data_salt: Buffer | null;
  readonly data_commitment: Buffer;
  readonly personal_salt: Buffer | null;
  readonly personal_commitment: Buffer | null;
  readonly hash: Buffer;
}

export interface CaseRow {
  readonly id: string;
  readonly bucket: number;
  readonly flow: string;
  readonly version: number;
  readonly state: string;
  readonly seq: number;
  readonly due: number | null;
  readonly head: Buffer;
  readonly parent: string | null;
  readonly entity: string;
  readonly key: string;
  readonly data: object;
  readonly clocks: object;
}

export interface EffectRow {
  readonly id: string;
  readonly key: string;
  readonly kind: string;
  readonly seq: number;
  readonly delivery: string;
  readonly status: string;
}

export interface Holdings {
  readonly now: number;
  readonly events: readonly EventRow[];
  readonly cases: readonly CaseRow[];
  readonly effects: readonly EffectRow[];
  readonly receipts: readonly { readonly id: string; readonly key: string; readonly seq: number | null }[];
  readonly retired: readonly { readonly id: string; readonly seq: number }[];
  readonly seals: readonly {
    readonly number: number;
    readonly events: number;
    readonly previous: string;
    readonly hash: string;
  }[];
  readonly versions: readonly { readonly flow: string; readonly version: number; readonly definition: object }[];
  readonly parameters: readonly { readonly flow: string; readonly revision: number; readonly values: object }[];
  readonly mappings: readonly {
    readonly flow: string;
    readonly from: number;
    readonly to: number;
    readonly revision: number;
    readonly definition: object;
  }[];
  readonly asleep: number;
}

const millis = (column: string) => `(extract(epoch from ${column}) * 1000)::float8`;

export async function readHoldings(client: pg.ClientBase): Promise<Holdings> {
  const rows = async <R>(text: string) => (await client.query(text)).rows as R[];
  const schema = 'throughline';
  return {
    now: (await rows<{ now: number }>(`select ${millis('now')} as now from ${schema}.clock`))[0]?.now ?? Number.NaN,
    events: await rows(
      `select case_id as id, seq, flow, version, type, kind, state_from, state_to, actor, actor_kind, principal, ${millis('occurred_at')} as occurred,
        ${millis('recorded_at')} as recorded, reason, input::text, patch::text, personal::text, context::text, outcome::text, cause_case, cause_seq,
        deviation::text, prev_type, gap_ms::float8 as gap, data_salt, data_commitment, personal_salt, personal_commitment, hash
      from ${schema}.event order by case_id, seq`,
    ),
    cases: await rows(
      `select c.id, c.bucket, c.flow, c.version, c.state, c.seq, ${millis('c.due_at')} as due, c.head, d.parent, d.entity, d.key, d.data, d.clocks
      from ${schema}.case_ c join ${schema}.case_data d on d.id = c.id and d.bucket = c.bucket`,
    ),
    effects: await rows(`select case_id as id, key, kind, seq, delivery, status from ${schema}.effect`),
    receipts: await rows(`select case_id as id, key, seq from ${schema}.receipt where source > 0`),
    retired: await rows(`select case_id as id, seq from ${schema}.retired_event`),
    seals: await rows(
      `select number::int4, events::int4, encode(previous, 'hex') as previous, encode(hash, 'hex') as hash from ${schema}.seal order by number`,
    ),
    versions: await rows(`select flow, version, definition from ${schema}.flow_version`),
    parameters: await rows(`select flow, revision, "values" from ${schema}.parameter order by flow, revision`),
    mappings: await rows(
      `select flow, from_version as "from", to_version as "to", revision, definition from ${schema}.version_mapping`,
    ),
    asleep: (await rows<{ count: number }>(`select count(*)::int4 as count from ${schema}.quarantine`))[0]?.count ?? 0,
  };
}
