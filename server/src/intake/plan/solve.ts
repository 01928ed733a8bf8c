import highsModule, { type Highs } from 'highs';
import { type Demands, itemsOf, modelOf } from './model.ts';
import type { PlanItem, PlanQuestion } from './question.ts';

export interface Solved {
  readonly items: readonly PlanItem[];
  /** The sum of scores, and the most that any plan could have: where the time was too short to be sure, more than the sum. */
  readonly total: number;
  readonly bound: number;
}

/** Answers a question under demands; `undefined` where no plan meets them. */
export type Solver = (question: PlanQuestion, demands: Demands) => Solved | undefined;

/** One thread and no chance: the same question has the same answer, unless its time runs out. */
const options = { output_flag: false, threads: 1, random_seed: 0, mip_rel_gap: 0, mip_abs_gap: 0.5 } as const;

/** A solver that takes at most so many seconds for each question. */
export async function loadSolver(seconds: number): Promise<Solver> {
  // Its types are read in one way or another, by how modules are resolved: what is imported is the function itself.
  const load = highsModule as unknown as () => Promise<Highs>;
  const highs = await load();
  return (question, demands) => {
    const { candidates } = question;
    if (candidates.length === 0) return demands.must.length === 0 ? { items: [], total: 0, bound: 0 } : undefined;
    const text = modelOf(question, demands);
    if (!text.includes(' x_')) return demands.must.length === 0 ? { items: [], total: 0, bound: 0 } : undefined;
    const { Status, Columns } = highs.solve(text, { ...options, time_limit: seconds });
    if (Status === 'Infeasible') return undefined;
    const items = itemsOf(candidates, Columns as Readonly<Record<string, { readonly Primal?: number }>>);
    const total = totalOf(question, items);
    if (Status === 'Optimal') return { items, total, bound: total };
    // Out of time: how good it is, is told by the same model in which work can be cut into parts.
    const relaxed = highs.solve(text.replace(/\nBinary\n[^\n]*\n/, boundsOf), { ...options, time_limit: seconds });
    const most = candidates.reduce((sum, { score }) => sum + score, 0);
    return { items, total, bound: relaxed.Status === 'Optimal' ? Math.floor(relaxed.ObjectiveValue) : most };
  };
}

/** Instead of 0 or 1, anything between. */
const boundsOf = (binary: string) =>
  `\nBounds\n${binary
    .trim()
    .split(/\s+/)
    .slice(1)
    .map((name) => ` 0 <= ${name} <= 1`)
    .join('\n')}\n`;

/** The sum of the scores of what is planned. */
export function totalOf({ candidates }: PlanQuestion, items: readonly PlanItem[]): number {
  const scores = new Map(candidates.map(({ number, score }) => [number, score]));
  return items.reduce((sum, { number }) => sum + (scores.get(number) ?? 0), 0);
}
