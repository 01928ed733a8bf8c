import type { CompiledFlow } from '../compile/compiled.ts';
import type { Fact, Input } from '../input.ts';
import { canonical, type JsonObject } from '../json.ts';
import { settle } from './apply.ts';
import { raise } from './children.ts';
import { requirePayload } from './command.ts';
import { type Draft, isUnborn, note, type Subject } from './draft.ts';
import { takeFact } from './fact.ts';
import { Refusal, refuse } from './refusal.ts';

/** At most so many facts wait for the birth of one case. */
export const waitingMax = 50;

/** Whether a fact has come before its case was born, and the flow lets it wait. */
export function isEarly(flow: CompiledFlow, subject: Subject, { type }: Fact): boolean {
  return flow.expected !== undefined && isUnborn(flow, subject) && flow.events.has(type) && !flow.start.has(type);
}

/** The fact waits for the birth of its case. What it carries is judged now: who sent it can still mend it. */
export function awaitBirth(draft: Draft, { type, data, actor, source, occurredAt }: Fact): void {
  const event = draft.flow.events.get(type);
  if (event === undefined) refuse('event-unknown');
  requirePayload(event, data);
  const waiting = draft.clocks.waiting ?? [];
  if (waiting.length >= waitingMax)
    refuse('limit-exceeded', { message: `${waitingMax} facts wait already for the birth of ${draft.subject.key}` });
  draft.state = 'expected';
  draft.clocks = { ...draft.clocks, waiting: [...waiting, { type, data, actor, source, at: occurredAt }] };
  settle(draft);
}

/** Whether the input is the fact whose turn it is of those that waited for the birth of the case. */
export function isAwaitedFact(flow: CompiledFlow, subject: Subject, input: Input): boolean {
  if (input.kind !== 'fact' || subject.state === undefined) return false;
  if (subject.clocks.waiting === undefined || isUnborn(flow, subject)) return false;
  const [first] = subject.clocks.waiting;
  return (
    input.type === first?.type &&
    input.occurredAt === first.at &&
    input.source.name === first.source.name &&
    canonical(input.data) === canonical(first.data as JsonObject)
  );
}

/**
 * A fact that waited is none that came late: it counts in full. It was taken once, so it is not refused now: where it does not
 * go together with how the case was born, it is a deviation that sets nothing.
 */
export function takeAwaited(start: () => Draft): Draft {
  const draft = withoutFirst(start());
  try {
    takeFact(draft, { isAwaited: true });
    return draft;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return deviate(withoutFirst(start()), error.refused.message);
  }
}

function deviate(draft: Draft, message: string): Draft {
  draft.deviation = { code: 'not-expected-here', state: draft.state, event: draft.type, message };
  note(draft, 'failures', message);
  raise(draft, 'deviation');
  settle(draft);
  return draft;
}

function withoutFirst(draft: Draft): Draft {
  const { waiting: [, ...others] = [], ...rest } = draft.clocks;
  draft.clocks = others.length === 0 ? rest : { ...rest, waiting: others };
  return draft;
}
