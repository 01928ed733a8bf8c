import { createHmac } from 'node:crypto';
import type { RefusedAttempt } from '@throughline/api';
import type { Pool } from 'pg';
import { personByEmail } from './auth-tables.ts';

/** So many addresses that nobody has are told apart in a quarter of an hour; what more there are is counted together. */
const unknownMax = 50;

/** On whom it was tried: an account, or an address, whether or not somebody has it. Neither: what was given names nobody. */
export interface Target {
  readonly way: RefusedAttempt['way'];
  readonly person?: string | undefined;
  readonly email?: string | undefined;
  /** From where: the address of the machine, where it is known. */
  readonly machine?: string | undefined;
}

/**
 * Keeps that somebody was not let in: counted by quarter of an hour, so that nobody fills the table by trying. `secret` makes addresses
 * that nobody has unreadable; the same one looks the same.
 */
export async function keepRefused(pool: Pool, secret: string, { way, email, machine, ...target }: Target): Promise<void> {
  const person = target.person ?? (email === undefined ? undefined : await personByEmail(pool, email));
  const address = person === undefined && email !== undefined ? keyed(secret, email) : null;
  await pool.query(
    `insert into throughline_auth.refused_attempt as r (began, way, person, address, attempts, last_at, machine)
       select q.began, $1, $2, case when has_room then $3::bytea end, 1, clock_timestamp(), $4
         from (select date_bin('15 minutes', clock_timestamp(), timestamptz '2000-01-01 00:00Z') as began) q,
           lateral (select count(*) < $5 or coalesce(bool_or(o.address = $3), false) as has_room
             from throughline_auth.refused_attempt o where o.began = q.began and o.address is not null) room
     on conflict (began, way, person, address) do update set
       attempts = least(r.attempts::int8 + 1, 2147483647)::int4, last_at = excluded.last_at, machine = excluded.machine`,
    [way, person ?? null, address, machine ?? null, unknownMax],
  );
  await pool.query(
    `delete from throughline_auth.refused_attempt where ctid = any(array(
       select ctid from throughline_auth.refused_attempt where began < clock_timestamp() - interval '90 days' limit 1000))`,
  );
}

function keyed(secret: string, email: string): Buffer {
  return createHmac('sha256', secret).update(`refused ${email.toLowerCase()}`).digest();
}
