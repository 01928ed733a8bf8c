import type { CaseView } from '@throughline/engine';
import { daysOfWeek, type PlanQuestion, type Taken } from './plan/question.ts';
import { dayAfter, daysFrom } from './plan-weeks.ts';
import { needsOf, textOf } from './requests.ts';

type Frame = Pick<PlanQuestion, 'weeks' | 'capacity'> & { readonly from: string };

/** Requests that are carried out, or are to be, in days of this plan, and are none of what it plans. */
export function goesOn(requests: readonly CaseView[], planned: ReadonlySet<string>, { from, weeks }: Frame) {
  const last = dayAfter(from, weeks * 7 - 1);
  return requests.filter(({ key, state, data }) => {
    const [begins, ends] = [textOf(data['startsOn']), textOf(data['endsOn'])];
    const isBusy = state === 'in_delivery' || state === 'planned';
    return isBusy && !planned.has(key) && begins !== null && ends !== null && begins <= last && ends >= from;
  });
}

/**
 * What goes on takes of each skill, week by week: what it needs is spread evenly over its own days, and whole days are counted, rounded up for all of a week together.
 */
export function takenDays(requests: readonly CaseView[], { from, weeks, capacity }: Frame): readonly Taken[] {
  return capacity.flatMap(({ skill }): readonly Taken[] => {
    const shares = requests.flatMap(({ data }) => {
      const need = needsOf(data['skills']).reduce((sum, one) => sum + (one.skill === skill ? one.weeks : 0), 0);
      const [begins, ends] = [String(data['startsOn']), String(data['endsOn'])];
      const span = daysFrom(begins, ends) + 1;
      if (need === 0 || span <= 0) return [];
      const inWeek = (week: number) => {
        const days = Array.from({ length: 7 }, (_, day) => dayAfter(from, week * 7 + day));
        return (need * daysOfWeek * days.filter((day) => begins <= day && day <= ends).length) / span;
      };
      return [{ grows: data['kind'] !== 'run', inWeek }];
    });
    if (shares.length === 0) return [];
    const sumOf = (some: typeof shares) =>
      Array.from({ length: weeks }, (_, week) => some.reduce((sum, { inWeek }) => sum + inWeek(week), 0));
    const grow = sumOf(shares.filter(({ grows }) => grows)).reduce((sum, days) => sum + days, 0);
    return [{ skill, days: sumOf(shares).map(wholeUp), grow: wholeUp(grow) }];
  });
}

/** Up to the next whole day; what floating point adds is none. */
const wholeUp = (days: number) => Math.ceil(Math.round(days * 1e6) / 1e6);
