import { countingOf } from './count.ts';
import type { FlowPlan, LadderPlan, RungPlan } from './plan.ts';
import {
  amountsAt,
  baseOf,
  type DueRung,
  type Facts,
  isHistoric,
  isOver,
  isRunning,
  type Mark,
  overdueAt,
  pendingOf,
  type Revision,
  type Rung,
  rungsOf,
  stateOf,
  type Tale,
  wakeOf,
} from './tale.ts';

/*
 * What must come of a story: told what happened and when, it says what is due next, and what fires when somebody looks. It keeps
 * no clocks, and counts day by day. Rules: SPEC L50 to L59 and L210 to L222.
 */

export interface Told {
  /** When it happened, and when that was learned. */
  readonly at: number;
  readonly now: number;
}

export interface Fired {
  readonly name: string;
  readonly due: number;
  readonly superseded: readonly string[];
}

export interface Oracle {
  readonly state: () => string;
  readonly data: () => Facts;
  /** When the case came into its state. */
  readonly since: () => number;
  readonly move: (to: string, when: Told) => void;
  /** What is written, if anything: an event all the same. */
  readonly write: (change: Facts, when: Told) => void;
  /** Fires what is due first now; `undefined`: nothing is. */
  readonly look: (now: number) => Fired | undefined;
  /** When it must be looked at next; `null`: never. */
  readonly wake: (now: number) => number | null;
  readonly announce: (revision: Revision) => void;
  readonly revisions: () => readonly Revision[];
  readonly amountsAt: (now: number) => readonly number[];
  /** By `ladder/rung`, what became of it in this episode. */
  readonly marks: () => ReadonlyMap<string, Mark>;
  readonly rungNames: (ladder: string) => readonly string[];
}

export interface Born extends Told {
  readonly data: Facts;
  readonly liveFrom?: number | undefined;
}

export function beginStory(plan: FlowPlan, born: Born): Oracle {
  const tale: Tale = {
    ...{ plan, counting: countingOf(plan), liveFrom: born.liveFrom ?? -Infinity, data: born.data },
    ...{ visits: [], marks: new Map(), begun: new Map(), memory: new Map(), isOverdue: false, revisions: [] },
    rungs: new Map(plan.ladders.map(({ name, rungs }) => [name, rungs.flatMap((rung) => timesOf(name, rung))])),
  };
  happen(tale, born, () => move(tale, 'open', born));
  return {
    state: () => stateOf(tale),
    data: () => tale.data,
    since: () => tale.visits.at(-1)?.from ?? born.at,
    move: (to, when) => happen(tale, when, () => move(tale, to, when)),
    write: (change, when) =>
      happen(tale, when, () => {
        tale.data = { ...tale.data, ...change };
      }),
    look: (now) => look(tale, now),
    wake: (now) => wakeOf(tale, now),
    announce({ from, amounts }) {
      const others = tale.revisions.filter((each) => each.from !== from);
      tale.revisions = [...others, { from, amounts }].sort((a, b) => a.from - b.from);
    },
    revisions: () => tale.revisions,
    amountsAt: (now) => amountsAt(tale, now),
    marks: () => tale.marks,
    rungNames: (ladder) => (tale.rungs.get(ladder) ?? []).map(({ name }) => name),
  };
}

function timesOf(ladder: string, plan: RungPlan): readonly Rung[] {
  return Array.from({ length: plan.atMost ?? 1 }, (_, times) => ({
    ...{ plan, times },
    name: `${ladder}/${plan.name}${times === 0 ? '' : `#${times + 1}`}`,
  }));
}

function move(tale: Tale, to: string, when: Told): void {
  const from = stateOf(tale);
  tale.visits.push({ state: to, from: when.at });
  tale.isOverdue = false;
  for (const ladder of tale.plan.ladders) {
    const isInside = (each: string) => [...ladder.during, ...ladder.pauseWhile].includes(each);
    if (ladder.anchor === 'entered' && isInside(to) && !isInside(from)) {
      tale.begun.set(ladder.name, tale.visits.length - 1);
      for (const { name } of rungsOf(tale, ladder)) tale.marks.delete(name);
    }
    if (ladder.during.includes(from) && !ladder.during.includes(to)) overtake(tale, ladder, when);
  }
}

/** Whatever happens: afterwards what has ended stops, and what has not ended after all goes on. */
function happen(tale: Tale, when: Told, what: () => void): void {
  const { ladders } = tale.plan;
  const wasOver = ladders.filter((ladder) => isOver(tale, ladder));
  const wasRunning = ladders.filter((ladder) => isRunning(tale, ladder));
  what();
  for (const ladder of ladders) {
    for (const rung of rungsOf(tale, ladder)) {
      const mark = tale.marks.get(rung.name);
      if (!isOver(tale, ladder)) {
        if (mark?.standing === 'stopped') tale.marks.delete(rung.name);
      } else if (mark === undefined && baseOf(tale, ladder) !== undefined && !isHistoric(tale, ladder, rung, when.now)) {
        tale.marks.set(rung.name, { standing: 'stopped' });
      }
    }
    if (isOver(tale, ladder) && !wasOver.includes(ladder)) overtake(tale, ladder, when);
    if (isRunning(tale, ladder) && !wasRunning.includes(ladder)) takeBack(tale, ladder, when);
  }
}

/** It is learned late that the ladder did not run when these were due: they should not have fired. */
function overtake(tale: Tale, ladder: LadderPlan, { at, now }: Told): void {
  if (at >= now) return;
  for (const { name } of rungsOf(tale, ladder)) {
    const mark = tale.marks.get(name);
    if (mark?.due !== undefined && mark.due > at) tale.marks.set(name, { overtaken: now, ...mark });
  }
}

/** It is learned late that it did run. */
function takeBack(tale: Tale, ladder: LadderPlan, { at, now }: Told): void {
  if (at >= now) return;
  for (const { name } of rungsOf(tale, ladder)) {
    const { overtaken, ...mark } = tale.marks.get(name) ?? { standing: 'stopped' };
    if (overtaken !== undefined && mark.due !== undefined && mark.due >= at) tale.marks.set(name, mark);
  }
}

interface Candidate {
  readonly due: number;
  readonly fire: () => Fired;
}

const earliest = <T extends { readonly due: number }>(list: readonly T[]) =>
  list.reduce<T | undefined>((found, each) => (found === undefined || each.due < found.due ? each : found), undefined);
const latest = <T extends { readonly due: number }>(list: readonly T[]) =>
  list.reduce<T | undefined>((found, each) => (found === undefined || each.due >= found.due ? each : found), undefined);

function look(tale: Tale, now: number): Fired | undefined {
  const found: Candidate[] = [];
  const late = overdueAt(tale);
  if (late !== undefined && late <= now) found.push({ due: late, fire: () => beOverdue(tale, late, now) });
  for (const ladder of tale.plan.ladders) {
    const due = pendingOf(tale, ladder, amountsAt(tale, now)).filter((rung) => rung.due <= now);
    const isLatest = ladder.catchUp === 'latest';
    const chosen = isLatest ? latest(due) : earliest(due);
    if (chosen === undefined) continue;
    const others = isLatest ? due.filter((rung) => rung !== chosen) : [];
    found.push({ due: chosen.due, fire: () => fire(tale, chosen, others, now) });
  }
  return earliest(found)?.fire();
}

function beOverdue(tale: Tale, due: number, now: number): Fired {
  happen(tale, { at: now, now }, () => {
    tale.isOverdue = true;
  });
  return { name: 'overdue', due, superseded: [] };
}

function fire(tale: Tale, { name, due, plan }: DueRung, others: readonly Rung[], now: number): Fired {
  happen(tale, { at: now, now }, () => {
    for (const other of others) tale.marks.set(other.name, { standing: 'superseded' });
    tale.marks.set(name, { standing: 'fired', due });
    if (plan.to !== undefined) move(tale, plan.to, { at: now, now });
  });
  return { name, due, superseded: others.map((other) => other.name) };
}
