const dayMs = 86_400_000;
/** Twelve weeks: long enough for what is rare to be counted, and short enough to name what came before. */
const usual = 84;
const [shortest, longest] = [28, 182] as const;

export interface Periods {
  readonly from: string;
  /** The day after the last. */
  readonly to: string;
  readonly againstFrom: string;
  readonly againstTo: string;
}

/**
 * The periods to compare, where nobody has said which: from the day on which it left what is usual, at least 28 days and at most half a
 * year, against as long just before; twelve weeks where no such day is known.
 *
 * @param to the day after the last that is asked about
 */
export function periodsUntil(to: string, since?: string | null): Periods {
  const days = since == null ? usual : Math.min(longest, Math.max(shortest, daysBetween(since, to)));
  return periodsOf(plusDays(to, -days), to);
}

/** A period against as long just before it: whole months against as many whole months. */
export function periodsOf(from: string, to: string): Periods {
  const months = monthsBetween(from, to);
  if (months !== undefined) return { from, to, againstFrom: monthsEarlier(from, months), againstTo: from };
  const days = Math.max(1, daysBetween(from, to));
  return { from, to, againstFrom: plusDays(from, -days), againstTo: from };
}

/** How many calendar months lie between two days, where both are the first of one. */
function monthsBetween(from: string, to: string): number | undefined {
  if (!from.endsWith('-01') || !to.endsWith('-01') || from >= to) return undefined;
  const [first, last] = [from, to].map((day) => Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)));
  return (last ?? 0) - (first ?? 0);
}

function monthsEarlier(day: string, months: number): string {
  return new Date(Date.UTC(Number(day.slice(0, 4)), Number(day.slice(5, 7)) - 1 - months, 1)).toISOString().slice(0, 10);
}

export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to.slice(0, 10)) - Date.parse(from.slice(0, 10))) / dayMs);
}

export function plusDays(day: string, days: number): string {
  return new Date(Date.parse(day.slice(0, 10)) + days * dayMs).toISOString().slice(0, 10);
}
