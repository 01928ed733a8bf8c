import { checkPlan } from './check-plan.ts';
import { type Candidate, daysOfWeek, type PlanItem, type PlanQuestion, startsOf } from './question.ts';
import { sift } from './sift.ts';
import type { Solved, Solver } from './solve.ts';

export interface MadePlan {
  readonly items: readonly PlanItem[];
  /** The sum of scores, and the most that any plan could have; equal where the plan is proved to be the best. */
  readonly total: number;
  readonly bound: number;
  /** What is not planned, and why; `displaces`: what it would take the place of, and how much score that would cost. */
  readonly leftOut: readonly LeftOut[];
  /** What is planned because somebody stands behind it, and what is not planned for it. */
  readonly overrides: readonly { readonly number: string; readonly displaces: readonly string[]; readonly costs: number }[];
  /** What has to be planned and cannot be: nothing else may be put in its way. */
  readonly unplaced: readonly string[];
}

export interface LeftOut {
  readonly number: string;
  readonly why: string;
  readonly displaces: readonly string[];
  readonly costs: number;
}

/**
 * The plan with the highest sum of scores within the people there are, with what has to be in it whatever its score; and for all that is not in it, why. What a law
 * wants comes first, then what is worth most, each as early as the others let it.
 */
export function makePlan(asked: PlanQuestion, solve: Solver): MadePlan {
  const { possible, never } = sift(asked);
  const question = { ...asked, candidates: possible };
  const forced = possible.filter((one) => one.forced !== undefined).map(({ number }) => number);
  const must = reachable(question, forced, solve);
  const best = solve(question, { must });
  const { total, bound } = best ?? nothing;
  const items = inOrder(question, best?.items ?? []);
  const planned = new Set(items.map(({ number }) => number));
  const left = possible.filter(({ number }) => !planned.has(number));
  return {
    ...{ items, total, bound },
    leftOut: [
      ...left.map((one) => ({ number: one.number, ...leftOutOf(question, one, { must, planned, total, solve }) })),
      ...never.map(({ number, why }) => ({ number, why, displaces: [], costs: 0 })),
    ].sort((a, b) => (a.number < b.number ? -1 : 1)),
    overrides: possible
      .filter((one) => one.forced === 'override' && planned.has(one.number))
      .map(({ number }) => {
        // Held against the plan in which it had to earn its place, as all others.
        const without = solve(question, { must: must.filter((each) => each !== number) }) ?? nothing;
        const displaces = without.items.map((item) => item.number).filter((each) => !planned.has(each));
        return { number, displaces, costs: without.total - total };
      }),
    unplaced: [
      ...forced.filter((number) => !must.includes(number)),
      ...never
        .filter(({ number }) => asked.candidates.some((one) => one.number === number && one.forced !== undefined))
        .map(({ number }) => number),
    ].sort(),
  };
}

const nothing: Solved = { items: [], total: 0, bound: 0 };

/**
 * The weeks of what is planned: what a law wants first, then what somebody stands behind, then by score, each in the earliest week that is free. Where that leaves no
 * room for one, all are drawn forward from where the solver put them.
 */
function inOrder(question: PlanQuestion, items: readonly PlanItem[]): readonly PlanItem[] {
  const planned = new Set(items.map(({ number }) => number));
  const frame = unforced(question);
  const rank = { compliance: 0, override: 1 } as const;
  const rankOf = ({ forced }: Candidate) => (forced === undefined ? 2 : rank[forced]);
  const waiting = question.candidates
    .filter(({ number }) => planned.has(number))
    .sort(
      (a, b) =>
        rankOf(a) - rankOf(b) || (a.latest ?? 99) - (b.latest ?? 99) || b.score - a.score || (a.number < b.number ? -1 : 1),
    );
  const placed: PlanItem[] = [];
  const isPlaced = (number: string) => !planned.has(number) || placed.some((one) => one.number === number);
  while (waiting.length > 0) {
    // What waits for another one comes after it, whatever it is worth.
    const next = waiting.findIndex(({ dependsOn }) => dependsOn.every(isPlaced));
    const [one] = waiting.splice(next, 1);
    if (next === -1 || one === undefined) return startEarly(question, items);
    const week = startsOf(one, question.weeks).find(
      (at) => checkPlan(frame, [...placed, { number: one.number, week: at }]).length === 0,
    );
    if (week === undefined) return startEarly(question, items);
    placed.push({ number: one.number, week });
  }
  return placed.sort((a, b) => a.week - b.week || (a.number < b.number ? -1 : 1));
}

/** What has to be in the plan is settled where it is only about weeks. */
const unforced = (question: PlanQuestion) => ({
  ...question,
  candidates: question.candidates.map(({ forced: _, ...one }) => one),
});

/** Work that was put somewhere in its window is drawn forward, one after the other, until nothing moves. */
function startEarly(question: PlanQuestion, items: readonly PlanItem[]): readonly PlanItem[] {
  const frame = unforced(question);
  const order = (a: PlanItem, b: PlanItem) => a.week - b.week || (a.number < b.number ? -1 : 1);
  let placed = [...items].sort(order);
  for (let moved = true; moved; ) {
    moved = false;
    for (const { number, week } of placed) {
      const placedAt = (at: number) => placed.map((one) => (one.number === number ? { number, week: at } : one));
      const earlier = Array.from({ length: week }, (_, at) => at).find((at) => checkPlan(frame, placedAt(at)).length === 0);
      if (earlier === undefined) continue;
      placed = placedAt(earlier);
      moved = true;
    }
    placed.sort(order);
  }
  return placed;
}

/** Of what has to be planned, all where that is possible; else as much as can be, what a law wants before what a person wants. */
function reachable(question: PlanQuestion, forced: readonly string[], solve: Solver): readonly string[] {
  if (forced.length === 0 || solve(question, { must: forced, most: [] }) !== undefined) return forced;
  const ofLaw = question.candidates.filter((one) => one.forced === 'compliance').map(({ number }) => number);
  const most = (among: readonly string[], must: readonly string[]) => {
    const found = solve(question, { must, most: among })?.items.map(({ number }) => number) ?? [];
    return among.filter((number) => found.includes(number));
  };
  const law = most(ofLaw, []);
  const others = forced.filter((number) => !ofLaw.includes(number));
  return [...law, ...most(others, law)];
}

interface Context {
  readonly must: readonly string[];
  readonly planned: ReadonlySet<string>;
  readonly total: number;
  readonly solve: Solver;
}

function leftOutOf(question: PlanQuestion, one: Candidate, { must, planned, total, solve }: Context): Omit<LeftOut, 'number'> {
  const none = { displaces: [], costs: 0 };
  if (solve(question, { must: [one.number], most: [] }) === undefined)
    return {
      ...none,
      why: `Even with nothing else ${question.taken === undefined ? '' : 'but what goes on '}there are not enough people for it: ${needsOf(one)}.`,
    };
  const withIt = solve(question, { must: [...must, one.number] });
  if (withIt === undefined) return { ...none, why: 'What has to be planned whatever its score leaves no room for it.' };
  const inPlan = new Set(withIt.items.map(({ number }) => number));
  const displaces = [...planned].filter((number) => !inPlan.has(number)).sort();
  const costs = total - withIt.total;
  return {
    displaces,
    costs,
    why: `Planned, it would take the place of ${displaces.join(', ') || 'nothing'}: ${costs} less in all.`,
  };
}

function needsOf({ needs, duration }: Candidate): string {
  const days = ({ skill, weeks }: Candidate['needs'][number]) => `${(weeks * daysOfWeek) / duration} days a week of ${skill}`;
  return needs.map(days).join(', ');
}
