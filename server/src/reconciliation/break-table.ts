import { hash } from 'node:crypto';
import type { BreakAge } from '@throughline/api';
import type { Break } from '@throughline/connect';
import type { Pool, PoolClient } from 'pg';

/** A break as it stands. */
export interface StoredBreak {
  readonly record: string;
  readonly ordinal: number;
  readonly occurrence: number;
  readonly found: Break;
  readonly digest: string;
  readonly firstSeen: string;
  readonly lastSeen: string;
  readonly agreedAt: string | null;
  readonly told: string | null;
}

interface Row extends Omit<StoredBreak, 'firstSeen' | 'lastSeen' | 'agreedAt'> {
  readonly first_seen: Date;
  readonly last_seen: Date;
  readonly agreed_at: Date | null;
}

const columns = 'record, ordinal, occurrence, found, digest, first_seen, last_seen, agreed_at, told';

const breakOf = ({ first_seen, last_seen, agreed_at, ...row }: Row): StoredBreak => ({
  ...row,
  firstSeen: first_seen.toISOString(),
  lastSeen: last_seen.toISOString(),
  agreedAt: agreed_at?.toISOString() ?? null,
});

/** The age grows by itself: it alone tells a case nothing new. */
const digestOf = ({ ageDays: _, aged: _aged, ...found }: Break) => hash('sha256', JSON.stringify(found));

/** What a comparison sees. What had been agreed on and comes back is a break anew. */
export async function storeBreaks(
  client: PoolClient,
  reconciliation: string,
  run: string,
  breaks: readonly Break[],
): Promise<void> {
  if (breaks.length === 0) return;
  await client.query(
    `insert into throughline_server.reconciliation_break as b (reconciliation, run, record, ordinal, kind, found, digest, aged, in_transit)
      select $1, $2, * from unnest($3::text[], $4::int4[], $5::text[], $6::jsonb[], $7::text[], $8::bool[], $9::bool[])
      on conflict (reconciliation, record, ordinal) do update set run = excluded.run, kind = excluded.kind, found = excluded.found,
        digest = excluded.digest, aged = excluded.aged, in_transit = excluded.in_transit, last_seen = clock_timestamp(), agreed_at = null,
        occurrence = b.occurrence + case when b.agreed_at is null then 0 else 1 end,
        first_seen = case when b.agreed_at is null then b.first_seen else clock_timestamp() end,
        told = case when b.agreed_at is null then b.told end`,
    [
      ...[
        reconciliation,
        run,
        breaks.map(({ key }) => key),
        breaks.map(({ ordinal }) => ordinal),
        breaks.map(({ kind }) => kind),
      ],
      ...[breaks.map((one) => JSON.stringify(one)), breaks.map(digestOf)],
      ...[breaks.map(({ aged }) => aged), breaks.map(({ inTransit }) => inTransit)],
    ],
  );
}

/** What a whole comparison has not seen any more, the two sides agree on. */
export async function agreeOnRest(client: PoolClient, reconciliation: string, run: string): Promise<void> {
  await client.query(
    `update throughline_server.reconciliation_break set agreed_at = clock_timestamp()
      where reconciliation = $1 and run <> $2 and agreed_at is null`,
    [reconciliation, run],
  );
}

export const agreed = 'agreed';

/** Breaks whose cases do not know yet how they stand, what is on its way left out. */
export async function readUntold(pool: Pool, reconciliation: string, limit: number): Promise<readonly StoredBreak[]> {
  const { rows } = await pool.query<Row>(
    `select ${columns} from throughline_server.reconciliation_break where reconciliation = $1
      and ((agreed_at is null and not in_transit and told is distinct from digest) or (agreed_at is not null and told is not null and told <> $2))
      order by record, ordinal limit $3`,
    [reconciliation, agreed, limit],
  );
  return rows.map(breakOf);
}

export async function storeTold(
  pool: Pool,
  reconciliation: string,
  { record, ordinal, agreedAt, digest }: StoredBreak,
): Promise<void> {
  await pool.query(
    'update throughline_server.reconciliation_break set told = $4 where reconciliation = $1 and record = $2 and ordinal = $3',
    [reconciliation, record, ordinal, agreedAt === null ? digest : agreed],
  );
}

/** Open breaks, in the order of their records. `after`: the last one of the page before. */
export async function readBreaks(
  pool: Pool,
  reconciliation: string,
  { limit, after }: { readonly limit: number; readonly after: { readonly record: string; readonly ordinal: number } | undefined },
): Promise<readonly StoredBreak[]> {
  const { rows } = await pool.query<Row>(
    `select ${columns} from throughline_server.reconciliation_break where reconciliation = $1 and agreed_at is null
      and ($3::text is null or (record, ordinal) > ($3, $4)) order by record, ordinal limit $2`,
    [reconciliation, limit, after?.record ?? null, after?.ordinal ?? 0],
  );
  return rows.map(breakOf);
}

/** The first day of each age that breaks are counted by. */
const ageFrom = [0, 2, 8, 31] as const;

/** Open breaks by kind and age, what is on its way left out. Of what has no date nothing is known but that it is there: it counts as of today. */
export async function readAges(pool: Pool, reconciliation: string): Promise<BreakAge[]> {
  const { rows } = await pool.query<{ kind: BreakAge['kind']; age: number; count: number; aged: number }>(
    `select kind, width_bucket(coalesce((found->>'ageDays')::int4, 0), $2::int4[]) as age, count(*)::int4 as count,
        (count(*) filter (where aged))::int4 as aged
      from throughline_server.reconciliation_break where reconciliation = $1 and agreed_at is null and not in_transit
      group by 1, 2 order by 1, 2`,
    [reconciliation, ageFrom],
  );
  return rows.map(({ age, ...row }) => {
    const next = ageFrom[age];
    return { ...row, from: ageFrom[age - 1] ?? 0, to: next === undefined ? null : next - 1 };
  });
}
