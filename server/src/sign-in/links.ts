import type { Pool } from 'pg';
import { HttpProblem } from '../http/problem.ts';
import { digest, newSecret } from './secret.ts';

export type LinkKind = 'owner' | 'invitation' | 'password';

export interface Link {
  readonly kind: LinkKind;
  /** Absent: of the first person. */
  readonly person: string | undefined;
  readonly until: Date;
}

const hours = 24;

/** A link for one use within a day, in place of those of the person before. What it carries is nowhere but in the answer. */
export async function issueLink(
  pool: Pool,
  { kind, person }: Pick<Link, 'kind' | 'person'>,
): Promise<{ readonly token: string; readonly until: Date }> {
  const token = newSecret();
  const { rows } = await pool.query<{ until: Date }>(
    `with gone as (delete from throughline_auth.link where person is not distinct from $2 or until < clock_timestamp())
     insert into throughline_auth.link (hash, person, kind, until)
       values ($1, $2, $3, clock_timestamp() + $4 * interval '1 hour') returning until`,
    [digest(token), person ?? null, kind, hours],
  );
  const until = rows[0]?.until;
  if (until === undefined) throw new Error('A link was not kept');
  return { token, until };
}

/** @throws HttpProblem link-invalid */
export async function readLink(pool: Pool, token: string): Promise<Link> {
  const { rows } = await pool.query<Row>(
    'select kind, person, until from throughline_auth.link where hash = $1 and until > clock_timestamp()',
    [digest(token)],
  );
  return linkIn(rows);
}

/** Takes it: of two who use it at once, one is first. @throws HttpProblem link-invalid */
export async function takeLink(pool: Pool, token: string): Promise<Link> {
  const { rows } = await pool.query<Row>(
    'delete from throughline_auth.link where hash = $1 and until > clock_timestamp() returning kind, person, until',
    [digest(token)],
  );
  return linkIn(rows);
}

interface Row {
  readonly kind: LinkKind;
  readonly person: string | null;
  readonly until: Date;
}

function linkIn([row]: readonly Row[]): Link {
  if (row === undefined) throw new HttpProblem('link-invalid', 'The link was used, replaced, or is older than a day');
  return { kind: row.kind, person: row.person ?? undefined, until: row.until };
}
