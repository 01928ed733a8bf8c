/** An activity: a type of event. */
export interface MinedActivity {
  readonly activity: string;
  readonly count: number;
  /** In how many cases it came. */
  readonly cases: number;
  /** In how many it came first, and last. */
  readonly starts: number;
  readonly ends: number;
  /** How often it came again in the same case, directly or later. */
  readonly repeats: number;
  /** How often it directly followed itself. */
  readonly selfLoops: number;
  /** In how many cases it came more than once. */
  readonly repeatCases: number;
}

/** One activity directly after another. Lengths in milliseconds; `null` where the events have no times. */
export interface DirectlyFollows {
  readonly from: string;
  readonly to: string;
  readonly count: number;
  readonly meanMs: number | null;
  readonly medianMs: number | null;
  readonly p90Ms: number | null;
  /** All waiting along it. */
  readonly totalMs: number | null;
}

/** A way through: cases with the same activities in the same order. */
export interface Variant {
  /** The same whenever the same way is found by the same kind of database. */
  readonly id: string;
  readonly count: number;
  readonly share: number;
  readonly length: number;
  /** In order; `null` where there are more than a thousand. */
  readonly activities: readonly string[] | null;
  /** Of the times its cases took. */
  readonly medianMs: number | null;
}

/** The time from the first to the last event of a case, where all of its events have one. Percentiles are exact. */
export interface CaseDurations {
  readonly count: number;
  readonly meanMs: number;
  readonly minMs: number;
  readonly p25Ms: number;
  readonly medianMs: number;
  readonly p75Ms: number;
  readonly p90Ms: number;
  readonly p95Ms: number;
  readonly maxMs: number;
}

/** Money of cases in one currency. `null`: they name none. */
export interface MinedMoney {
  readonly currency: string | null;
  /** Of the cases, each once, in minor units. */
  readonly amount: number;
  /** Amount times days waited: minor units times days. */
  readonly amountDays: number;
}

/** Where time is lost between two activities. */
export interface Bottleneck extends DirectlyFollows {
  /** Of all waiting. */
  readonly share: number;
  readonly money: readonly MinedMoney[];
}

export interface Handover {
  readonly from: string;
  readonly to: string;
  readonly count: number;
  readonly medianMs: number | null;
}

/** A move from one state into another. */
export interface Move {
  readonly from: string;
  readonly to: string;
  readonly count: number;
}

/** Facts of a type for which there was no place in a state. */
export interface Deviation {
  /** `null`: the case was not born yet. */
  readonly state: string | null;
  readonly event: string;
  readonly count: number;
  readonly cases: number;
  readonly medianMs: number | null;
  /** The median of its cases less that of the conforming ones. `null` where one of them has none. */
  readonly addedMs: number | null;
  readonly money: readonly MinedMoney[];
}

export interface Conformance {
  readonly deviations: number;
  readonly cases: number;
  readonly conformingCases: number;
  readonly conformingMedianMs: number | null;
  readonly types: readonly Deviation[];
}

/** An event of one flow that followed from one of another. */
export interface Between {
  readonly fromFlow: string;
  readonly from: string;
  readonly toFlow: string;
  readonly to: string;
  readonly count: number;
  readonly medianMs: number | null;
}

/** What mining found. The first five members are numbers; the rest opens them. Lists have the most frequent first. */
export interface MiningReport {
  readonly cases: number;
  readonly events: number;
  readonly activities: number;
  readonly variants: number;
  readonly edges: number;
  /** The earliest and the latest instant. */
  readonly first: string | null;
  readonly last: string | null;
  /** Events whose time is before that of the event before them in the case; the order of the log was kept. */
  readonly unordered: number;
  /** At most so many as `activitiesMax`, and so on. */
  readonly steps: readonly MinedActivity[];
  readonly directlyFollows: readonly DirectlyFollows[];
  readonly topVariants: readonly Variant[];
  /** `null` where there is no case with times. */
  readonly caseDuration: CaseDurations | null;
  /** The longest waiting in all first. */
  readonly bottlenecks: readonly Bottleneck[];
  /** Between actors, or between kinds of them, as was asked. */
  readonly handovers: readonly Handover[];
  readonly moves: readonly Move[];
  readonly conformance: Conformance;
  readonly between: readonly Between[];
}
