import type { FactRecord, RecordResult, WriteBatch } from '@throughline/connect';
import { caseId, type Submission } from '@throughline/engine';
import { type Applied, type CaseRecord, type CompiledFlow, decide } from '@throughline/language';
import { findExisting } from './sql/find-existing.ts';
import type { Throughline } from './throughline.ts';

/** So many cases are held in memory; past them the one that was touched longest ago is forgotten. */
const casesMax = 100_000;

/** Decides in memory what an import would do to the cases as they are now. Writes nothing. */
export function dryRunCheck(
  { engine, pool }: Throughline,
  flow: CompiledFlow,
  submissionOf: (record: FactRecord) => Submission,
  onPlaced?: (record: CaseRecord) => void,
): WriteBatch {
  const cases = new Map<string, CaseRecord>();
  const keep = (id: string, record: CaseRecord) => {
    onPlaced?.(record);
    cases.delete(id);
    cases.set(id, record);
    const [oldest] = cases.keys();
    if (cases.size > casesMax && oldest !== undefined) cases.delete(oldest);
  };
  return async (batch) => {
    const { now } = await engine.clock();
    const ids = batch.map(({ identity }) => caseId(identity));
    const answers = await engine.answers(batch.map(submissionOf));
    const stored = await findExisting(
      pool,
      [...new Set(ids)].filter((id) => !cases.has(id)),
    );
    const results: RecordResult[] = [];
    for (const [index, record] of batch.entries()) {
      const id = ids[index] as string;
      const answer = answers[index];
      if (answer !== undefined) results.push(answer);
      else {
        const before = cases.get(id) ?? (stored.has(id) ? await engine.readCase(id) : undefined);
        results.push(judge(flow, { id, record, before, now, keep }));
      }
    }
    return results;
  };
}

interface Judged {
  readonly id: string;
  readonly record: FactRecord;
  readonly before: CaseRecord | undefined;
  readonly now: number;
  readonly keep: (id: string, record: CaseRecord) => void;
}

function judge(flow: CompiledFlow, { id, record, before, now, keep }: Judged): RecordResult {
  const decision = decide(flow, before ?? { ...record.identity, id }, record.fact, { now });
  if (decision.kind === 'refused') return { outcome: 'refused', refusal: decision };
  if (decision.kind === 'ignored') return { outcome: 'ignored' };
  const next = afterAll(flow, decision, now);
  keep(id, next);
  return { outcome: decision.kind, state: next.state };
}

/** The case once the facts that waited for its birth are decided, too. */
function afterAll(flow: CompiledFlow, { next: first, following = [] }: Applied, now: number): CaseRecord {
  let next = first;
  for (const input of following) {
    const decision = decide(flow, next, input, { now });
    if (decision.kind === 'applied' || decision.kind === 'deviated') next = decision.next;
  }
  return next;
}
