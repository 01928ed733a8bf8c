import type { Queryable } from '../database.ts';
import { parseSnapshot, type Snapshot } from '../seals/span.ts';

/** Whose transactions number the events of the log, and by how much they are shifted. */
export interface Numbering {
  readonly cluster: string | null;
  readonly shift: bigint;
}

export async function readNumbering(client: Queryable): Promise<Numbering> {
  const { rows } = await client.query<{ cluster: string | null; shift: string }>({
    text: 'select cluster, shift::text from throughline.log_numbering',
  });
  return { cluster: rows[0]?.cluster ?? null, shift: BigInt(rows[0]?.shift ?? 0) };
}

/** The snapshot of the statement itself, in the numbers of the log. */
export async function readSnapshot(client: Queryable): Promise<Snapshot> {
  const { rows } = await client.query<{ snapshot: string; shift: string }>({
    name: 'throughline-read-snapshot',
    text: 'select pg_current_snapshot()::text as snapshot, shift::text from throughline.log_numbering',
  });
  const [row] = rows;
  if (row === undefined) throw new Error('The log has no numbering');
  return parseSnapshot(row.snapshot, BigInt(row.shift));
}

/** The transaction's own number, in those of the log. */
export async function readOwnNumber(client: Queryable): Promise<bigint> {
  const { rows } = await client.query<{ own: string }>({
    text: 'select (pg_current_xact_id()::text::int8 + shift)::text as own from throughline.log_numbering',
  });
  return BigInt(rows[0]?.own ?? 0);
}

export async function lockNumbering(client: Queryable): Promise<void> {
  await client.query({ text: 'select 1 from throughline.log_numbering for update' });
}

/** What no other cluster is called; `null` where the server does not say. */
export async function readCluster(client: Queryable): Promise<string | null> {
  const { rows } = await client.query<{ cluster: string }>({
    text: 'select system_identifier::text as cluster from pg_control_system()',
  });
  return rows[0]?.cluster ?? null;
}

/** The first number that neither an event nor a seal has yet. Reads the whole log. */
export async function readNextNumber(client: Queryable): Promise<bigint> {
  const { rows } = await client.query<{ next: string }>({
    text: `select greatest((select shift from throughline.log_numbering), (select max(xact) + 1 from throughline.event),
      (select max(pg_snapshot_xmax(upto)::text::int8) from throughline.seal))::text as next`,
  });
  return BigInt(rows[0]?.next ?? 0);
}

/** Events get the number of their transaction, shifted, from now on. */
export async function writeNumbering(client: Queryable, { cluster, shift }: Numbering): Promise<void> {
  await client.query({
    text: 'update throughline.log_numbering set cluster = $1, shift = $2::int8',
    values: [cluster, String(shift)],
  });
  await client.query({
    text: `alter table throughline.event alter column xact set default pg_current_xact_id()::text::int8 + ${shift}`,
  });
}
