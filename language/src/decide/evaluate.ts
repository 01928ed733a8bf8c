import type { CompiledAssignment } from '../compile/compiled.ts';
import type { RefusalCode } from '../decision.ts';
import { type Expression, ExpressionError, type Readings } from '../expression/expression.ts';
import type { Json, JsonObject } from '../json.ts';
import { raise } from './children.ts';
import { type Draft, note } from './draft.ts';
import { refuse } from './refusal.ts';

/**
 * Evaluates an expression for a draft. Where it fails, a command or message is refused; a fact has happened and a deadline has
 * come all the same, so there the failure is noted, an exception raised, and `undefined` returned.
 */
export function evaluate(draft: Draft, expression: Expression, readings: Readings): Json | undefined {
  try {
    return expression.evaluate(readings);
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    if (draft.kind === 'command' || draft.kind === 'message')
      refuse('expression-failed', { message: error.message, place: expression.source });
    if (!draft.outcome.failures?.includes(error.message)) note(draft, 'failures', error.message);
    if (draft.kind === 'deadline') {
      raise(draft, 'effectFailed');
    } else if (draft.deviation === undefined) {
      draft.deviation = { code: 'expression-failed', state: draft.state, event: draft.type, message: error.message };
      raise(draft, 'deviation');
    }
    return undefined;
  }
}

/** What a message carries: the values of the assignments, without those that are null. */
export function carried(draft: Draft, assignments: readonly CompiledAssignment[], readings: Readings): JsonObject {
  const data: Record<string, Json> = {};
  for (const { field, value } of assignments) {
    const result = evaluate(draft, value, readings);
    if (result !== undefined && result !== null) data[field] = result;
  }
  return data;
}

/** Refuses a command or message; of a fact or deadline, which have come all the same, it is noted that this part did not happen. */
export function refuseOrNote(draft: Draft, code: RefusalCode, message: string): void {
  if (draft.kind === 'command' || draft.kind === 'message') refuse(code, { message });
  note(draft, 'failures', message);
}
