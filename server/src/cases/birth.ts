import type { EventView } from '@throughline/engine';
import { type CompiledFlow, mergedState, retractedState } from '@throughline/language';

/** The state of the kernel in which facts wait for a case that nothing has begun. */
export const expectedState = 'expected';

type Moved = Pick<EventView, 'from' | 'to'>;

/** Nothing has begun the case yet, or it is but a name of another one: the event is no part of its life. */
export function isBeforeBirth({ from, to }: Moved): boolean {
  return to === expectedState || (from === null && to === mergedState);
}

/** A state in which nothing has begun the case, or what had was taken back; `null`: there was none. */
export function isUnborn(state: string | null): boolean {
  return state === null || state === expectedState || state === retractedState;
}

/** The case began by the event; facts may have waited for it. */
export function isBirth(event: Moved): boolean {
  return isUnborn(event.from) && !isBeforeBirth(event) && event.to !== retractedState;
}

/** Whether a case is only expected. */
export function isExpected({ expected }: CompiledFlow, { state }: { readonly state: string }): boolean {
  return expected !== undefined && state === expectedState;
}
