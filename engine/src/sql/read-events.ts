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

/** An event as it lies in the database. */
export interface StoredEvent extends Omit<EventView, 'cause' | 'isErased'> {
  readonly personal: EventData | null;
  readonly causeCase: string | null;
  readonly causeSeq: number | null;
  readonly hadPersonal: boolean;
}

/** The columns of a `StoredEvent`. */
export const eventColumns = (e: string) => `${e}.case_id as "caseId", ${e}.seq, ${e}.flow, ${e}.version, ${e}.type, ${e}.kind,
  ${e}.state_from as "from", ${e}.state_to as "to", ${e}.actor, ${e}.actor_kind as "actorKind", ${e}.principal,
  ${millis(`${e}.occurred_at`)} as "occurredAt", ${millis(`${e}.recorded_at`)} as "recordedAt", ${e}.reason, ${e}.input, ${e}.patch, ${e}.personal,
  ${e}.context, ${e}.outcome, ${e}.cause_case as "causeCase", ${e}.cause_seq as "causeSeq", ${e}.deviation, ${e}.personal_commitment is not null as "hadPersonal"`;

export function viewOfEvent({ personal, causeCase, causeSeq, hadPersonal, ...row }: StoredEvent): EventView {
  return {
    ...row,
    ...(row.input === null || row.patch === null
      ? {}
      : joinPersonal({ input: row.input, patch: row.patch }, personal ?? undefined)),
    cause: causeCase === null || causeSeq === null ? null : { case: causeCase, seq: causeSeq },
    isErased: row.patch === null || (hadPersonal && personal === null),
  };
}

/** The events of a case from `after` (exclusive) on, in order; at most 1,000 a page. */
export async function readHistory(
  client: Queryable,
  id: string,
  { after = 0, limit = 100 }: { readonly after?: number; readonly limit?: number } = {},
): Promise<readonly EventView[]> {
  const { rows } = await client.query<StoredEvent>({
    text: `select ${eventColumns('e')} from throughline.event e where bucket = $1 and case_id = $2 and seq > $3 order by seq limit $4`,
    values: [bucketOf(id), id, after, Math.min(limit, 1000)],
  });
  return rows.map(viewOfEvent);
}
