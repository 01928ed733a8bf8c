import { Durations, type ValueBudget } from './durations.ts';
import { MiningLimitError, MiningOrderError } from './limits.ts';
import type { CaseDurations, DirectlyFollows, MiningReport, Rework } from './report.ts';
import { type VariantLimits, VariantTally } from './variant-tally.ts';

export interface MinedEvent {
  readonly caseId: string;
  readonly activity: string;
  /** Milliseconds since 1970; NaN where the log has no time. */
  readonly at: number;
}

export interface MiningOptions {
  /** How many variants are listed. Default 20; all are counted. */
  readonly top?: number;
  readonly limits?: Partial<MiningLimits>;
}

export interface MiningLimits extends VariantLimits {
  readonly activitiesMax: number;
  readonly edgesMax: number;
  readonly caseEventsMax: number;
  /** How many durations are kept one by one; past it medians come from a sketch. */
  readonly exactDurationsMax: number;
  /** How many cases are remembered, so that one whose events do not stand together is noticed. */
  readonly checkedCasesMax: number;
}

/** Together at most some 400 MB. */
export const miningLimits: MiningLimits = {
  activitiesMax: 10_000,
  edgesMax: 250_000,
  caseEventsMax: 1_000_000,
  variantsMax: 2_000_000,
  keptActivitiesMax: 32_000_000,
  exactDurationsMax: 8_000_000,
  checkedCasesMax: 500_000,
};

interface Activity {
  readonly id: number;
  readonly name: string;
  count: number;
  starts: number;
  ends: number;
  repeats: number;
  repeatCases: number;
  /** The number of the last case in which it came, and how often. */
  seenIn: number;
  seen: number;
  /** By following activity. */
  readonly next: Map<Activity, Edge>;
}

interface Edge {
  count: number;
  readonly durations: Durations;
}

/** The accumulator behind `mine`: one event at a time, memory by what differs and not by how much there is. */
export class Miner {
  readonly #limits: MiningLimits;
  readonly #top: number;
  readonly #activities = new Map<string, Activity>();
  readonly #variants: VariantTally;
  readonly #budget: ValueBudget;
  readonly #caseDurations: Durations;
  #cases = 0;
  #events = 0;
  #edges = 0;
  #unordered = 0;
  #first = Number.POSITIVE_INFINITY;
  #last = Number.NEGATIVE_INFINITY;
  readonly #closed = new Set<string>();
  #caseId: string | undefined;
  #caseEvents = 0;
  #caseFirst = Number.NaN;
  #way = '';
  #before: Activity | undefined;
  #beforeAt = Number.NaN;

  constructor(options: MiningOptions = {}) {
    this.#limits = { ...miningLimits, ...options.limits };
    this.#top = options.top ?? 20;
    this.#variants = new VariantTally(this.#limits);
    this.#budget = { left: this.#limits.exactDurationsMax };
    this.#caseDurations = new Durations(this.#budget);
  }

  add(event: MinedEvent): void {
    if (event.caseId !== this.#caseId) this.#begin(event);
    const activity = this.#activities.get(event.activity) ?? this.#meet(event.activity);
    activity.count += 1;
    this.#events += 1;
    this.#caseEvents += 1;
    if (this.#caseEvents > this.#limits.caseEventsMax) throw new MiningLimitError('events of a case', this.#limits.caseEventsMax);
    if (activity.seenIn === this.#cases) {
      activity.seen += 1;
      activity.repeats += 1;
      if (activity.seen === 2) activity.repeatCases += 1;
    } else {
      activity.seenIn = this.#cases;
      activity.seen = 1;
    }
    if (this.#before === undefined) activity.starts += 1;
    else this.#follow(this.#before, activity, event.at - this.#beforeAt);
    if (event.at < this.#first) this.#first = event.at;
    if (event.at > this.#last) this.#last = event.at;
    this.#way += String.fromCharCode(activity.id);
    this.#before = activity;
    this.#beforeAt = event.at;
  }

  /** Closes the last case and tells what was found. The miner is of no use afterwards. */
  finish(): MiningReport {
    this.#endCase();
    const activities = [...this.#activities.values()];
    const edges = activities.flatMap((from) => [...from.next].map(([to, edge]) => ({ from, to, edge })));
    return {
      cases: this.#cases,
      events: this.#events,
      activities: activities.length,
      variants: this.#variants.size,
      edges: this.#edges,
      activityCounts: counts(activities, (activity) => activity.count),
      topVariants: this.#variants
        .top(this.#top, (id) => activities[id]?.name ?? '')
        .map((variant) => ({ ...variant, share: variant.count / this.#cases })),
      directlyFollows: edges.map(({ from, to, edge }) => directlyFollows(from, to, edge)).sort((a, b) => b.count - a.count),
      starts: counts(activities, (activity) => activity.starts),
      ends: counts(activities, (activity) => activity.ends),
      rework: activities
        .filter((activity) => activity.repeats > 0)
        .map(rework)
        .sort((a, b) => b.repeats - a.repeats),
      caseDuration: caseDurations(this.#caseDurations),
      unordered: this.#unordered,
      exact: this.#caseDurations.exact && edges.every(({ edge }) => edge.durations.exact),
      first: instant(this.#first),
      last: instant(this.#last),
    };
  }

  #begin(event: MinedEvent): void {
    this.#endCase();
    if (this.#closed.has(event.caseId)) throw new MiningOrderError(event.caseId);
    if (this.#closed.size < this.#limits.checkedCasesMax) this.#closed.add(event.caseId);
    this.#caseId = event.caseId;
    this.#caseFirst = event.at;
    this.#caseEvents = 0;
    this.#way = '';
    this.#before = undefined;
    this.#cases += 1;
  }

  #endCase(): void {
    if (this.#before === undefined) return;
    this.#before.ends += 1;
    this.#variants.add(this.#way);
    const duration = this.#beforeAt - this.#caseFirst;
    if (!Number.isNaN(duration)) this.#caseDurations.add(duration);
    this.#before = undefined;
  }

  #meet(name: string): Activity {
    const id = this.#activities.size;
    if (id >= this.#limits.activitiesMax) throw new MiningLimitError('activities', this.#limits.activitiesMax);
    const activity: Activity = {
      id,
      name,
      count: 0,
      starts: 0,
      ends: 0,
      repeats: 0,
      repeatCases: 0,
      seenIn: 0,
      seen: 0,
      next: new Map(),
    };
    this.#activities.set(name, activity);
    return activity;
  }

  #follow(from: Activity, to: Activity, gapMs: number): void {
    let edge = from.next.get(to);
    if (edge === undefined) {
      if (this.#edges >= this.#limits.edgesMax) throw new MiningLimitError('edges', this.#limits.edgesMax);
      edge = { count: 0, durations: new Durations(this.#budget) };
      from.next.set(to, edge);
      this.#edges += 1;
    }
    edge.count += 1;
    if (gapMs < 0) this.#unordered += 1;
    if (!Number.isNaN(gapMs)) edge.durations.add(gapMs);
  }
}

function counts(activities: readonly Activity[], countOf: (activity: Activity) => number): Record<string, number> {
  const some = activities.filter((activity) => countOf(activity) > 0).sort((a, b) => countOf(b) - countOf(a));
  return Object.fromEntries(some.map((activity) => [activity.name, countOf(activity)]));
}

function directlyFollows(from: Activity, to: Activity, edge: Edge): DirectlyFollows {
  const timed = edge.durations.count > 0 ? edge.durations.summary() : { meanMs: null, medianMs: null };
  return { from: from.name, to: to.name, count: edge.count, meanMs: timed.meanMs, medianMs: timed.medianMs };
}

function rework(activity: Activity): Rework {
  const selfLoops = activity.next.get(activity)?.count ?? 0;
  return { activity: activity.name, selfLoops, repeats: activity.repeats, cases: activity.repeatCases };
}

function caseDurations(durations: Durations): CaseDurations | null {
  if (durations.count === 0) return null;
  return {
    ...durations.summary(),
    minMs: durations.min,
    p25Ms: durations.quantile(0.25),
    p75Ms: durations.quantile(0.75),
    p90Ms: durations.quantile(0.9),
    p95Ms: durations.quantile(0.95),
    maxMs: durations.max,
  };
}

function instant(ms: number): string | null {
  return Number.isFinite(ms) ? new Date(ms).toISOString() : null;
}
