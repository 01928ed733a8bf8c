import type { DurationSummary } from './durations.ts';
import type { Variant } from './variant-tally.ts';

export interface DirectlyFollows {
  readonly from: string;
  readonly to: string;
  readonly count: number;
  /** `null` where the events have no times. */
  readonly meanMs: number | null;
  readonly medianMs: number | null;
}

export interface Rework {
  readonly activity: string;
  /** How often it directly followed itself. */
  readonly selfLoops: number;
  /** How often it came again in the same case, directly or later. */
  readonly repeats: number;
  /** In how many cases it came more than once. */
  readonly cases: number;
}

/** Percentiles of the time from the first to the last event of a case. */
export interface CaseDurations extends DurationSummary {
  readonly minMs: number;
  readonly p25Ms: number;
  readonly p75Ms: number;
  readonly p90Ms: number;
  readonly p95Ms: number;
  readonly maxMs: number;
}

/** What mining found. The first five members are numbers; the rest opens them. Counts by name are in falling order. */
export interface MiningReport {
  readonly cases: number;
  readonly events: number;
  readonly activities: number;
  readonly variants: number;
  readonly edges: number;
  readonly activityCounts: Readonly<Record<string, number>>;
  readonly topVariants: readonly (Variant & { readonly share: number })[];
  readonly directlyFollows: readonly DirectlyFollows[];
  readonly starts: Readonly<Record<string, number>>;
  readonly ends: Readonly<Record<string, number>>;
  readonly rework: readonly Rework[];
  /** `null` where there is no case with times. */
  readonly caseDuration: CaseDurations | null;
  /** Events whose time is before that of the event before them in the case; the order of the log was kept. */
  readonly unordered: number;
  /** Whether all medians and percentiles are exact. Where not, each is within half a percent of a true value. */
  readonly exact: boolean;
  /** The earliest and the latest instant. */
  readonly first: string | null;
  readonly last: string | null;
}
