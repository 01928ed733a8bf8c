import { createHash, randomBytes } from 'node:crypto';
import type { Pool } from 'pg';

/**
 * What signs cookies and encrypts second factors: THROUGHLINE_SECRET, or one that is made once and lies in the database, so that all servers
 * on it have the same.
 */
export async function signInSecret(pool: Pool, env: Readonly<Record<string, string | undefined>>): Promise<string> {
  const named = env['THROUGHLINE_SECRET'] ?? '';
  if (named !== '') return named;
  const draft = randomBytes(32).toString('base64url');
  const { rows } = await pool.query<{ value: string }>(
    `with made as (insert into throughline_auth.secret (value) values ($1) on conflict do nothing returning value)
     select value from made union all select value from throughline_auth.secret limit 1`,
    [draft],
  );
  const value = rows[0]?.value;
  // Of two servers that make it at once, the later finds neither its own nor, in its snapshot, the other's.
  return value ?? signInSecret(pool, env);
}

/** What is kept of a link or a key. */
export function digest(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

/** A secret of 256 bits, for an address or a header. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}
