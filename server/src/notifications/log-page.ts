import type { EventView } from '@throughline/engine';
import type { PendingApproval } from '@throughline/language';
import type { PoolClient } from 'pg';

/** Of an event, what tells whom it concerns. */
export interface LoggedEvent
  extends Pick<
    EventView,
    'seq' | 'flow' | 'version' | 'type' | 'from' | 'to' | 'actor' | 'principal' | 'occurredAt' | 'outcome'
  > {
  readonly caseId: string;
  readonly input: EventView['input'];
  /** The approvals that it asks for. */
  readonly pending: Readonly<Record<string, PendingApproval | null>> | null;
}

/** Transactions below this number are over; in the numbers of the log, as text: they have 64 bits. */
export async function readHorizon(client: PoolClient): Promise<bigint> {
  const { rows } = await client.query<{ horizon: string }>({
    name: 'throughline-notification-horizon',
    text: `select (pg_snapshot_xmin(pg_current_snapshot())::text::int8 + shift)::text as horizon from throughline.log_numbering`,
  });
  return BigInt(rows[0]?.horizon ?? 0);
}

export async function readCursor(client: PoolClient): Promise<bigint | undefined> {
  const { rows } = await client.query<{ upto: string }>('select upto::text from throughline_server.notification_cursor');
  return rows[0] === undefined ? undefined : BigInt(rows[0].upto);
}

export async function writeCursor(client: PoolClient, upto: bigint): Promise<void> {
  await client.query(
    `insert into throughline_server.notification_cursor (upto) values ($1::int8)
      on conflict (only_row) do update set upto = excluded.upto`,
    [String(upto)],
  );
}

/** The first transaction at or after a business instant; `undefined`: nothing has happened since. Reads the whole log, once. */
export async function readFirstSince(client: PoolClient, since: number): Promise<bigint | undefined> {
  const { rows } = await client.query<{ first: string | null }>(
    'select min(xact)::text as first from throughline.event where occurred_at >= to_timestamp($1::float8 / 1000)',
    [since],
  );
  const first = rows[0]?.first ?? null;
  return first === null ? undefined : BigInt(first);
}

export interface Stretch {
  readonly from: bigint;
  /** Exclusive. */
  readonly below: bigint;
}

/** The end of a stretch of about so many events, one transaction never cut; `undefined`: there is no event in it. */
export async function endOfStretch(client: PoolClient, { from, below }: Stretch, events: number): Promise<bigint | undefined> {
  const { rows } = await client.query<{ last: string; found: number }>({
    name: 'throughline-notification-stretch',
    text: `select max(xact)::text as last, count(*)::int4 as found from (
      select xact from throughline.event where xact >= $1::int8 and xact < $2::int8 order by xact limit $3) stretch`,
    values: [String(from), String(below), events],
  });
  const [row] = rows;
  if (row === undefined || row.found === 0) return undefined;
  return row.found < events ? below : BigInt(row.last) + 1n;
}

/** The events of a stretch that may concern somebody, in the order of the log. */
export async function readConcerning(client: PoolClient, { from, below }: Stretch): Promise<readonly LoggedEvent[]> {
  const { rows } = await client.query<LoggedEvent>({
    name: 'throughline-notification-events',
    text: `select e.case_id as "caseId", e.seq, e.flow, e.version, e.type, e.state_from as "from", e.state_to as "to", e.actor, e.principal,
        floor(extract(epoch from e.occurred_at) * 1000)::float8 as "occurredAt", e.outcome,
        case when e.type in ('comment', 'assign', 'approve', 'decline') then e.input end as input,
        case when e.outcome->>'awaiting' is not null then e.patch->'clocks'->'pending' end as pending
      from throughline.event e
      where e.xact >= $1::int8 and e.xact < $2::int8 and (
        (e.flow in ('task', 'exception') and (e.seq = 1 or e.type = 'rung' or e.state_from is distinct from e.state_to))
        or e.type in ('comment', 'assign', 'overdue', 'approve', 'decline')
        or e.outcome->>'awaiting' is not null or e.outcome->'voided' is not null
        or (e.state_from is distinct from e.state_to and (
          exists (select from throughline_server.notification_watch w where w.case_id = e.case_id)
          or exists (select from throughline_server.notification n where n.case_id = e.case_id and n.kind = 'late' and n.settled_at is null))))
      order by e.xact, e.recorded_at, e.bucket, e.case_id, e.seq`,
    values: [String(from), String(below)],
  });
  return rows;
}
