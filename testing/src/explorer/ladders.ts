import type { Examined } from './examined.ts';
import { wayBack } from './follow.ts';
import type { Reached } from './reach.ts';
import { anchorAt, ladderBounds, ladderSpace, tick } from './rungs.ts';
import type { Verdict } from './verdict.ts';
import { usualCast } from './walk.ts';

/** Reached states in which cases wait and nobody notices (L205). */
export function judgeWaits(examined: Examined, { walks }: Reached): readonly Verdict[] {
  const { definition } = examined;
  const always = new Set(Object.keys(definition.ladders ?? {}).filter((name) => isAlwaysAnchored(examined, name)));
  return [...walks].flatMap(([place, walk]): readonly Verdict[] => {
    const state = definition.states[place];
    if (state === undefined || state.final !== undefined || state.within !== undefined) return [];
    if ([...always].some((name) => definition.ladders?.[name]?.during.includes(place))) return [];
    return [{ code: 'wait-without-deadline', place, text: 'a case can wait there unnoticed', history: walk.steps }];
  });
}

function isAlwaysAnchored(examined: Examined, name: string): boolean {
  const anchor = examined.definition.ladders?.[name]?.anchor;
  if (anchor === undefined || anchor === 'entered') return anchor !== undefined;
  return ladderSpace(examined, [anchor], ladderBounds.inputs).every((one) => anchorAt(examined, name, one) !== undefined);
}

/** Rungs that did not fire, though every state of their ladder was tried with the clock running (L204). */
export function judgeLadders(examined: Examined, reached: Reached): readonly Verdict[] {
  const { definition } = examined;
  return Object.entries(definition.ladders ?? {}).flatMap(([name, ladder]): readonly Verdict[] => {
    // A rung that comes again can fire where one of its times can.
    const isFired = (rung: string) => [...reached.seen.fired].some((fired) => fired.replace(/#\d+$/, '') === `${name}/${rung}`);
    const waiting = () => ladder.rungs.filter((rung) => !isFired(rung.name));
    if (waiting().length > 0) returnTo(examined, reached, name);
    const left = waiting();
    const during = ladder.during.filter((state) => definition.states[state]?.final === undefined);
    const isReached = during.some((state) => reached.walks.has(state));
    const isAside = during.length > 0 && !isReached;
    return left.map((rung) => ({
      code: 'rung-never-fires' as const,
      place: `${name}/${rung.name}`,
      text: 'it never fired',
      bound: `${ladderBounds.inputs} inputs for anchor and end, the clock moved ${ladderBounds.firings} times`,
      ...(isAside ? { isAside } : {}),
    }));
  });
}

/** A rung may have led the case away before a later one was due: it comes back, if it can, and the clock goes on. */
function returnTo(examined: Examined, reached: Reached, name: string): void {
  const ladder = examined.definition.ladders?.[name];
  const cast = usualCast(examined);
  const goals = new Set(ladder?.during ?? []);
  for (const edge of reached.edges) {
    if (edge.from === undefined || !('rung' in edge.by) || edge.by.ladder !== name || goals.has(edge.to)) continue;
    const start = reached.climbed.get(edge);
    if (start === undefined) continue;
    const back = wayBack(examined, reached, start, goals, cast);
    if (back === undefined) continue;
    tick(examined, { state: back.record.state, valuation: edge.valuation, walk: back, seen: reached.seen });
  }
}
