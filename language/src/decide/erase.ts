import type { KernelRole } from '../built-in.ts';
import type { WaitingFact } from '../case.ts';
import type { CompiledFlow } from '../compile/compiled.ts';
import { stateTitle } from '../titles.ts';
import { derive, setFields } from './apply.ts';
import { type Draft, isUnborn } from './draft.ts';
import { requirePersonOf } from './permission.ts';
import { refuse } from './refusal.ts';

/** The role that answers for what is kept of persons. */
const privacyRole: KernelRole = 'privacy';

/** What is still being worked on needs its persons; what nobody has begun only waits, perhaps for ever. */
export function requireErasable(draft: Draft): void {
  const { flow, clocks, state } = draft;
  requirePersonOf(draft, [privacyRole]);
  if (clocks.heldBy !== undefined) refuse('case-held', { expected: Object.keys(clocks.heldBy).sort() });
  if (flow.states.get(state)?.final !== true && !isUnborn(flow, draft.subject))
    refuse('not-allowed-in-state', { message: `It is still open: ${stateTitle(flow.definition, state)}` });
}

/**
 * `{}`: the personal fields leave the case, those of facts that wait for it too, and the engine erases them from its log. From then on its
 * data need not have them. The business key stays: it is what the case is called.
 */
export function erase(draft: Draft): void {
  requireErasable(draft);
  const { flow, clocks } = draft;
  const fields = [...flow.data.personal].filter((field) => field !== flow.definition.key && Object.hasOwn(draft.data, field));
  setFields(
    draft,
    fields.map((field) => [field, null]),
  );
  const { waiting } = clocks;
  draft.clocks = {
    ...draft.clocks,
    ...(waiting === undefined ? {} : { waiting: waiting.map((fact) => withoutPersonal(flow, fact)) }),
    erasedAt: draft.at,
  };
  draft.erases = true;
  derive(draft);
}

/** What no event declares may be any field of the case. */
function withoutPersonal(flow: CompiledFlow, fact: WaitingFact): WaitingFact {
  const personal = flow.events.get(fact.type)?.data.personal ?? flow.data.personal;
  return { ...fact, data: Object.fromEntries(Object.entries(fact.data).filter(([field]) => !personal.has(field))) };
}
