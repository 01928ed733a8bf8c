import type { CaseView } from '@throughline/engine';
import type { Actor } from '@throughline/language';
import { ThroughlineError } from '../errors.ts';

/** What operators do by hand, past the events of a flow. */
const byHand: ReadonlySet<string> = new Set(['repair', 'merge', 'rekey', 'retract', 'replay', 'skip-rung']);

/**
 * Nobody puts their own account right: they could give themselves what its events would not. No flow can say so, since a decision does not
 * compare who asks with what the case is called.
 *
 * @throws ThroughlineError own-account
 */
export function refuseOwnAccount({ flow, key }: Pick<CaseView, 'flow' | 'key'>, type: string, actor: Actor): void {
  if (flow !== 'account' || key !== actor.principal || !byHand.has(type)) return;
  throw new ThroughlineError('own-account', 'This is your own account', { place: 'case' });
}
