import type { Pool } from 'pg';
import { HttpProblem } from '../http/problem.ts';
import { digest } from './secret.ts';

/** So many wrong ones, in so long, on one address or one link; and from one machine. */
const failuresMax = { person: 5, machine: 50 } as const;
const windowSeconds = 900;

export interface Attempt {
  /** What is tried to open: an e-mail address, whether or not there is one. */
  readonly person: string;
  /** From where: the address of the machine. */
  readonly machine: string;
}

/**
 * Refuses further attempts after too many have failed, right or wrong, known or unknown: so none of them tells anything.
 *
 * @throws HttpProblem sign-in-limited
 */
export async function refuseGuessing(pool: Pool, attempt: Attempt): Promise<void> {
  const { rows } = await pool.query<{ subject: Buffer; failures: number; seconds: number }>(
    `select subject, failures, ceil(extract(epoch from until - clock_timestamp()))::int4 as seconds from throughline_auth.attempt
      where subject = any($1::bytea[]) and until > clock_timestamp()`,
    [subjects(attempt).map(({ subject }) => subject)],
  );
  const limits = new Map(subjects(attempt).map(({ subject, max }) => [subject.toString('hex'), max]));
  const locked = rows.filter(({ subject, failures }) => failures >= (limits.get(subject.toString('hex')) ?? 0));
  if (locked.length === 0) return;
  const retryAfter = Math.max(1, ...locked.map(({ seconds }) => seconds));
  throw new HttpProblem('sign-in-limited', 'There were too many attempts that were not right', { retryAfter });
}

export async function recordFailure(pool: Pool, attempt: Attempt): Promise<void> {
  await pool.query(
    `insert into throughline_auth.attempt as a (subject, failures, until)
       select subject, 1, clock_timestamp() + $2 * interval '1 second' from unnest($1::bytea[]) subject order by 1
     on conflict (subject) do update set
       failures = case when a.until > clock_timestamp() then a.failures + 1 else 1 end,
       until = case when a.until > clock_timestamp() then a.until else excluded.until end`,
    [subjects(attempt).map(({ subject }) => subject), windowSeconds],
  );
  await pool.query(
    `delete from throughline_auth.attempt where subject in
       (select subject from throughline_auth.attempt where until < clock_timestamp() limit 1000)`,
  );
}

/** The right one: what was wrong before is forgotten, for the person. */
export async function forgetFailures(pool: Pool, attempt: Attempt): Promise<void> {
  await pool.query('delete from throughline_auth.attempt where subject = $1', [subjects(attempt)[0].subject]);
}

/** A code of an authenticator is right for three of its half minutes, and a little: then it is forgotten that it was used. */
const codeSeconds = 120;

/** Whether a code that was right is given for the first time: of two at once, one. */
export async function takeCode(
  pool: Pool,
  { person, code }: { readonly person: string; readonly code: string },
): Promise<boolean> {
  const { rowCount } = await pool.query(
    `insert into throughline_auth.attempt as a (subject, failures, until)
       values ($1, 1, clock_timestamp() + $2 * interval '1 second')
     on conflict (subject) do update set until = excluded.until where a.until <= clock_timestamp()`,
    [digest(`used code ${code} of ${person}`), codeSeconds],
  );
  return rowCount === 1;
}

function subjects({ person, machine }: Attempt) {
  return [
    { subject: digest(`person ${person.toLowerCase()}`), max: failuresMax.person },
    { subject: digest(`machine ${machine}`), max: failuresMax.machine },
  ] as const;
}
