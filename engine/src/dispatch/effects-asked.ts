import type { CallPayload, Context, Input } from '@throughline/language';
import type { EffectState } from '../sql/change-effects.ts';
import { type EffectName, effectName } from '../sql/end-effects.ts';
import type { Transaction } from '../store/transaction.ts';
import type { Prepared } from './world.ts';

/** The effect of its case that a command is about, if it is about one. */
function askedBy(caseId: string, input: Input): EffectName | undefined {
  if (input.kind !== 'command' || (input.type !== 'resend' && input.type !== 'settle-effect')) return undefined;
  const { effect } = input.data;
  return typeof effect === 'string' && effect !== '' && !effect.includes('\0') ? { caseId, key: effect } : undefined;
}

/** Locks the effects that some submissions are about, after their cases: what they say of them is written in the same transaction. */
export async function readEffectsAsked(
  tx: Transaction,
  prepared: readonly Prepared[],
): Promise<ReadonlyMap<string, EffectState>> {
  const asked = new Map<string, EffectName>();
  for (const { caseId, submission, failure } of prepared) {
    const name = failure === undefined ? askedBy(caseId, submission.input) : undefined;
    if (name !== undefined) asked.set(effectName(name), name);
  }
  if (asked.size === 0) return new Map();
  return new Map((await tx.lockEffects([...asked.values()])).map((state) => [effectName(state), state]));
}

/** What `decide` is to know of the effect that a command is about. */
export function effectAsked(
  caseId: string,
  input: Input,
  find: (name: string) => EffectState | undefined,
): Pick<Context, 'effect'> {
  const name = askedBy(caseId, input);
  const state = name === undefined ? undefined : find(effectName(name));
  if (state === undefined) return {};
  const { key, kind, status, payload } = state;
  // Of a case whose person was erased, nothing is left of what it carried.
  const call = payload !== null && typeof payload['to'] === 'string' ? { call: payload as unknown as CallPayload } : {};
  return { effect: { key, kind, status, ...call } };
}
