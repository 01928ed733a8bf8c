import type { Queryable } from '../database.ts';
import { type Receipt, readReceipts } from '../sql/receipts.ts';
import { findSources } from '../sql/sources.ts';
import type { DispatchResult, Refusal, Submission } from './submission.ts';
import { prepareAll, receiptName } from './world.ts';

/** The answer to a submission whose receipt is there already. */
export function answerAgain({ digest, seq: ownSeq, result }: Receipt, sentTo: string, asked: string): DispatchResult {
  const caseId = result?.elsewhere?.case ?? sentTo;
  const firstSeq = result?.elsewhere?.seq ?? ownSeq;
  const seq = firstSeq === null ? {} : { seq: firstSeq };
  // Of what was erased nobody can say any more whether it was the same.
  if (digest !== null && digest !== asked) return { outcome: 'conflict', caseId, ...seq };
  const refusal = result?.refusal as Refusal | undefined;
  return {
    outcome: 'duplicate',
    caseId,
    first: { outcome: result?.outcome ?? 'applied', ...seq, ...(refusal === undefined ? {} : { refusal }) },
  };
}

/** How those of some submissions would be answered that have been sent before; the others are `undefined`. Writes nothing. */
export async function readAnswers(
  client: Queryable,
  submissions: readonly Submission[],
): Promise<readonly (DispatchResult | undefined)[]> {
  const names = new Set(submissions.flatMap(({ receipt }) => (receipt === undefined ? [] : [receipt.source])));
  const sourceIds = await findSources(client, [...names]);
  // From a source that is new nothing has come before, and signing everything takes time.
  if (sourceIds.size === 0) return submissions.map(() => undefined);
  const prepared = prepareAll(submissions, sourceIds);
  const keys = prepared.flatMap(({ receipt }) => (receipt === undefined ? [] : [receipt]));
  const first = new Map((await readReceipts(client, keys)).map((receipt) => [receiptName(receipt), receipt]));
  return prepared.map(({ receipt, caseId }) => {
    const known = receipt === undefined ? undefined : first.get(receiptName(receipt));
    return receipt === undefined || known === undefined ? undefined : answerAgain(known, caseId, receipt.digest);
  });
}
