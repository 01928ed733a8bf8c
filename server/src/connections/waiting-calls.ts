import { definitionsDestination } from '../gate/destination.ts';
import { countWaitingCalls } from '../sql/count-waiting-calls.ts';
import type { Throughline } from '../throughline.ts';
import { type Binding, bindings, noBinding } from './bindings.ts';

/** Calls that nobody makes, as nothing takes their destination. */
export interface WaitingCalls {
  readonly destination: string;
  readonly effects: number;
  readonly reason: string;
}

/** The calls that wait for a connection, by destination. */
export async function waitingCalls({ pool, env }: Pick<Throughline, 'pool' | 'env'>): Promise<readonly WaitingCalls[]> {
  const counted = await countWaitingCalls(pool);
  if (counted.length === 0) return [];
  const bound = await bindings(env);
  return counted.flatMap(({ to, effects }) => {
    const reason = whyUnbound(bound, to);
    return reason === undefined ? [] : [{ destination: to, effects, reason }];
  });
}

/** Why the calls of a destination wait; `undefined`: a connection takes them, or the gate. */
export function whyUnbound(bound: ReadonlyMap<string, Binding>, destination: string): string | undefined {
  if (destination === definitionsDestination) return undefined;
  const binding = bound.get(destination) ?? noBinding;
  return binding.kind === 'unbound' ? binding.reason(destination) : undefined;
}
