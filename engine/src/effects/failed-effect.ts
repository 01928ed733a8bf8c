import type { Actor, Millis } from '@throughline/language';
import type { Submission } from '../dispatch/submission.ts';
import type { ClaimedEffect } from '../sql/claim-effects.ts';

const engineActor: Actor = { id: 'engine', kind: 'system', principal: 'engine', roles: [] };

export interface FailedEffect {
  readonly effect: Pick<ClaimedEffect, 'caseId' | 'key' | 'seq' | 'round'> & { readonly kind: string };
  readonly outcome: 'refused' | 'dead' | 'unknown';
  readonly error: string;
  /** The exception to raise for it; else the kernel's own. */
  readonly raise?: string;
  /** What receipts call it. Default: its outcome. */
  readonly as?: string;
}

/** What is begun anew has receipts of its own: how it ended before is no answer to it. */
export function ofRound(key: string, round: number): string {
  return round === 1 ? key : `${key}/${round}`;
}

/** Tells a case that an effect of it came to nothing, or may have. */
export function effectFailed({ effect, outcome, error, raise, as = outcome }: FailedEffect, now: Millis): Submission {
  return {
    case: { id: effect.caseId },
    input: {
      kind: 'message',
      type: 'effect-failed',
      data: {
        effect: effect.key,
        kind: effect.kind,
        outcome,
        error: error.replaceAll('\0', '').toWellFormed().slice(0, 2000),
        ...(raise === undefined ? {} : { raise }),
      },
      actor: engineActor,
      occurredAt: now,
    },
    receipt: { source: 'effect', key: ofRound(`${effect.key}/${as}`, effect.round) },
    cause: { case: effect.caseId, seq: effect.seq },
  };
}
