import type { FlowDefinition, TransitionDefinition } from '../definition/flow.ts';
import { own } from './members.ts';

/**
 * The place in the version after of a transition that waits for approval in the version before: the one of the same event that
 * leads to the same state and still asks for approval, the one with the same guard first. `undefined`: there is none.
 */
export function carriedTransition(
  after: FlowDefinition,
  asked: { readonly state: string; readonly event: string; readonly transition: TransitionDefinition },
  mapState: (state: string) => string,
): number | undefined {
  const { to, when } = asked.transition;
  const list = [own(own(after.states, mapState(asked.state))?.on, asked.event) ?? []].flat();
  const target = to === undefined ? undefined : mapState(to);
  const alike = list.flatMap((transition, index) =>
    transition.approval !== undefined && transition.to === target ? [{ index, when: transition.when }] : [],
  );
  return (alike.find((one) => one.when === when) ?? alike[0])?.index;
}
