import {
  type CasePatch,
  type Deviation,
  type EventData,
  type EventOutcome,
  type JsonObject,
  joinPersonal,
} from '@throughline/language';
import { bucketOf } from '../case-id.ts';
import type { EventHead } from '../chain.ts';
import type { Queryable } from '../database.ts';
import { millis } from './lock-cases.ts';

/** An event as readers see it. Personal fields are in their places, unless they were erased. */
export interface EventView
  extends Omit<EventHead, 'context' | 'outcome' | 'deviation' | 'prevType' | 'gapMs' | 'dataCommitment' | 'personalCommitment'> {
  readonly reason: string | null;
  readonly input: JsonObject | null;
  readonly patch: CasePatch | null;
  readonly context: JsonObject;
  readonly outcome: EventOutcome;
  readonly deviation: Deviation | null;
  readonly isErased: boolean;
}

interface Row extends Omit<EventView, 'cause' | 'isErased'> {
  readonly personal: EventData | null;
  readonly causeCase: string | null;
  readonly causeSeq: number | null;
  readonly hadPersonal: boolean;
}

/** The events of a case from `after` (exclusive) on, in order; at most 1,000 a page. */
export async function readHistory(
  client: Queryable,
  id: string,
  { after = 0, limit = 100 }: { readonly after?: number; readonly limit?: number } = {},
): Promise<readonly EventView[]> {
  const { rows } = await client.query<Row>({
    text: `select case_id as "caseId", seq, flow, version, type, kind, state_from as "from", state_to as "to", actor, actor_kind as "actorKind", principal,
      ${millis('occurred_at')} as "occurredAt", ${millis('recorded_at')} as "recordedAt", reason, input, patch, personal, context, outcome,
      cause_case as "causeCase", cause_seq as "causeSeq", deviation, personal_commitment is not null as "hadPersonal"
      from throughline.event where bucket = $1 and case_id = $2 and seq > $3 order by seq limit $4`,
    values: [bucketOf(id), id, after, Math.min(limit, 1000)],
  });
  return rows.map(({ personal, causeCase, causeSeq, hadPersonal, ...row }) => ({
    ...row,
    ...(row.input === null || row.patch === null
      ? {}
      : joinPersonal({ input: row.input, patch: row.patch }, personal ?? undefined)),
    cause: causeCase === null || causeSeq === null ? null : { case: causeCase, seq: causeSeq },
    isErased: row.patch === null || (hadPersonal && personal === null),
  }));
}
