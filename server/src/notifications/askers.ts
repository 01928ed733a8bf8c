import { bucketOf } from '@throughline/engine';
import type { Pool } from 'pg';
import type { LoggedEvent } from './log-page.ts';

/** Who asked for an approval. */
export interface AskedFor {
  /** The principal. */
  readonly by: string;
}

/** Of each approval that some events answer (`<case> <seq> <approval>`), who asked for it last before. One statement, however many. */
export async function readAskers(pool: Pool, events: readonly LoggedEvent[]): Promise<ReadonlyMap<string, AskedFor>> {
  const answered = events.flatMap((event) => answeredIn(event).map((of) => ({ id: event.caseId, seq: event.seq, of })));
  if (answered.length === 0) return new Map();
  const { rows } = await pool.query<{ readonly id: string; readonly seq: number; readonly of: string; readonly by: string }>({
    name: 'throughline-notification-askers',
    text: `select a.id, a.seq, a.of, e.principal as by
      from unnest($1::int2[], $2::uuid[], $3::int4[], $4::text[]) a (bucket, id, seq, of)
      cross join lateral (
        select principal from throughline.event
        where bucket = a.bucket and case_id = a.id and seq < a.seq and outcome->>'awaiting' = a.of order by seq desc limit 1) e`,
    values: [
      answered.map(({ id }) => bucketOf(id)),
      answered.map(({ id }) => id),
      answered.map(({ seq }) => seq),
      answered.map(({ of }) => of),
    ],
  });
  return new Map(rows.map(({ id, seq, of, by }) => [`${id} ${seq} ${of}`, { by }]));
}

/** The approvals on which an event is the last word. */
export function answeredIn({ type, input, outcome }: Pick<LoggedEvent, 'type' | 'input' | 'outcome'>): readonly string[] {
  const of = input?.['of'];
  const given = (type === 'approve' && (outcome.missing ?? 0) === 0) || type === 'decline';
  return [...(given && typeof of === 'string' ? [of] : []), ...(outcome.voided ?? [])];
}
