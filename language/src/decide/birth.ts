import { hasPersonBehind } from '../actor-at.ts';
import { retractedState } from '../built-in.ts';
import type { Clocks, WaitingFact } from '../case.ts';
import type { CompiledEvent } from '../compile/compiled.ts';
import type { Fact } from '../input.ts';
import { type JsonObject, mergePatch } from '../json.ts';
import { requireOwnKey, withDefaults } from './apply.ts';
import { type Draft, isBorn } from './draft.ts';
import { refuse } from './refusal.ts';

export function refuseUnborn({ flow, subject }: Draft): never {
  const message = !isBorn(subject)
    ? `${subject.flow} ${subject.key} does not exist`
    : subject.state === retractedState
      ? `${subject.flow} ${subject.key} was taken back: only what begins it anew can happen to it`
      : `${subject.flow} ${subject.key} is expected, and nothing has begun it yet`;
  refuse('case-not-born', { message, expected: [...flow.start.keys()] });
}

/** A start event without a declared payload carries the data of the case itself; the business key must be the case's own. */
export function takeBirthData(draft: Draft, event: CompiledEvent): void {
  const { flow, subject } = draft;
  draft.clocks = { ...startingClocks(draft), bornAt: draft.at };
  if (flow.definition.events?.[event.name]?.data === undefined) {
    requireUndecided(draft);
    draft.data = withDefaults(flow.data.schema, mergePatch({}, draft.input) as JsonObject);
  } else draft.data = withDefaults(flow.data.schema, { [flow.definition.key]: subject.key });
  requireOwnKey(draft);
}

/**
 * A person who begins a case gives it none of what only events write. A program for nobody may, which works it out; a fact says what
 * was, and another case what its flow declares.
 */
function requireUndecided({ flow, kind, actor, input }: Draft): void {
  if (kind !== 'command' || !hasPersonBehind(actor)) return;
  const { decided } = flow.data;
  const field = Object.keys(input).find((name) => decided.has(name) && name !== flow.definition.key && input[name] !== null);
  if (field !== undefined)
    refuse('data-invalid', { message: `/${field} is written by what happens, not given at its birth`, place: `/${field}` });
}

/** Where facts have waited for the case, they are decided once it is born. */
function startingClocks(draft: Draft): Clocks {
  const { subject, source, isHistoric } = draft;
  if (!isBorn(subject)) return draft.clocks;
  const brought = clocksAtBirth(subject.clocks);
  draft.following = factsOf(brought.waiting);
  return source !== undefined && isHistoric ? { ...brought, liveFrom: source.liveFrom } : brought;
}

/**
 * What a case brings along into its life: what its owner counts, and the facts that waited, the earliest first; of a life that was taken back, what
 * names of effects and children must not be used again.
 */
function clocksAtBirth({ children, assignee, overdueAt, heldBy, waiting = [], ...before }: Clocks): Clocks {
  const { retracted, occurrences, ladders, formerKeys } = before;
  return {
    ...(retracted === undefined ? {} : { retracted, ...given({ occurrences, ladders, formerKeys }) }),
    ...(children === undefined ? {} : { children }),
    ...(assignee === undefined ? {} : { assignee }),
    ...(overdueAt === undefined ? {} : { overdueAt }),
    ...(heldBy === undefined ? {} : { heldBy }),
    ...(waiting.length === 0 ? {} : { waiting: [...waiting].sort((a, b) => a.at - b.at) }),
  };
}

/** The facts that waited for the birth, as they are to be decided after it. */
export function factsOf(waiting: readonly WaitingFact[] = []): readonly Fact[] {
  return waiting.map(({ type, data, actor, source, at }) => ({ kind: 'fact', type, data, actor, source, occurredAt: at }));
}

function given(clocks: { readonly [K in keyof Clocks]: Clocks[K] | undefined }): Clocks {
  return Object.fromEntries(Object.entries(clocks).filter(([, value]) => value !== undefined));
}
