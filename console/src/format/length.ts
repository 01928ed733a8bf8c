/** Least and most days of a length that may be chosen by a field. */
interface Days {
  readonly least: number;
  readonly most: number;
}

/**
 * The days of a length as definitions tell it: `7 days`, `14 days (Segment: standard)`, or, where a field chooses,
 * `10 days for key, 5 days for public, else 7 days (by Segment)`. `undefined`: it is told in something other than days.
 */
export function daysOf(length: string): Days | undefined {
  const days = length
    .replace(/ \([^()]*\)$/, '')
    .split(', ')
    .map((part) => /^(?:else )?(\d+) days?(?: for .+)?$/.exec(part)?.[1]);
  if (days.includes(undefined)) return undefined;
  return { least: Math.min(...days.map(Number)), most: Math.max(...days.map(Number)) };
}

/** `7`, or, where a field chooses, `5–10`; `undefined` as above. */
export function shortDays(length: string): string | undefined {
  const days = daysOf(length);
  if (days === undefined) return undefined;
  return days.least === days.most ? String(days.least) : `${days.least}–${days.most}`;
}
