import {
  type Applied,
  type CaseRecord,
  type Decision,
  decide,
  type EventData,
  type Input,
  type JsonObject,
  joinPersonal,
  type Message,
  splitPersonal,
} from '@throughline/language';
import { caseId, childId } from '../../src/case-id.ts';
import { canonicalObject } from '../../src/chain.ts';
import type { Blame, FlowOf, Histories } from './judge.ts';
import type { EventRecord, Testimony } from './record.ts';

/** What an event means for another case, or later for its own. */
interface Outgoing {
  readonly target: string;
  readonly identity: { readonly flow: string; readonly entity: string; readonly key: string; readonly parent?: string };
  readonly input: Input;
  readonly way: 'child' | 'parent' | 'same' | 'message';
  readonly isBirth: boolean;
  /** Of a message: the key of its effect. */
  readonly key?: string;
  event: EventRecord | undefined;
}

/** What the log says again when it is decided anew. */
export interface Replayed {
  /** By case and number. */
  readonly decided: ReadonlyMap<string, Applied>;
  readonly outgoing: ReadonlyMap<string, readonly Outgoing[]>;
}

const nameOf = (id: string, seq: number) => `${id}/${seq}`;

/**
 * Decides every event anew: each on the case that those before it left, an event that follows from another one after that. What comes
 * out must be what was written, and whatever an event means for others must have come to them.
 */
export function replayLog({ answers }: Testimony, histories: Histories, flowOf: FlowOf, blame: Blame): Replayed {
  const wished = new Map(answers.map(({ wish }) => [wish.actor, wish.submission.input]));
  const decided = new Map<string, Applied>();
  const outgoing = new Map<string, Outgoing[]>();
  const records = new Map<string, CaseRecord>();
  const open = new Map([...histories].map(([id, history]) => [id, [...history]]));
  for (let progress = true; progress; ) {
    progress = false;
    for (const [id, history] of open) {
      for (let event = history[0]; event !== undefined && isReady(event, decided); event = history[0]) {
        history.shift();
        progress = true;
        const sent = sentTo(event, outgoing);
        const input = sent?.input ?? inputOf(event, wished);
        const decision = decideAgain(event, { input, sent, before: records.get(id), flowOf });
        if (decision === undefined || !('next' in decision)) {
          blame(`${nameOf(id, event.seq)}: ${event.type} would be ${JSON.stringify(decision ?? 'unheard of')}`);
          return { decided, outgoing };
        }
        compare(event, decision, flowOf, blame);
        records.set(id, { ...decision.next, seq: event.seq });
        decided.set(nameOf(id, event.seq), decision);
        outgoing.set(nameOf(id, event.seq), outgoingOf(event, decision, records.get(id) as CaseRecord));
      }
    }
  }
  for (const [id, [event]] of open)
    if (event !== undefined) blame(`${nameOf(id, event.seq)}: follows from nothing that happened`);
  for (const [name, all] of outgoing)
    for (const { isBirth, event, target } of all) if (isBirth && event === undefined) blame(`${name}: ${target} was not born`);
  return { decided, outgoing };
}

function isReady({ causeCase, causeSeq }: EventRecord, decided: ReadonlyMap<string, Applied>): boolean {
  return causeCase === null || causeSeq === null || decided.has(nameOf(causeCase, causeSeq));
}

/** What its cause has sent it, where that is known; it is taken by it. */
function sentTo(event: EventRecord, outgoing: ReadonlyMap<string, Outgoing[]>): Outgoing | undefined {
  const { causeCase, causeSeq, caseId: id, type } = event;
  if (causeCase === null || causeSeq === null) return undefined;
  const sent = outgoing
    .get(nameOf(causeCase, causeSeq))
    ?.find(
      (each) => each.target === id && each.event === undefined && each.input.kind !== 'deadline' && each.input.type === type,
    );
  if (sent !== undefined) sent.event = event;
  return sent;
}

/** The wish that it was, the clock, or what the engine itself tells a case of its effects. */
function inputOf(event: EventRecord, wished: ReadonlyMap<string, Input>): Input | undefined {
  if (event.kind === 'deadline') return { kind: 'deadline' };
  if (event.causeCase === null) return wished.get(event.actor);
  // Failed effects and answers, whose words are the engine's: that they come once is judged elsewhere.
  if (event.kind !== 'message') return undefined;
  const actor = { id: event.actor, kind: event.actorKind, principal: event.principal, roles: [] };
  const open = { input: JSON.parse(event.input ?? '{}') as JsonObject, patch: {} } as EventData;
  const { input: data } = joinPersonal(open, event.personal === null ? undefined : (JSON.parse(event.personal) as EventData));
  return { kind: 'message', type: event.type, data, actor, occurredAt: event.occurredAt };
}

interface Again {
  readonly input: Input | undefined;
  readonly sent: Outgoing | undefined;
  readonly before: CaseRecord | undefined;
  readonly flowOf: FlowOf;
}

function decideAgain(event: EventRecord, { input, sent, before, flowOf }: Again): Decision | undefined {
  const flow = flowOf(event.flow, before?.version ?? event.version);
  if (input === undefined || flow === undefined) return undefined;
  const named = (JSON.parse(event.context) as { case?: { flow: string; entity: string; key: string } }).case;
  const identity = sent?.identity ?? named;
  if (before === undefined && identity === undefined) return undefined;
  const subject = before ?? { id: event.caseId, ...(identity as NonNullable<typeof identity>) };
  return decide(flow, subject, input, { now: event.decidedAt });
}

function compare(event: EventRecord, { event: draft }: Applied, flowOf: FlowOf, blame: Blame): void {
  const flow = flowOf(event.flow, event.version);
  if (flow === undefined) return;
  const { open, personal } = splitPersonal(flow, draft);
  const written = [
    event.type,
    event.from,
    event.to,
    event.occurredAt,
    event.input,
    event.patch,
    event.outcome,
    event.personal === null,
  ];
  const again = [
    ...[
      draft.type,
      draft.from,
      draft.to,
      draft.occurredAt,
      canonicalObject(open.input),
      canonicalObject(open.patch as JsonObject),
    ],
    ...[canonicalObject(draft.outcome as JsonObject), personal === undefined],
  ];
  if (JSON.stringify(written) !== JSON.stringify(again))
    blame(`${nameOf(event.caseId, event.seq)}: decided anew it is ${JSON.stringify(again)}, and was ${JSON.stringify(written)}`);
}

function outgoingOf({ caseId: id }: EventRecord, decision: Applied, record: CaseRecord): Outgoing[] {
  const { flow, entity, key } = record;
  const children = decision.children.map(({ flow: of, key: name, birth, message }): Outgoing => {
    const identity = { flow: of, entity, key: name, parent: id };
    return { target: childId(id, of, name), identity, input: message, way: 'child', isBirth: birth, event: undefined };
  });
  const toParent = (message: Message, parent: string): Outgoing => ({
    ...{ target: parent, identity: { flow, entity, key }, input: message, way: 'parent', isBirth: false, event: undefined },
  });
  const messages = decision.effects.flatMap((effect): Outgoing[] =>
    effect.kind === 'message'
      ? [
          {
            ...{ target: caseId(effect.target), identity: effect.target, input: effect.message, way: 'message', isBirth: false },
            ...{ key: effect.key, event: undefined },
          },
        ]
      : [],
  );
  const same = (decision.following ?? []).map(
    (input): Outgoing => ({ target: id, identity: { flow, entity, key }, input, way: 'same', isBirth: false, event: undefined }),
  );
  return [
    ...children,
    ...(decision.toParent === undefined || record.parent === undefined ? [] : [toParent(decision.toParent, record.parent)]),
    ...messages,
    ...same,
  ];
}
