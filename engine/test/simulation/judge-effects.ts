import { caseId } from '../../src/case-id.ts';
import type { Blame } from './judge.ts';
import type { EffectRecord, Testimony } from './record.ts';
import type { Replayed } from './replay-log.ts';

/** Effects and links are those that were decided; each was done outside as often as declared, and each message came once. */
export function judgeEffects(testimony: Testimony, replayed: Replayed, blame: Blame): void {
  const { holdings, done } = testimony;
  const written = new Map(holdings.effects.map((effect) => [`${effect.caseId}/${effect.key}`, effect]));
  const wanted = new Set<string>();
  const links = new Set<string>();
  const cancelled = new Set<string>();
  for (const [name, { effects, links: linked, cancels = [], next }] of replayed.decided) {
    const [id] = name.split('/') as [string];
    for (const { key } of effects) wanted.add(`${id}/${key}`);
    for (const key of cancels) cancelled.add(`${id}/${key}`);
    for (const { name: of, flow, key } of linked) {
      const other = caseId({ flow, entity: next.entity, key });
      links.add(`${id}/out/${of}/${other}`).add(`${other}/in/${of}/${id}`);
    }
  }
  for (const name of wanted) if (!written.has(name)) blame(`${name}: an effect was decided and is not there`);
  for (const name of written.keys()) if (!wanted.has(name)) blame(`${name}: an effect is there that nobody decided`);
  for (const name of done.keys()) if (!written.has(name)) blame(`${name}: done outside, and never decided`);
  const found = holdings.links.map(({ caseId: id, direction, name, other }) => `${id}/${direction}/${name}/${other}`);
  if (found.toSorted().join() !== [...links].toSorted().join())
    blame(`links are ${found.join()} instead of ${[...links].join()}`);
  for (const [name, effect] of written) {
    if ((effect.moot || effect.status === 'cancelled') && !cancelled.has(name))
      blame(`${name}: cancelled, and its case needs it`);
    if (effect.kind === 'message') judgeMessage(name, effect, testimony, replayed, blame);
    else judgeDone(name, effect, testimony, blame);
    judgeTold(name, effect, testimony, replayed, blame);
  }
  judgeOrder(replayed, blame);
}

function judgeDone(name: string, { status, delivery, attempts }: EffectRecord, testimony: Testimony, blame: Blame): void {
  const { done, saidDone, doubtful, said, isUndisturbed } = testimony;
  const times = done.get(name) ?? 0;
  if (isUndisturbed && (saidDone.get(name) ?? 0) > 1) blame(`${name}: said to be done, and done again`);
  if (isUndisturbed && status === 'unknown' && !doubtful.has(name)) blame(`${name}: unknown, and nothing was in doubt`);
  if (status === 'pending' || status === 'held') blame(`${name}: still ${status} after ${attempts} attempts`);
  if (status === 'done' && times < 1) blame(`${name}: called done, and never done`);
  const last = said.get(`${name}/${attempts}`);
  if ((status === 'done' || status === 'refused') && status !== last)
    blame(`${name}: ${status}, and ${last} was said of attempt ${attempts}`);
  if (delivery === 'at-most-once' && times > 1) blame(`${name}: done ${times} times, and once at most was declared`);
  if (isUndisturbed && (status === 'refused' || status === 'cancelled') && times > 0 && !doubtful.has(name))
    blame(`${name}: ${status}, and done ${times} times`);
}

function judgeMessage(name: string, effect: EffectRecord, { holdings }: Testimony, replayed: Replayed, blame: Blame): void {
  const { outgoing } = replayed;
  const { status, caseId: sender, seq, key } = effect;
  const sent = outgoing.get(`${sender}/${seq}`)?.find((each) => each.way === 'message' && each.key === key);
  if (sent === undefined) return blame(`${name}: a message that nobody decided`);
  const source = holdings.sources.get('case');
  const signed = holdings.receipts.filter((each) => each.caseId === sent.target && each.key === name);
  if (status !== 'done' && status !== 'refused') blame(`${name}: a message is still ${status}`);
  if (signed.some((receipt) => receipt.source !== source)) blame(`${name}: signed by a source that is not there`);
  const isTaken = signed.some(({ result }) => result === null || result.outcome === 'deviated');
  if ((sent.event !== undefined) !== isTaken)
    blame(`${name}: taken ${isTaken}, and ${sent.event === undefined ? 'not ' : ''}in the log`);
  if (isTaken && status !== 'done') blame(`${name}: delivered, and ${status}`);
}

/** Whose effect came to nothing is told, once; who asked for an answer hears it, or that it could not be heard. */
function judgeTold(name: string, effect: EffectRecord, { holdings }: Testimony, { decided }: Replayed, blame: Blame): void {
  const { caseId: id, key, status, seq, moot } = effect;
  const told = holdings.events.filter(
    (event) =>
      event.caseId === id &&
      event.type === 'effect-failed' &&
      event.causeSeq === seq &&
      (JSON.parse(event.input ?? '{}') as { effect?: string }).effect === key,
  );
  const draft = decided.get(`${id}/${seq}`)?.effects.find((each) => each.key === key);
  const asksForAnswer = draft?.kind === 'message' && draft.reply !== undefined && status === 'done';
  const source = holdings.sources.get('effect');
  const heard = holdings.receipts.filter(
    (each) => each.caseId === id && each.source === source && each.key === `${key}/answered` && each.seq !== null,
  );
  const isFailed = status === 'refused' || status === 'dead' || status === 'unknown';
  const isDue = (isFailed && !moot) || asksForAnswer;
  if (told.length + heard.length !== (isDue ? 1 : 0))
    blame(`${name}: ${status}, its answer heard ${heard.length} times, and its case told ${told.length} times`);
}

/** What one case sends to another arrives in the order of its events. */
function judgeOrder({ outgoing }: Replayed, blame: Blame): void {
  const arrived = [...outgoing.values()].flat().filter(({ way, event }) => way === 'message' && event !== undefined);
  const byPair = Map.groupBy(arrived, ({ target, event }) => `${event?.causeCase} to ${target}`);
  for (const [pair, messages] of byPair) {
    const inOrder = messages
      .toSorted((a, b) => (a.event?.seq ?? 0) - (b.event?.seq ?? 0))
      .map(({ event }) => event?.causeSeq ?? 0);
    if (inOrder.some((seq, index) => seq < (inOrder[index - 1] ?? 0)))
      blame(`${pair}: messages came in the order ${inOrder.join()}`);
  }
}
