import { type Candidate, daysLeft, daysOfWeek, type PlanItem, type PlanQuestion, startsOf } from './question.ts';

/** Numbers of requests that a plan is to have, and what else is wanted of it. */
export interface Demands {
  readonly must: readonly string[];
  /** Plan as many of these as can be, instead of the highest score; of none: any plan will do. */
  readonly most?: readonly string[];
}

/**
 * The question as a model in the LP format: one binary `x_<candidate>_<week>` for each week in which it can start.
 */
export function modelOf(question: PlanQuestion, { must, most }: Demands): string {
  const { weeks, capacity, candidates } = question;
  const starts = candidates.map((one) => startsOf(one, weeks));
  const name = (index: number, week: number) => `x_${index}_${week}`;
  const columns = candidates.flatMap((_, index) => (starts[index] ?? []).map((week) => ({ index, week })));
  const worth = ({ number, score }: Candidate) => (most === undefined ? score : most.includes(number) ? 1 : 0);
  const objective = columns.map(({ index, week }) => term(worth(candidates[index] as Candidate), name(index, week)));
  const rows: string[] = [];
  const row = (terms: readonly string[], bound: string) => {
    if (terms.length > 0) rows.push(` r${rows.length}: ${terms.join(' ')} ${bound}`);
  };
  for (const [index, { number }] of candidates.entries()) {
    const all = (starts[index] ?? []).map((week) => term(1, name(index, week)));
    row(all, must.includes(number) ? '= 1' : '<= 1');
  }
  for (const each of capacity) {
    const { skill } = each;
    const left = daysLeft(question, each);
    const users = candidates.flatMap((one, index) => {
      const need = one.needs.filter((need) => need.skill === skill).reduce((sum, { weeks: some }) => sum + some, 0);
      return need === 0 ? [] : [{ ...one, index, need }];
    });
    // Whole numbers: what is spread over weeks is counted in parts of a day that all durations share.
    const part = users.reduce((shared, { duration }) => leastCommonMultiple(shared, duration), 1);
    for (let week = 0; week < weeks; week += 1) {
      const busy = users.flatMap(({ index, duration, need }) =>
        (starts[index] ?? [])
          .filter((start) => start <= week && week < start + duration)
          .map((start) => term((need * daysOfWeek * part) / duration, name(index, start))),
      );
      row(busy, `<= ${left.inWeek(week) * part}`);
    }
    const grow = users
      .filter(({ kind }) => kind === 'grow')
      .flatMap(({ index, need }) => (starts[index] ?? []).map((start) => term(need * daysOfWeek * 100, name(index, start))));
    row(grow, `<= ${left.toGrow}`);
  }
  const indexOf = new Map(candidates.map(({ number }, index) => [number, index]));
  for (const [index, { dependsOn }] of candidates.entries())
    for (const before of dependsOn) {
      const other = indexOf.get(before);
      if (other === undefined) continue;
      const { duration } = candidates[other] as Candidate;
      // Whatever has started by a week, what it waits for has ended before.
      for (const week of starts[index] ?? []) {
        const started = (starts[index] ?? []).filter((start) => start <= week).map((start) => term(1, name(index, start)));
        const ended = (starts[other] ?? []).filter((s) => s + duration <= week).map((start) => term(-1, name(other, start)));
        row([...started, ...ended], '<= 0');
      }
    }
  const names = columns.map(({ index, week }) => name(index, week));
  return ['Maximize', ` score: ${objective.join(' ')}`, 'Subject To', ...rows, 'Binary', ` ${names.join(' ')}`, 'End'].join('\n');
}

const term = (factor: number, name: string) => `${factor < 0 ? '-' : '+'} ${Math.abs(factor)} ${name}`;

/** What the columns of a solved model say. */
export function itemsOf(
  candidates: readonly Candidate[],
  columns: Readonly<Record<string, { readonly Primal?: number }>>,
): readonly PlanItem[] {
  return Object.entries(columns)
    .filter(([, { Primal = 0 }]) => Primal > 0.5)
    .map(([name]) => {
      const [, index, week] = name.split('_').map(Number);
      return { number: candidates[index ?? 0]?.number ?? '', week: week ?? 0 };
    })
    .sort((a, b) => a.week - b.week || (a.number < b.number ? -1 : 1));
}

function leastCommonMultiple(a: number, b: number): number {
  let [x, y] = [a, b];
  while (y !== 0) [x, y] = [y, x % y];
  return (a / x) * b;
}
