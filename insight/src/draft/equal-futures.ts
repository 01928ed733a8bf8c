import type { Kept } from './keep-edges.ts';
import type { Shape } from './shape.ts';

/**
 * Makes one state of those from which the same can follow (Moore's partition refinement): with the same events taken, leading to states that
 * are one, and both ends or neither. It is called after the most frequent of their activities.
 */
export function equalFutures(shape: Shape, { edges, finals }: Kept): Shape {
  const states = [...new Set(shape.leadsTo)].sort((a, b) => a - b);
  const outgoing = Map.groupBy(edges, ({ from }) => from);
  let blocks = new Map(states.map((state) => [state, finals.has(state) ? -1 : -2]));
  for (;;) {
    const firsts = new Map<string, number>();
    const next = new Map<number, number>();
    for (const state of states) {
      const moves = (outgoing.get(state) ?? [])
        .map(({ activity, to }) => `${activity}>${shape.stays.has(activity) ? 'stays' : blocks.get(to)}`)
        .sort();
      const signature = `${blocks.get(state)}|${moves.join(' ')}`;
      if (!firsts.has(signature)) firsts.set(signature, state);
      next.set(state, firsts.get(signature) ?? state);
    }
    const isStable = new Set(next.values()).size === new Set(blocks.values()).size;
    blocks = next;
    if (isStable) return { ...shape, leadsTo: shape.leadsTo.map((state) => blocks.get(state) ?? state) };
  }
}
