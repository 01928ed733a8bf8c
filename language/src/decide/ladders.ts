import type { LadderClock, RungClock, Standing } from '../case.ts';
import type { CompiledLadder, CompiledRung } from '../compile/compiled.ts';
import { termsOf } from '../deadlines/length.ts';
import { endedPauses, ladderBase, rungDueAt } from '../deadlines/rung-due.ts';
import { stopHolds } from '../deadlines/stop.ts';
import { closeChildren } from './children.ts';
import { type Draft, isBorn, note, pendingOf, recordOf, setClock } from './draft.ts';

/** A case remembers at most so many pauses of a ladder; further ones extend the last. */
const pausesMax = 200;

/**
 * Begins episodes and starts or ends pauses as the case moves from one state to another. Where that is learned late, what fired
 * although the case had left the ladder's states before it was due is overtaken.
 */
export function moveLadders(draft: Draft, from: string, to: string): void {
  for (const ladder of draft.flow.ladders.values()) {
    const clock = draft.clocks.ladders?.[ladder.name];
    const wasActive = ladder.during.has(from) || ladder.pauseWhile.has(from);
    const isActive = ladder.during.has(to) || ladder.pauseWhile.has(to);
    if (ladder.anchor === undefined && isActive && !wasActive) {
      const begun = { episode: (clock?.episode ?? 0) + 1, from: draft.at };
      setClock(draft, 'ladders', ladder.name, ladder.pauseWhile.has(to) ? pause(begun, draft.at, to) : begun);
    } else if (ladder.pauseWhile.has(to) !== ladder.pauseWhile.has(from)) {
      setClock(draft, 'ladders', ladder.name, ladder.pauseWhile.has(to) ? pause(clock, draft.at, to) : resume(clock, draft.at));
    } else if (ladder.pauseWhile.has(to) && from !== to) {
      setClock(draft, 'ladders', ladder.name, pausedSince(clock, draft.at, to));
    }
    if (draft.at < draft.context.now && ladder.during.has(from) && !ladder.during.has(to)) overtake(draft, ladder);
  }
}

/** The ladders that an event begins anew. One that has begun with this very event does not begin twice, and what is older than it changes nothing. */
export function renewedLadders({ flow, state, subject, clocks, at }: Draft, event: string): readonly CompiledLadder[] {
  return [...flow.ladders.values()].filter(({ name, renewedBy, during, pauseWhile }) => {
    if (!renewedBy.has(event) || !(during.has(state) || pauseWhile.has(state)) || !isBorn(subject)) return false;
    const clock = clocks.ladders?.[name];
    return clock?.episode === subject.clocks.ladders?.[name]?.episode && at >= (clock?.from ?? at);
  });
}

/** A new episode, in which nothing has fired. What its rungs have written and nobody has begun to send says what is no longer so. */
export function renewLadder(draft: Draft, ladder: CompiledLadder): void {
  const clock = draft.clocks.ladders?.[ladder.name];
  const episode = clock?.episode ?? 1;
  for (const rung of ladder.rungs) {
    if (clock?.rungs?.[rung.name]?.standing !== 'fired') continue;
    for (const [index, { kind }] of rung.effects.entries())
      draft.cancels.push(effectKey(rungKey(ladder, episode, rung), kind, index));
  }
  const begun = { episode: episode + 1, ...(ladder.anchor === undefined ? { from: draft.at } : {}) };
  const isPaused = ladder.pauseWhile.has(draft.state);
  setClock(draft, 'ladders', ladder.name, isPaused ? pause(begun, draft.at, draft.state) : begun);
}

function pause(clock: LadderClock | undefined, at: number, by: string): LadderClock {
  const pauses = clock?.pauses ?? [];
  const last = pauses.at(-1);
  const next =
    pauses.length >= pausesMax && last !== undefined
      ? [...pauses.slice(0, -1), { from: last.from, by }]
      : [...pauses, { from: at, by }];
  return { ...(clock ?? { episode: 1 }), pauses: next };
}

/** From one state that pauses it to another: where it is learned that it came there before the pause began, it began then. */
function pausedSince(clock: LadderClock | undefined, at: number, by: string): LadderClock | undefined {
  const last = clock?.pauses?.at(-1);
  if (clock === undefined || last === undefined || at >= last.from) return clock;
  return { ...clock, pauses: [...(clock.pauses ?? []).slice(0, -1), { from: at, by }] };
}

function resume(clock: LadderClock | undefined, at: number): LadderClock {
  const pauses = clock?.pauses ?? [];
  const last = pauses.at(-1);
  return { ...(clock ?? { episode: 1 }), pauses: last === undefined ? pauses : [...pauses.slice(0, -1), { ...last, to: at }] };
}

/**
 * Stops the ladders whose end has come (the state is final, or `stopWhen` holds) and takes the stop back where it no longer
 * holds, as when a payment is reversed. A rung that was due before the case was live stays historic. Where it is learned late that
 * the ladder was running again, what was due after that is not overtaken.
 */
export function stopLadders(draft: Draft): void {
  const isFinal = draft.flow.states.get(draft.state)?.final ?? false;
  for (const ladder of draft.flow.ladders.values()) {
    const { flow, context, data, clocks, subject } = draft;
    const isOver = isFinal || stopHolds(flow, context, { data, clocks, entity: subject.entity }, ladder);
    const clock = draft.clocks.ladders?.[ladder.name];
    const isLate = draft.at < context.now;
    cancelMoot(draft, ladder, clock, isOver);
    if (isOver) {
      stop(draft, ladder, clock);
      if (isLate && !wasOver(draft, ladder)) overtake(draft, ladder);
    } else if (isLate && ladder.during.has(draft.state) && !(ladder.during.has(subject.state ?? '') && !wasOver(draft, ladder))) {
      takeBack(draft, ladder);
    }
    if (!isOver && Object.values(clock?.rungs ?? {}).some(({ standing }) => standing === 'stopped')) restart(draft, ladder);
  }
}

function wasOver({ flow, subject, context }: Draft, ladder: CompiledLadder): boolean {
  if (!isBorn(subject)) return false;
  return flow.states.get(subject.state)?.final === true || stopHolds(flow, context, subject, ladder);
}

/** What the keys of a rung's effects begin with. */
export function rungKey(ladder: CompiledLadder, episode: number, rung: Pick<CompiledRung, 'name'>): string {
  return `rung:${ladder.name}:${episode}:${rung.name}`;
}

/**
 * The ladder ends, or the case leaves its states: mails and calls of its rungs that nobody has begun say what is no longer so. What is
 * decided with this very event is meant, and what other cases are told has happened all the same.
 */
function cancelMoot(draft: Draft, ladder: CompiledLadder, clock: LadderClock | undefined, isOver: boolean): void {
  const sent = ladder.rungs.filter(({ name, effects }) => effects.length > 0 && clock?.rungs?.[name]?.standing === 'fired');
  if (sent.length === 0 || clock === undefined) return;
  const isOf = (state = '') => ladder.during.has(state) || ladder.pauseWhile.has(state);
  const isLeft = isOf(draft.subject.state) && !isOf(draft.state);
  if (!isLeft && !(isOver && !wasOver(draft, ladder))) return;
  for (const rung of sent)
    for (const [index, { kind }] of rung.effects.entries()) {
      const key = effectKey(rungKey(ladder, clock.episode, rung), kind, index);
      if (!draft.effects.some((effect) => effect.key === key)) draft.cancels.push(key);
    }
}

/** The key of one of the mails and calls of an occasion. */
export function effectKey(occasion: string, kind: 'mail' | 'call', index: number): string {
  return `${occasion}:${kind}:${index}`;
}

/** A rung fired in a time that, as is learned now, did not count: it is marked, and still never fires again. */
function overtake(draft: Draft, { name }: CompiledLadder): void {
  changeRungs(draft, name, ({ standing, at, due = at, overtaken }) =>
    standing === 'fired' && overtaken === undefined && due > draft.at ? { overtaken: draft.context.now } : undefined,
  );
}

/** As is learned now, the ladder was running again when the rung was due. */
function takeBack(draft: Draft, { name }: CompiledLadder): void {
  changeRungs(draft, name, ({ at, due = at, overtaken }) => (overtaken !== undefined && due >= draft.at ? {} : undefined));
}

function changeRungs(draft: Draft, ladder: string, change: (rung: RungClock) => Pick<RungClock, 'overtaken'> | undefined): void {
  const clock = draft.clocks.ladders?.[ladder];
  for (const [rung, before] of Object.entries(clock?.rungs ?? {}).sort(([a], [b]) => (a < b ? -1 : 1))) {
    const changed = change(before);
    if (changed === undefined) continue;
    const { overtaken: _, ...rest } = before;
    const now = draft.clocks.ladders?.[ladder] as LadderClock;
    setClock(draft, 'ladders', ladder, { ...now, rungs: { ...now.rungs, [rung]: { ...rest, ...changed } } });
    if (changed.overtaken !== undefined) note(draft, 'overtaken', `${ladder}/${rung}`);
  }
}

function stop(draft: Draft, ladder: CompiledLadder, clock: LadderClock | undefined): void {
  const live = draft.clocks.liveFrom;
  const terms = termsOf(draft.flow, recordOf(draft), draft.context);
  const base = ladderBase(terms, recordOf(draft), ladder, clock);
  const pauses = endedPauses(clock);
  // A ladder that has nothing to count from has not begun, and one that has not begun does not end.
  const isHistoric = (rung: CompiledLadder['rungs'][number]) =>
    base === undefined || (live !== undefined && rungDueAt(terms, ladder, rung, base, pauses) < live);
  const open = ladder.rungs.filter((rung) => {
    const standing = clock?.rungs?.[rung.name]?.standing;
    return standing === 'awaiting' || (standing === undefined && !isHistoric(rung));
  });
  if (open.length === 0) return;
  for (const rung of open) {
    setStanding(draft, ladder.name, rung.name, 'stopped');
    note(draft, 'stopped', `${ladder.name}/${rung.name}`);
  }
  for (const [name, pending] of pendingOf(draft)) {
    if (pending.ladder !== ladder.name) continue;
    setClock(draft, 'pending', name, undefined);
    closeChildren(draft, 'task', `approve ${name}`, 'no longer needed');
    note(draft, 'voided', name);
  }
}

function restart(draft: Draft, ladder: CompiledLadder): void {
  const clock = draft.clocks.ladders?.[ladder.name] ?? { episode: 1 };
  const rungs = Object.fromEntries(Object.entries(clock.rungs ?? {}).filter(([, { standing }]) => standing !== 'stopped'));
  setClock(draft, 'ladders', ladder.name, { ...clock, rungs });
}

/** Records what became of a rung; `undefined` makes it pending again. `due` is kept for those that came due. */
export function setStanding(draft: Draft, ladder: string, rung: string, standing: Standing | undefined, due?: number): void {
  const clock = draft.clocks.ladders?.[ladder] ?? { episode: 1 };
  const { [rung]: _, ...others } = clock.rungs ?? {};
  const entry = standing === undefined ? {} : { [rung]: { standing, at: draft.at, ...(due === undefined ? {} : { due }) } };
  setClock(draft, 'ladders', ladder, { ...clock, rungs: { ...others, ...entry } });
}
