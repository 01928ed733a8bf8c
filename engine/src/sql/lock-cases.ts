import type { CaseRecord, JsonObject, Millis } from '@throughline/language';
import { bucketOf } from '../case-id.ts';
import { plainColumn } from '../columns.ts';
import type { Queryable } from '../database.ts';

/** A case as it stands in the database. */
export interface StoredCase {
  readonly record: CaseRecord;
  readonly dueAt: Millis | null;
  readonly head: string;
  readonly lastType: string;
  /** When its last event occurred. */
  readonly lastAt: Millis;
  /** When its last event was recorded. */
  readonly recordedAt: Millis;
}

export interface HotRow {
  readonly id: string;
  readonly flow: string;
  readonly version: number;
  readonly state: string;
  readonly seq: number;
  readonly due_at: number | null;
  readonly entered_at: number;
  readonly last_type: string;
  readonly last_at: number;
  readonly recorded_at: number;
  readonly head: string;
}

export interface DataRow {
  readonly id: string;
  readonly parent: string | null;
  readonly entity: string;
  readonly key: string;
  readonly data: JsonObject;
  readonly clocks: JsonObject;
}

/** An instant as milliseconds; exact for all that were stored from milliseconds. */
export const millis = (column: string) => `round(extract(epoch from ${column}) * 1000)::float8`;

export const hotColumns = `c.id, c.flow, c.version, c.state, c.seq, ${millis('c.due_at')} as due_at, ${millis('c.entered_at')} as entered_at,
  c.last_type, ${millis('c.last_at')} as last_at, ${millis('c.recorded_at')} as recorded_at, encode(c.head, 'hex') as head`;

export const dataColumns = 'd.parent, d.entity, d.key, d.data, d.clocks';

/** Ids in the one order in which all transactions take locks; and the columns of buckets and ids for a statement. */
export function inLockOrder(ids: Iterable<string>): readonly string[] {
  return [...new Set(ids)].sort();
}

export function idColumns(ids: readonly string[]): [string, string] {
  return [plainColumn(ids.map(bucketOf)), plainColumn(ids)];
}

/** Locks those of the cases that exist, one after the other in the order given, until the transaction ends. */
export async function lockCases(client: Queryable, ids: readonly string[]): Promise<readonly HotRow[]> {
  if (ids.length === 0) return [];
  const { rows } = await client.query<HotRow>({
    name: 'throughline-lock-cases',
    text: `select ${hotColumns} from unnest($1::int2[], $2::uuid[]) u(bucket, id)
      cross join lateral (select * from throughline.case_ c where c.bucket = u.bucket and c.id = u.id for update) c`,
    values: idColumns(ids),
  });
  return rows;
}

/**
 * The data of cases whose locks are held. A statement of its own: it must see what the transaction that held the lock before
 * has written, and the statement that waited for the lock does not.
 */
export async function readCaseData(client: Queryable, ids: readonly string[]): Promise<ReadonlyMap<string, DataRow>> {
  if (ids.length === 0) return new Map();
  const { rows } = await client.query<DataRow>({
    name: 'throughline-read-case-data',
    text: `select d.id, ${dataColumns} from unnest($1::int2[], $2::uuid[]) u(bucket, id)
      join throughline.case_data d on d.bucket = u.bucket and d.id = u.id`,
    values: idColumns(ids),
  });
  return new Map(rows.map((row) => [row.id, row]));
}

/** Cases as they stand, without a lock: owned children, whose owner's lock is held. */
export async function readCases(client: Queryable, ids: readonly string[]): Promise<readonly StoredCase[]> {
  if (ids.length === 0) return [];
  const { rows } = await client.query<HotRow & DataRow>({
    name: 'throughline-read-cases',
    text: `select ${hotColumns}, ${dataColumns} from unnest($1::int2[], $2::uuid[]) u(bucket, id)
      join throughline.case_ c on c.bucket = u.bucket and c.id = u.id
      join throughline.case_data d on d.bucket = u.bucket and d.id = u.id`,
    values: idColumns(ids),
  });
  return rows.map((row) => storedCase(row, row));
}

export function storedCase(hot: HotRow, data: DataRow): StoredCase {
  return {
    record: {
      id: hot.id,
      flow: hot.flow,
      entity: data.entity,
      key: data.key,
      ...(data.parent === null ? {} : { parent: data.parent }),
      version: hot.version,
      state: hot.state,
      seq: hot.seq,
      data: data.data,
      clocks: data.clocks as CaseRecord['clocks'],
      enteredAt: hot.entered_at,
    },
    dueAt: hot.due_at,
    head: hot.head,
    lastType: hot.last_type,
    lastAt: hot.last_at,
    recordedAt: hot.recorded_at,
  };
}
