import { bucketOf } from '../case-id.ts';
import { chainStart, commitment, dataText, type EventHead, eventHash } from '../chain.ts';
import type { LoggedEvent } from '../sql/read-log-page.ts';

export const findingCodes = {
  'event-missing': 'The numbers of the case’s events have a gap',
  'event-changed': 'The hash of the event does not follow from its content and the hash before it',
  'data-changed': 'Input, patch or reason are not what was committed to',
  'personal-changed': 'The personal part is not what was committed to',
  'case-missing': 'There are events of a case, but no case',
  'cause-missing': 'The event follows from an event that is not there',
  'events-missing': 'There is a case, but no first event of it, or only half of its rows; or something else knows of more events',
  'identity-changed': 'The case’s id does not follow from its name, or the name is not that of its first event',
  'head-changed': 'The case does not end with the last event of its log',
  'state-changed': 'The case’s row is not what its last event says',
  'data-differs': 'The case’s data is not the fold of its patches',
  'clocks-differ': 'The case’s clocks are not the fold of its patches',
} as const;
export type FindingCode = keyof typeof findingCodes;

/** What verification says of one event against the one before it; nothing where all is well. */
export function checkEvent(event: LoggedEvent, before: Pick<LoggedEvent, 'seq' | 'hash'> | undefined): FindingCode | undefined {
  if (event.seq !== (before?.seq ?? 0) + 1) return 'event-missing';
  if (eventHash(before?.hash ?? chainStart, headOf(event)) !== event.hash || event.bucket !== bucketOf(event.caseId))
    return 'event-changed';
  const { dataSalt, input, patch, reason, personalSalt, personal, personalCommitment } = event;
  if (dataSalt !== null && input !== null && patch !== null) {
    if (commitment(dataSalt, dataText(input, patch, reason)) !== event.dataCommitment) return 'data-changed';
  } else if (reason !== null) {
    return 'data-changed';
  }
  if (personal === null || personalSalt === null) return undefined;
  if (personalCommitment === null || commitment(personalSalt, personal) !== personalCommitment) return 'personal-changed';
  return undefined;
}

function headOf({ causeCase, causeSeq, ...event }: LoggedEvent): EventHead {
  return { ...event, cause: causeCase === null || causeSeq === null ? null : { case: causeCase, seq: causeSeq } };
}

/** What was erased cannot be folded. */
export function isErased({ patch, personal, personalCommitment }: LoggedEvent): boolean {
  return patch === null || (personal === null && personalCommitment !== null);
}
