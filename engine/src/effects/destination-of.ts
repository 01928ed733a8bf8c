import type { JsonObject } from '@throughline/language';
import type { EffectRow } from '../sql/insert-effects.ts';

/** Names where an effect goes: effects of one destination share a limit and a circuit breaker. The host of a web hook, say. */
export type DestinationOf = (effect: { readonly kind: string; readonly payload: JsonObject }) => string;

/** Messages stay in this database and have no destination but their kind; calls say theirs themselves. */
export function withDestinations(effects: readonly EffectRow[], destinationOf: DestinationOf | undefined): readonly EffectRow[] {
  if (destinationOf === undefined) return effects;
  return effects.map((effect) =>
    effect.kind === 'message' || effect.kind === 'call'
      ? effect
      : { ...effect, destination: destinationOf({ kind: effect.kind, payload: JSON.parse(effect.payload) as JsonObject }) },
  );
}
