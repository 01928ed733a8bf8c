import type { Millis } from '@throughline/language';
import { plainColumn } from '../columns.ts';
import type { Queryable } from '../database.ts';
import type { SignedSeal } from '../seals/seal.ts';
import { parseSnapshot, type Snapshot, snapshotText } from '../seals/span.ts';

/** A seal as it lies in the database. */
export interface StoredSeal extends SignedSeal {
  /** When somebody outside got it; `null`: nobody has. */
  readonly anchoredAt: Millis | null;
  /** How far it goes, in transactions of this log. */
  readonly upto: Snapshot;
}

interface Row extends Omit<StoredSeal, 'upto'> {
  readonly upto: string;
}

// Instants are not rounded here: a change of a microsecond must show.
const exactMillis = (column: string) => `(extract(epoch from ${column}) * 1000)::float8`;
const columns = `number::float8, encode(previous, 'hex') as previous, encode(root, 'hex') as root, events::float8,
  ${exactMillis('sealed_at')} as "sealedAt", key, encode(signature, 'hex') as signature, encode(hash, 'hex') as hash, upto::text,
  ${exactMillis('anchored_at')} as "anchoredAt"`;

const stored = (row: Row): StoredSeal => ({ ...row, upto: parseSnapshot(row.upto) });

/** Seals in their order, from `after` (exclusive) on. */
export async function readSeals(
  client: Queryable,
  { after = 0, limit = 100 }: { readonly after?: number; readonly limit?: number } = {},
): Promise<readonly StoredSeal[]> {
  const { rows } = await client.query<Row>({
    name: 'throughline-read-seals',
    text: `select ${columns} from throughline.seal where number > $1 order by number limit $2`,
    values: [after, Math.min(limit, 1000)],
  });
  return rows.map(stored);
}

export async function readLastSeal(client: Queryable): Promise<StoredSeal | undefined> {
  const { rows } = await client.query<Row>({
    name: 'throughline-read-last-seal',
    text: `select ${columns} from throughline.seal order by number desc limit 1`,
  });
  return rows.map(stored)[0];
}

/** Seals that nobody outside has, in their order. */
export async function readUnanchored(client: Queryable, limit: number): Promise<readonly StoredSeal[]> {
  const { rows } = await client.query<Row>({
    name: 'throughline-read-unanchored-seals',
    text: `select ${columns} from throughline.seal where anchored_at is null order by number limit $1`,
    values: [limit],
  });
  return rows.map(stored);
}

export async function countUnanchored(client: Queryable): Promise<number> {
  const { rows } = await client.query<{ seals: number }>({
    text: 'select count(*)::float8 as seals from throughline.seal where anchored_at is null',
  });
  return rows[0]?.seals ?? 0;
}

export async function markAnchored(client: Queryable, numbers: readonly number[]): Promise<void> {
  await client.query({
    text: 'update throughline.seal set anchored_at = clock_timestamp() where number = any($1::int8[]) and anchored_at is null',
    values: [plainColumn(numbers)],
  });
}

export async function insertSeal(client: Queryable, seal: SignedSeal, upto: Snapshot): Promise<void> {
  await client.query({
    name: 'throughline-insert-seal',
    text: `insert into throughline.seal (number, previous, root, events, sealed_at, key, signature, hash, upto)
      values ($1, decode($2, 'hex'), decode($3, 'hex'), $4, to_timestamp($5::float8 / 1000), $6, decode($7, 'hex'), decode($8, 'hex'), $9::pg_snapshot)`,
    values: [
      ...[seal.number, seal.previous, seal.root, seal.events, seal.sealedAt, seal.key, seal.signature, seal.hash],
      snapshotText(upto),
    ],
  });
}
