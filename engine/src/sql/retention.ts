import type { Millis } from '@throughline/language';
import type { Queryable } from '../database.ts';
import { millis } from './lock-cases.ts';

/** A removal of what was kept long enough: by whose word, and how far it has come. Instants in UTC milliseconds. */
export interface RetentionView {
  readonly id: number;
  readonly before: Millis;
  /** `null`: all. */
  readonly flows: readonly string[] | null;
  /** The seal behind which it works. */
  readonly boundary: number;
  readonly by: string;
  readonly reason: string;
  readonly begunAt: Millis;
  readonly finishedAt: Millis | null;
  /** Root cases with their owned children. */
  readonly families: number;
  readonly cases: number;
  readonly events: number;
}

const columns = `id::float8, ${millis('before')} as before, flows, boundary::float8, decided_by as by, reason, ${millis('begun_at')} as "begunAt",
  ${millis('finished_at')} as "finishedAt", families::float8, cases::float8, events::float8`;

export type RetentionDecision = Pick<RetentionView, 'before' | 'flows' | 'boundary' | 'by' | 'reason'>;

export async function insertRetention(client: Queryable, decision: RetentionDecision): Promise<RetentionView> {
  const { before, flows, boundary, by, reason } = decision;
  const { rows } = await client.query<RetentionView>({
    text: `insert into throughline.retention (before, flows, boundary, decided_by, reason)
      values (to_timestamp($1::float8 / 1000), $2::json, $3, $4, $5) returning ${columns}`,
    values: [before, flows === null ? null : JSON.stringify(flows), boundary, by, reason],
  });
  const [row] = rows;
  if (row === undefined) throw new Error('insertRetention returned no row');
  return row;
}

/** One that asked for the same and was broken off. */
export async function findUnfinishedRetention(
  client: Queryable,
  { before, flows }: Pick<RetentionView, 'before' | 'flows'>,
): Promise<RetentionView | undefined> {
  const { rows } = await client.query<RetentionView>({
    text: `select ${columns} from throughline.retention where finished_at is null and before = to_timestamp($1::float8 / 1000)
        and flows::text is not distinct from $2 order by id limit 1`,
    values: [before, flows === null ? null : JSON.stringify(flows)],
  });
  return rows[0];
}

/** How far it has come: the last root case that it has looked at. Whoever else carries it out waits. `undefined`: it is over. */
export async function lockRetention(client: Queryable, id: number): Promise<{ readonly lastCase: string | null } | undefined> {
  const { rows } = await client.query<{ lastCase: string | null }>({
    text: `select last_case as "lastCase" from throughline.retention where id = $1 and finished_at is null for update`,
    values: [id],
  });
  return rows[0];
}

export async function saveRetention(
  client: Queryable,
  id: number,
  step: Pick<RetentionView, 'families' | 'cases' | 'events'> & { readonly lastCase: string | null },
): Promise<void> {
  await client.query({
    text: `update throughline.retention set last_case = coalesce($2, last_case), families = families + $3, cases = cases + $4,
        events = events + $5, finished_at = case when $2::uuid is null then clock_timestamp() end where id = $1`,
    values: [id, step.lastCase, step.families, step.cases, step.events],
  });
}

/** The newest first, at most 1,000. */
export async function readRetentions(client: Queryable): Promise<readonly RetentionView[]> {
  const { rows } = await client.query<RetentionView>({
    text: `select ${columns} from throughline.retention order by throughline.retention.id desc limit 1000`,
  });
  return rows;
}

export async function readRetention(client: Queryable, id: number): Promise<RetentionView | undefined> {
  const { rows } = await client.query<RetentionView>({
    text: `select ${columns} from throughline.retention where throughline.retention.id = $1`,
    values: [id],
  });
  return rows[0];
}
