import { type Candidate, type PlanQuestion, startsOf } from './question.ts';

interface Never {
  readonly number: string;
  readonly why: string;
}

/** Takes out what no plan can have, each with the reason: nobody with the skill, no room between its days, or what it waits for does not come. */
export function sift({ candidates, capacity, weeks, done }: PlanQuestion): {
  readonly possible: readonly Candidate[];
  readonly never: readonly Never[];
} {
  const skills = new Set(capacity.filter(({ daysPerWeek }) => daysPerWeek > 0).map(({ skill }) => skill));
  const never: Never[] = [];
  let possible = [...candidates];
  for (let before = -1; before !== never.length; ) {
    before = never.length;
    const there = new Set([...done, ...possible.map(({ number }) => number)]);
    possible = possible.filter((one) => {
      const why = whyNever(one, { skills, weeks, there });
      if (why !== undefined) never.push({ number: one.number, why });
      return why === undefined;
    });
  }
  const finished = new Set(done);
  return {
    possible: possible.map((one) => ({ ...one, dependsOn: one.dependsOn.filter((number) => !finished.has(number)) })),
    never,
  };
}

interface Surroundings {
  readonly skills: ReadonlySet<string>;
  readonly weeks: number;
  readonly there: ReadonlySet<string>;
}

function whyNever(one: Candidate, { skills, weeks, there }: Surroundings): string | undefined {
  const missing = one.needs.find(({ skill }) => !skills.has(skill));
  if (missing !== undefined) return `Nobody with the skill ${missing.skill} is there.`;
  if (one.duration > weeks) return `It takes ${one.duration} weeks, the plan has ${weeks}.`;
  if (startsOf(one, weeks).length === 0) return `It does not fit between its days: it takes ${one.duration} weeks.`;
  const waits = one.dependsOn.find((number) => !there.has(number));
  return waits === undefined ? undefined : `It waits for ${waits}, which is neither done nor in this plan.`;
}
