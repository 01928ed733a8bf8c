import { caseId } from '../../src/case-id.ts';
import type { Blame, Histories } from './judge.ts';
import type { Answer, EventRecord, Testimony } from './record.ts';
import type { Wish } from './story.ts';

/** Every wish is in the log as often as those who asked were told: once, or not at all. */
export function judgeWishes({ answers, holdings }: Testimony, histories: Histories, blame: Blame): void {
  const byWish = Map.groupBy(answers, ({ wish }) => wish.actor);
  const happened = new Map<string, number>();
  for (const [actor, told] of byWish) {
    const [{ wish }] = told as [Answer];
    const events = eventsOf(wish, histories);
    happened.set(actor, events.length);
    judgeWish(wish, told, events, blame);
    const { receipt } = wish.submission;
    const [event] = events;
    if (receipt === undefined || event === undefined) continue;
    const source = holdings.sources.get(receipt.source);
    const signed = holdings.receipts.filter((each) => each.caseId === event.caseId && each.key === receipt.key);
    if (signed.length !== 1 || signed[0]?.source !== source || signed[0]?.seq !== event.seq)
      blame(
        `${actor}: ${signed.length} receipts, for event ${signed[0]?.seq} instead of ${event.seq}, source ${signed[0]?.source} of ${source}`,
      );
  }
  judgeKeys(
    [...byWish.values()].map(([answer]) => (answer as Answer).wish),
    happened,
    blame,
  );
}

function judgeWish(wish: Wish, told: readonly Answer[], events: readonly EventRecord[], blame: Blame): void {
  const seqs = new Set(told.flatMap(seqTold));
  const isUnsure = told.some(({ result }) => result === 'unknown');
  if (events.length > 1) blame(`${wish.actor}: happened ${events.length} times`);
  if (seqs.size > 1) blame(`${wish.actor}: told of several events: ${[...seqs].join()}`);
  const [seq] = seqs;
  if (seq !== undefined && events[0]?.seq !== seq) blame(`${wish.actor}: told of event ${seq}, which is ${events[0]?.seq}`);
  if (seqs.size === 0 && !isUnsure && events.length > 0)
    blame(`${wish.actor}: happened, and was told ${told.map(({ result }) => JSON.stringify(result)).join()}`);
  for (const { result } of told) {
    if (typeof result === 'string' || result.outcome !== 'failed') continue;
    const { code } = result.refusal;
    if (!(wish.isPoison && code === 'data-error')) blame(`${wish.actor}: failed: ${code} ${result.refusal.message}`);
  }
}

function seqTold({ result }: Answer): readonly number[] {
  if (typeof result === 'string') return [];
  if (result.outcome === 'applied' || result.outcome === 'deviated') return [result.seq];
  return result.outcome === 'duplicate' && result.first.seq !== undefined ? [result.first.seq] : [];
}

/** The events that the wish itself became, without what followed from them. */
function eventsOf({ actor, submission }: Wish, histories: Histories): readonly EventRecord[] {
  const { case: address } = submission;
  const id = address.id ?? caseId(address);
  return (histories.get(id) ?? []).filter((event) => event.actor === actor && event.causeCase === null);
}

/** Of all that was sent under one key, one thing has happened at most. */
function judgeKeys(wishes: readonly Wish[], happened: ReadonlyMap<string, number>, blame: Blame): void {
  const byKey = Map.groupBy(wishes, ({ submission: { case: address, receipt } }) =>
    receipt === undefined ? undefined : `${JSON.stringify(address)}/${receipt.source}/${receipt.key}`,
  );
  for (const [key, sharing] of byKey) {
    if (key === undefined) continue;
    const events = sharing.reduce((sum, { actor }) => sum + (happened.get(actor) ?? 0), 0);
    if (events > 1) blame(`${key}: ${events} events under one key`);
  }
}
