import type { Millis } from '@throughline/language';

/** A version and the business time from which newborn cases run it. */
export interface ReleaseRow {
  readonly flow: string;
  readonly version: number;
  readonly from: Millis;
  /** It was to come when it was decided. Any other has taken effect, also should the clock be set back. */
  readonly isScheduled: boolean;
}

/** Which versions newborn cases run, and for how long that holds. */
export interface ReleasesInForce {
  readonly latest: Readonly<Record<string, number>>;
  /** It holds from here until there. */
  readonly from: Millis;
  readonly until: Millis;
}

/**
 * Of each flow, the version that was released last is in force: of those released at the same instant, the one with the higher number. A
 * release of the future takes its place on its day, whatever was released meanwhile.
 */
export function releasesAt(releases: readonly ReleaseRow[], now: Millis): ReleasesInForce {
  const past = releases
    .filter(({ from, isScheduled }) => !isScheduled || from <= now)
    .toSorted((a, b) => a.from - b.from || a.version - b.version);
  const starts = releases.flatMap(({ from, isScheduled }) => (isScheduled ? [from] : []));
  return {
    latest: Object.fromEntries(past.map(({ flow, version }) => [flow, version])),
    from: Math.max(Number.NEGATIVE_INFINITY, ...starts.filter((at) => at <= now)),
    until: Math.min(Number.POSITIVE_INFINITY, ...starts.filter((at) => at > now)),
  };
}
