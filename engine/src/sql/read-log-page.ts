import { bucketOf } from '../case-id.ts';
import type { EventHead } from '../chain.ts';
import { plainColumn } from '../columns.ts';
import type { Queryable } from '../database.ts';

/** An event exactly as it lies in the log; JSON members are the stored texts. */
export interface LoggedEvent extends Omit<EventHead, 'cause'> {
  readonly bucket: number;
  readonly reason: string | null;
  readonly input: string | null;
  readonly patch: string | null;
  readonly personal: string | null;
  readonly causeCase: string | null;
  readonly causeSeq: number | null;
  readonly dataSalt: string | null;
  readonly personalSalt: string | null;
  readonly hash: string;
}

/** Where a page begins: behind this event. */
export interface LogPosition {
  readonly bucket: number;
  readonly caseId: string;
  readonly seq: number;
}

export const logStart: LogPosition = { bucket: -1, caseId: '00000000-0000-0000-0000-000000000000', seq: 0 };

// Instants are not rounded here: a change of a microsecond must show.
const exactMillis = (column: string) => `(extract(epoch from ${column}) * 1000)::float8`;

/** The columns of an event, as `LoggedEvent` names them. */
export const loggedColumns = `bucket, case_id as "caseId", seq, flow, version, type, kind, state_from as "from", state_to as "to", actor,
  actor_kind as "actorKind", principal, ${exactMillis('occurred_at')} as "occurredAt", ${exactMillis('recorded_at')} as "recordedAt",
  reason, input::text, patch::text, personal::text, context::text, outcome::text, deviation::text,
  cause_case as "causeCase", cause_seq as "causeSeq", prev_type as "prevType", gap_ms::float8 as "gapMs",
  encode(data_salt, 'hex') as "dataSalt", encode(data_commitment, 'hex') as "dataCommitment", encode(personal_salt, 'hex') as "personalSalt",
  encode(personal_commitment, 'hex') as "personalCommitment", encode(hash, 'hex') as hash`;

/** The next events of the log, by bucket, case and sequence. */
export async function readLogPage(client: Queryable, after: LogPosition, limit: number): Promise<readonly LoggedEvent[]> {
  const { rows } = await client.query<LoggedEvent>({
    name: 'throughline-read-log-page',
    text: `select ${loggedColumns} from throughline.event where (bucket, case_id, seq) > ($1::int2, $2::uuid, $3::int4)
      order by bucket, case_id, seq limit $4`,
    values: [after.bucket, after.caseId, after.seq, limit],
  });
  return rows;
}

/** Those of the events that follow from an event which is not there, and was not retired either. */
export async function readWithoutCause(client: Queryable, events: readonly LoggedEvent[]): Promise<ReadonlySet<LoggedEvent>> {
  const following = events.filter(({ causeCase, causeSeq }) => causeCase !== null && causeSeq !== null);
  if (following.length === 0) return new Set();
  const { rows } = await client.query<{ place: number }>({
    text: `select u.place::int4 from unnest($1::int2[], $2::uuid[], $3::int4[]) with ordinality u(bucket, case_id, seq, place)
      where not exists (select 1 from throughline.event e where e.bucket = u.bucket and e.case_id = u.case_id and e.seq = u.seq)
        and not exists (select 1 from throughline.retired_event r where r.bucket = u.bucket and r.case_id = u.case_id and r.seq = u.seq)`,
    values: [
      plainColumn(following.map(({ causeCase }) => bucketOf(causeCase ?? ''))),
      plainColumn(following.map(({ causeCase }) => causeCase)),
      plainColumn(following.map(({ causeSeq }) => causeSeq)),
    ],
  });
  return new Set(rows.map(({ place }) => following[place - 1] as LoggedEvent));
}

/**
 * Cases that have a row but no first event, or only one of their two rows, or of which a receipt, an effect or an owned case knows
 * more than there is; at most as many as asked for.
 */
export async function readOrphans(
  client: Queryable,
  buckets: { readonly from: number; readonly to: number },
  limit: number,
): Promise<readonly string[]> {
  const { rows } = await client.query<{ id: string }>({
    text: `select coalesce(c.id, d.id) as id from
        (select bucket, id from throughline.case_ where bucket between $1 and $2) c
        full join (select bucket, id from throughline.case_data where bucket between $1 and $2) d on d.bucket = c.bucket and d.id = c.id
      where c.id is null or d.id is null
        or not exists (select 1 from throughline.event e where e.bucket = c.bucket and e.case_id = c.id and e.seq = 1)
      union select r.case_id from throughline.receipt r left join throughline.case_ c on c.bucket = r.bucket and c.id = r.case_id
        where r.bucket between $1 and $2 and (c.id is null or r.seq > c.seq)
      union select f.case_id from throughline.effect f left join throughline.case_ c on c.bucket = f.bucket and c.id = f.case_id
        where f.bucket between $1 and $2 and (c.id is null or f.seq > c.seq)
      union select d.parent from throughline.case_data d left join throughline.case_ c on c.bucket = d.bucket and c.id = d.parent
        where d.bucket between $1 and $2 and d.parent is not null and c.id is null
      order by 1 limit $3`,
    values: [buckets.from, buckets.to, limit],
  });
  return rows.map(({ id }) => id);
}
