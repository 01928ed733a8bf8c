/** A request that may be planned. Weeks of the plan count from 0. */
export interface Candidate {
  readonly number: string;
  readonly score: number;
  readonly kind: 'run' | 'grow';
  /** Person-weeks by skill; whole numbers. */
  readonly needs: readonly { readonly skill: string; readonly weeks: number }[];
  /** Calendar weeks from start to end: what it needs of a skill is spread over them evenly. */
  readonly duration: number;
  /** The first week in which it may start. */
  readonly earliest?: number;
  /** The last week in which it may still be worked on. */
  readonly latest?: number;
  /** Requests that are to be done before it starts. */
  readonly dependsOn: readonly string[];
  /** Planned whatever its score: for a law, or because somebody stands behind it. */
  readonly forced?: 'compliance' | 'override';
}

export interface PlanQuestion {
  readonly weeks: number;
  readonly capacity: readonly { readonly skill: string; readonly daysPerWeek: number }[];
  /** Of each skill, what is kept for running the business, in percent: work of the kind `grow` takes no more than the rest. */
  readonly runShare: number;
  readonly candidates: readonly Candidate[];
  /** Requests that are done already, for those that depend on them. */
  readonly done: readonly string[];
  /** What goes on from other plans, and takes people away. */
  readonly taken?: readonly Taken[];
}

/** Of a skill, the days that work of other plans takes in each week of this one, and how many of them all are work of the kind `grow`. Whole days. */
export interface Taken {
  readonly skill: string;
  readonly days: readonly number[];
  readonly grow: number;
}

export interface PlanItem {
  readonly number: string;
  /** The week in which it starts, from 0. */
  readonly week: number;
}

/** Days of work in a person-week. */
export const daysOfWeek = 5;

/** Days of a skill that are left in a week, and those that may grow in all. Never less than none: what goes on is not stopped. */
export function daysLeft({ weeks, runShare, taken }: PlanQuestion, { skill, daysPerWeek }: PlanQuestion['capacity'][number]) {
  const mine = taken?.find((one) => one.skill === skill);
  return {
    inWeek: (week: number) => Math.max(0, daysPerWeek - (mine?.days[week] ?? 0)),
    /** In hundredths of a day. */
    toGrow: Math.max(0, daysPerWeek * weeks * (100 - runShare) - 100 * (mine?.grow ?? 0)),
  };
}

/** Weeks in which a candidate can start, seen by itself. */
export function startsOf({ duration, earliest, latest }: Candidate, weeks: number): readonly number[] {
  const first = Math.max(0, earliest ?? 0);
  const last = Math.min(weeks - 1, latest ?? weeks - 1) - duration + 1;
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
}
