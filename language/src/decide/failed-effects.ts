import { callMessage } from '../reply.ts';
import type { Draft } from './draft.ts';
import { operatorsOf, requirePersonOf } from './permission.ts';
import { refuse, requireText } from './refusal.ts';
import { markManual } from './repairs.ts';

/** How an effect has come to stand that needs somebody. */
export const failedEffectStatuses: readonly string[] = ['dead', 'refused', 'unknown'];

/** `{effect}`: is to be tried again. */
export function resend(draft: Draft): void {
  draft.effect = { key: requireFailedEffect(draft), to: 'pending' };
  markManual(draft);
}

/** `{effect, outcome}`: somebody has found out what became of it, or has done it himself. */
export function settleEffect(draft: Draft): void {
  const key = requireFailedEffect(draft);
  const { outcome } = draft.input;
  if (outcome !== 'done' && outcome !== 'refused')
    refuse('data-invalid', { message: '/outcome must be done or refused', place: '/outcome', expected: ['done', 'refused'] });
  draft.effect = { key, to: outcome };
  markManual(draft);
  tellOutcome(draft, outcome);
}

/** The case of a call hears how it ended, unless that is what it has heard before. */
function tellOutcome(draft: Draft, outcome: 'done' | 'refused'): void {
  const { effect } = draft.context;
  if (effect?.call === undefined || (outcome === 'refused' && effect.status !== 'unknown')) return;
  const answer = outcome === 'done' ? ({ kind: 'done', result: {} } as const) : { kind: outcome, message: draft.reason ?? '' };
  const told = callMessage(draft.flow, effect.call, answer, draft.at);
  if (told !== undefined) draft.following = [told];
}

/** Operators may, and whoever answers for effects that failed. */
function requireFailedEffect(draft: Draft): string {
  const owner = draft.flow.exceptions.get('effectFailed')?.owner;
  requirePersonOf(draft, [...operatorsOf(draft.flow.definition), ...(owner === undefined ? [] : [owner])]);
  const key = requireText(draft.input, 'effect');
  const { effect } = draft.context;
  if (effect === undefined || effect.key !== key) refuse('effect-unknown', { place: '/effect' });
  if (!failedEffectStatuses.includes(effect.status))
    refuse('effect-not-failed', { message: `The effect is ${effect.status}`, place: '/effect', expected: failedEffectStatuses });
  return key;
}
