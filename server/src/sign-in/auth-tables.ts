import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';

/** What is kept of somebody beside their account: by which address they sign in, and how. */
export interface Credentials {
  readonly person: string;
  readonly email: string;
  readonly hasPassword: boolean;
  readonly secondFactorSetUp: boolean;
  readonly sessions: number;
  readonly lastSignInAt: Date | null;
}

const selectCredentials = `
  select u.id as person, u.email, coalesce(u."twoFactorEnabled", false) as "secondFactorSetUp",
    exists (select from throughline_auth.account a where a."userId" = u.id and a."providerId" = 'credential') as "hasPassword",
    (select count(*)::int4 from throughline_auth.session s where s."userId" = u.id and s."expiresAt" > clock_timestamp()) as sessions,
    (select max(s."createdAt") from throughline_auth.session s where s."userId" = u.id) as "lastSignInAt"
  from throughline_auth."user" u`;

export async function readCredentials(pool: Pool, persons: readonly string[]): Promise<ReadonlyMap<string, Credentials>> {
  const { rows } = await pool.query<Credentials>(`${selectCredentials} where u.id = any($1::text[])`, [persons]);
  return new Map(rows.map((row) => [row.person, row]));
}

/** Whoever signs in by an address. */
export async function personByEmail(pool: Pool, email: string): Promise<string | undefined> {
  const { rows } = await pool.query<{ id: string }>('select id from throughline_auth."user" where email = $1', [
    email.toLowerCase(),
  ]);
  return rows[0]?.id;
}

/** Whoever a provider calls by a subject. */
export async function personBySubject(pool: Pool, provider: string, subject: string): Promise<string | undefined> {
  const { rows } = await pool.query<{ person: string }>(
    'select "userId" as person from throughline_auth.account where "providerId" = $1 and "accountId" = $2',
    [provider, subject],
  );
  return rows[0]?.person;
}

/** Whose password was right, and whose code is still to come. */
export async function personAwaited(pool: Pool, token: string): Promise<string | undefined> {
  const { rows } = await pool.query<{ person: string }>(
    'select value as person from throughline_auth.verification where identifier = $1 and "expiresAt" > clock_timestamp()',
    [token],
  );
  return rows[0]?.person;
}

/** Whether anybody can sign in. */
export async function isClaimed(pool: Pool): Promise<boolean> {
  const { rows } = await pool.query<{ claimed: boolean }>('select exists (select from throughline_auth.account) as claimed');
  return rows[0]?.claimed === true;
}

export async function listUsers(pool: Pool): Promise<readonly { readonly person: string; readonly email: string }[]> {
  const { rows } = await pool.query<{ person: string; email: string }>(
    'select id as person, email from throughline_auth."user" order by id limit 10000',
  );
  return rows;
}

/** False where somebody else has the address. */
export async function keepUser(
  pool: Pool,
  { person, name, email }: { readonly person: string; readonly name: string; readonly email: string },
): Promise<boolean> {
  const { rowCount } = await pool.query(
    `insert into throughline_auth."user" as u (id, name, email, "emailVerified")
       select $1, $2, $3, true where not exists (select from throughline_auth."user" o where o.email = $3 and o.id <> $1)
     on conflict (id) do update set name = excluded.name, email = excluded.email, "updatedAt" = clock_timestamp()
       where not exists (select from throughline_auth."user" o where o.email = excluded.email and o.id <> u.id)`,
    [person, name, email.toLowerCase()],
  );
  return rowCount === 1;
}

/** Sets the password's hash, and ends what the old one opened: sessions (but one), and with `forgetSecondFactor` a lost second factor. */
export async function keepPassword(
  pool: Pool,
  {
    person,
    hash,
    forgetSecondFactor = false,
    but,
  }: { readonly person: string; readonly hash: string; readonly forgetSecondFactor?: boolean; readonly but?: string },
): Promise<void> {
  await pool.query(
    `with gone as (delete from throughline_auth.session where "userId" = $1 and ($5::text is null or id <> $5)),
       lost as (delete from throughline_auth.two_factor where "userId" = $1 and $4),
       off as (update throughline_auth."user" set "twoFactorEnabled" = false where id = $1 and $4),
       changed as (update throughline_auth.account set password = $2, "updatedAt" = clock_timestamp()
         where "userId" = $1 and "providerId" = 'credential' returning id)
     insert into throughline_auth.account (id, "accountId", "providerId", "userId", password, "updatedAt")
       select $3, $1, 'credential', $1, $2, clock_timestamp() where not exists (select from changed)`,
    [person, hash, randomUUID(), forgetSecondFactor, but ?? null],
  );
}

export async function readPasswordHash(pool: Pool, person: string): Promise<string | undefined> {
  const { rows } = await pool.query<{ password: string | null }>(
    `select password from throughline_auth.account where "userId" = $1 and "providerId" = 'credential'`,
    [person],
  );
  return rows[0]?.password ?? undefined;
}

export interface KeptSession {
  readonly id: string;
  readonly person: string;
  readonly begunAt: Date;
  readonly until: Date;
  readonly address: string | null;
  readonly browser: string | null;
  readonly secondFactor: boolean;
}

const selectSession = `select id, "userId" as person, "createdAt" as "begunAt", "expiresAt" as until, "ipAddress" as address,
  "userAgent" as browser, "secondFactor" from throughline_auth.session`;

export async function readSession(pool: Pool, token: string): Promise<KeptSession | undefined> {
  const { rows } = await pool.query<KeptSession>({
    name: 'throughline-session',
    text: `${selectSession} where token = $1 and "expiresAt" > clock_timestamp()`,
    values: [token],
  });
  return rows[0];
}

export async function listSessions(pool: Pool, person: string): Promise<readonly KeptSession[]> {
  const { rows } = await pool.query<KeptSession>(
    `${selectSession} where "userId" = $1 and "expiresAt" > clock_timestamp() order by "createdAt" desc, id limit 200`,
    [person],
  );
  return rows;
}

/** Ends sessions of a person: the one named, or all but one, or all. Gives how many. */
export async function endSessions(
  pool: Pool,
  person: string,
  { only, but }: { readonly only?: string | undefined; readonly but?: string | undefined } = {},
): Promise<number> {
  const { rowCount } = await pool.query(
    `delete from throughline_auth.session where "userId" = $1 and ($2::text is null or id = $2) and ($3::text is null or id <> $3)`,
    [person, only ?? null, but ?? null],
  );
  return rowCount ?? 0;
}

export interface KeptKey {
  readonly caseId: string;
  readonly begins: string;
  readonly lastUsedAt: Date | null;
}

const selectKey = 'select case_id as "caseId", begins, last_used_at as "lastUsedAt" from throughline_auth.api_key';

export async function keepKey(
  pool: Pool,
  { hash, caseId, begins }: { readonly hash: Buffer; readonly caseId: string; readonly begins: string },
): Promise<void> {
  await pool.query('insert into throughline_auth.api_key (hash, case_id, begins) values ($1, $2, $3)', [hash, caseId, begins]);
}

/** Finds a key, and notes that it was used: once a minute. */
export async function findKey(pool: Pool, hash: Buffer): Promise<KeptKey | undefined> {
  const { rows } = await pool.query<KeptKey & { readonly isNoted: boolean }>(
    `${selectKey.replace(' from', `, coalesce(last_used_at > clock_timestamp() - interval '1 minute', false) as "isNoted" from`)} where hash = $1`,
    [hash],
  );
  const [found] = rows;
  if (found !== undefined && !found.isNoted)
    await pool.query('update throughline_auth.api_key set last_used_at = clock_timestamp() where hash = $1', [hash]);
  return found;
}

export async function readKeys(pool: Pool, cases: readonly string[]): Promise<ReadonlyMap<string, KeptKey>> {
  const { rows } = await pool.query<KeptKey>(`${selectKey} where case_id = any($1::uuid[])`, [cases]);
  return new Map(rows.map((row) => [row.caseId, row]));
}
