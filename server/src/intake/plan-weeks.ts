const dayMs = 86_400_000;

const at = (day: string) => Date.parse(`${day}T00:00:00Z`);

/** Days from one to another; negative where the other comes before. */
export const daysFrom = (from: string, to: string) => Math.round((at(to) - at(from)) / dayMs);

/** The day so many days later. */
export const dayAfter = (day: string, days: number) => new Date(at(day) + days * dayMs).toISOString().slice(0, 10);

/** Weeks of a plan: the last one may be short. */
export const weeksOf = (from: string, to: string) => Math.max(1, Math.ceil((daysFrom(from, to) + 1) / 7));

/** The first week of a plan, from 0, that begins on a day or later. */
export const weekFrom = (planFrom: string, day: string) => Math.max(0, Math.ceil(daysFrom(planFrom, day) / 7));

/** The last week of a plan, from 0, that is over on a day: -1 where none is. */
export const weekUntil = (planFrom: string, day: string) => Math.max(-1, Math.floor((daysFrom(planFrom, day) - 6) / 7));

/** The last day of a stretch of weeks, which count from 0: the last week of a plan may be short. */
export function endOf(
  { week, weeks }: { readonly week: number; readonly weeks: number },
  { from, to }: { readonly from: string; readonly to: string },
): string {
  const end = dayAfter(from, (week + weeks) * 7 - 1);
  return end < to ? end : to;
}
