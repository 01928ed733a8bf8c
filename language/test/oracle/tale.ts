import { type Counting, joined, type Moment, momentOf } from './count.ts';
import type { Stay } from './open-hours.ts';
import type { FlowPlan, LadderPlan, RungPlan } from './plan.ts';

/* What has happened to a case, as far as it is known, and what follows from that. Nothing that follows is kept. */

export interface Facts {
  readonly due?: string | undefined;
  readonly at?: string | undefined;
  readonly over?: boolean | undefined;
  readonly segment?: string | undefined;
}

export interface Revision {
  readonly from: number;
  readonly amounts: readonly number[];
}

/** What became of a rung. */
export interface Mark {
  readonly standing: 'fired' | 'superseded' | 'stopped';
  readonly due?: number;
  readonly overtaken?: number;
}

export interface Visit {
  readonly state: string;
  readonly from: number;
}

export interface Rung {
  readonly plan: RungPlan;
  /** `<ladder>/<rung>`, with `#2` and so on where it comes again. */
  readonly name: string;
  /** How often `every` is added. */
  readonly times: number;
}

export interface Tale {
  readonly plan: FlowPlan;
  readonly counting: Counting;
  readonly liveFrom: number;
  /** In the order in which they were learned. */
  readonly visits: Visit[];
  /** Of the episode that each ladder is in. */
  readonly marks: Map<string, Mark>;
  /** By ladder, the index of the visit that began its episode. */
  readonly begun: Map<string, number>;
  readonly rungs: ReadonlyMap<string, readonly Rung[]>;
  /** Answers that were counted out before. */
  readonly memory: Map<string, number>;
  data: Facts;
  isOverdue: boolean;
  revisions: readonly Revision[];
}

export const stateOf = ({ visits }: Tale) => visits.at(-1)?.state ?? '';
export const rungsOf = (tale: Tale, ladder: LadderPlan) => tale.rungs.get(ladder.name) ?? [];
export const isOver = (tale: Tale, ladder: LadderPlan) => stateOf(tale) === 'done' || (ladder.stops && tale.data.over === true);
export const isRunning = (tale: Tale, ladder: LadderPlan) => ladder.during.includes(stateOf(tale)) && !isOver(tale, ladder);

export function amountsAt({ plan, revisions }: Tale, now: number): readonly number[] {
  return revisions.findLast(({ from }) => from <= now)?.amounts ?? plan.parameters.map(({ amount }) => amount);
}

export function baseOf({ data, visits, begun }: Tale, ladder: LadderPlan): Moment | undefined {
  if (ladder.anchor !== 'entered') return momentOf(data[ladder.anchor], ladder.at);
  const visit = visits[begun.get(ladder.name) ?? -1];
  return visit === undefined ? undefined : { instant: visit.from };
}

/** From the earliest time at which it is known to have come into states that pause the ladder, until it left them. */
function staysOf({ visits, begun }: Tale, ladder: LadderPlan): readonly Stay[] {
  const found: Stay[] = [];
  let since: number | undefined;
  for (const { state, from } of visits.slice(ladder.anchor === 'entered' ? begun.get(ladder.name) : 0)) {
    if (ladder.pauseWhile.includes(state)) {
      since = Math.min(since ?? from, from);
      continue;
    }
    if (since !== undefined) found.push({ from: since, to: from });
    since = undefined;
  }
  return joined(found);
}

/** Infinity: never; `undefined`: there is nothing to count from. */
function dueOf(tale: Tale, ladder: LadderPlan, { plan, times }: Rung, amounts: readonly number[]): number | undefined {
  const { counting, memory } = tale;
  const base = baseOf(tale, ladder);
  if (base === undefined) return undefined;
  const stays = staysOf(tale, ladder);
  const index = plan.bySegment?.[tale.data.segment ?? ''] ?? plan.after;
  const after = { unit: tale.plan.parameters[index]?.unit ?? 'days', amount: amounts[index] ?? 0 };
  const question = JSON.stringify([base, stays, after, plan.every, times]);
  const known = memory.get(question);
  if (known !== undefined) return known;
  const { unit, amount } = plan.every ?? { unit: 'days', amount: 0 };
  const first = counting.over(after, base, stays);
  const last = first === undefined || times === 0 ? first : counting.over({ unit, amount: amount * times }, first, stays);
  const due = last === undefined ? Infinity : counting.instantOf(last);
  memory.set(question, due);
  return due;
}

export function overdueAt({ plan: { within }, counting, visits, isOverdue, liveFrom }: Tale): number | undefined {
  const visit = visits.at(-1);
  if (visit?.state !== within.state || isOverdue) return undefined;
  const end = counting.over(within.length, { instant: visit.from }, []);
  const due = end === undefined ? Infinity : counting.instantOf(end);
  return due < liveFrom ? undefined : due;
}

export interface DueRung extends Rung {
  readonly due: number;
}

/** The rungs that could fire in this state, with when they are due under these amounts. */
export function pendingOf(tale: Tale, ladder: LadderPlan, amounts: readonly number[]): readonly DueRung[] {
  if (!isRunning(tale, ladder)) return [];
  return rungsOf(tale, ladder).flatMap((rung) => {
    const due = tale.marks.has(rung.name) ? undefined : dueOf(tale, ladder, rung, amounts);
    return due === undefined || due < tale.liveFrom ? [] : [{ ...rung, due }];
  });
}

/** Whether it was due before the case was live: history does nothing to anybody. */
export function isHistoric(tale: Tale, ladder: LadderPlan, rung: Rung, now: number): boolean {
  return (dueOf(tale, ladder, rung, amountsAt(tale, now)) ?? Infinity) < tale.liveFrom;
}

/** When it must be looked at next: at each time the amounts hold that were announced for it. `null`: never. */
export function wakeOf(tale: Tale, now: number): number | null {
  const later = tale.revisions.filter(({ from }) => from > now);
  const stretches = [{ from: -Infinity, amounts: amountsAt(tale, now) }, ...later];
  const found = stretches.flatMap(({ from, amounts }, index) => {
    const until = stretches[index + 1]?.from ?? Infinity;
    const rungs = tale.plan.ladders.flatMap((ladder) => pendingOf(tale, ladder, amounts).map(({ due }) => due));
    return [overdueAt(tale) ?? Infinity, ...rungs].map((due) => Math.max(due, from)).filter((due) => due < until);
  });
  return found.length === 0 ? null : Math.min(...found);
}
