import type { RefusedAttempt } from '@throughline/api';
import { ThroughlineError } from '../errors.ts';
import { type Company, requireRole } from './accounts.ts';
import { namesOf } from './names-of-people.ts';

interface Row {
  readonly id: string;
  readonly way: RefusedAttempt['way'];
  readonly person: string | null;
  readonly address: Buffer | null;
  readonly attempts: number;
  readonly began: Date;
  readonly last: Date;
  readonly machine: string | null;
}

/** The attempts of the last 90 days that were refused, the latest first. @throws HttpProblem role-required, ThroughlineError cursor-invalid */
export async function listRefused(
  { throughline, actor }: Company,
  { limit, after }: { readonly limit: number; readonly after?: string | undefined },
): Promise<{ readonly items: RefusedAttempt[]; readonly next?: string }> {
  requireRole(actor, 'administrator', 'auditor');
  const place = after === undefined ? undefined : placeIn(after);
  const { rows } = await throughline.pool.query<Row>(
    `select id, way, person, address, attempts, began, last_at as last, machine from throughline_auth.refused_attempt
      where began > clock_timestamp() - interval '90 days' and ($2::timestamptz is null or (began, id) < ($2, $3::uuid))
      order by began desc, id desc limit $1`,
    [limit + 1, place?.began ?? null, place?.id ?? null],
  );
  const shown = rows.slice(0, limit);
  // Auditors see what was tried, and nothing that is personal.
  const isAdministrator = actor.roles.includes('administrator');
  const people = isAdministrator ? shown.flatMap(({ person }) => (person === null ? [] : [person])) : [];
  const names = await namesOf(throughline, people);
  const items = shown.map(({ way, person, address, attempts, began, last, machine }) => ({
    ...{ way, attempts, from: began.toISOString(), at: last.toISOString() },
    person: person === null ? null : { id: person, name: names.get(person) ?? person },
    unknown: address === null ? null : address.toString('hex').slice(0, 12),
    machine: isAdministrator ? machine : null,
  }));
  const last = rows.length > limit ? shown.at(-1) : undefined;
  return last === undefined ? { items } : { items, next: `${last.began.getTime()}.${last.id}` };
}

function placeIn(after: string): { readonly began: Date; readonly id: string } {
  const [, began = '', id = ''] = /^(\d{1,15})\.([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})$/.exec(after) ?? [];
  if (id === '') throw new ThroughlineError('cursor-invalid', 'The cursor is none of this list', { place: 'after' });
  return { began: new Date(Number(began)), id };
}
