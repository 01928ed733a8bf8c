import { type DispatchParts, dispatchBatch } from './dispatch/dispatch.ts';

export const deadlinesMax = 500;

/**
 * Works off the deadlines of cases whose wake-up has come, longest due first. Two workers may take the same case: the second
 * finds nothing due. Returns how many cases were looked at; zero: nothing is due.
 */
export async function runDeadlines(parts: DispatchParts, limit = deadlinesMax): Promise<number> {
  const { alone } = parts.store;
  const { now } = await alone.readMoment();
  const due = await alone.readDueCases(now, Math.min(limit, deadlinesMax));
  if (due.length === 0) return 0;
  const results = await dispatchBatch(
    parts,
    due.map((id) => ({ case: { id }, input: { kind: 'deadline' } })),
  );
  const stuck = results.flatMap((result) =>
    result.outcome === 'failed' ? [{ caseId: result.caseId, reason: `${result.refusal.code}: ${result.refusal.message}` }] : [],
  );
  await alone.quarantineCases(stuck, now);
  return due.length;
}
