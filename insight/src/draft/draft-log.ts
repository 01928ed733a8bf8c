/** Something that happened to a case. */
export interface DraftEvent {
  readonly activity: string;
  /** Milliseconds since 1970; NaN: it is not known. */
  readonly at: number;
  /** Who did it. */
  readonly who?: string | undefined;
  /** As what: a role, a group, a department. */
  readonly role?: string | undefined;
  /** Where the log tells the beginning of work from its end: `start`, `complete`, ... (XES `lifecycle:transition`). */
  readonly lifecycle?: string | undefined;
}

/** A case with its events, in the order of the log. */
export interface DraftTrace {
  readonly case: string;
  readonly events: readonly DraftEvent[];
}

/** Traces, or batches of them. */
export type TraceSource = Iterable<DraftTrace | readonly DraftTrace[]> | AsyncIterable<DraftTrace | readonly DraftTrace[]>;

export interface GatherOptions {
  /** How many events the ways may have, and how many events with their times are kept. Default a million each. */
  readonly eventsMax?: number;
  readonly signal?: AbortSignal;
}

/** What a draft is made of: ways with how often they were gone, and of a part of the cases the times. Bounded, whatever the log. */
export interface DraftLog {
  readonly cases: number;
  /** Steps: beginnings of work whose end is in the log too are none. */
  readonly events: number;
  /** By how often they occur, the most frequent first. */
  readonly activities: readonly { readonly name: string; readonly events: number }[];
  /** The ways of cases, by indexes of activities; the most frequent first. */
  readonly ways: readonly Way[];
  /** The cases behind the ways: all, or of a larger log those that were drawn. */
  readonly drawn: number;
  /** Cases with times: all, or those that were drawn. */
  readonly timed: readonly TimedCase[];
  /** Who and what as acted, by the numbers in the cases. */
  readonly people: readonly string[];
  readonly roles: readonly string[];
  /** Cases whose events were not in the order of their times, and were put in it. */
  readonly reordered: number;
  /** Events that only begin what another of the case completes. */
  readonly begun: number;
  /** The latest instant in it; `null`: it has no times. */
  readonly until: number | null;
}

export interface Way {
  readonly steps: readonly number[];
  readonly cases: number;
}

export interface TimedCase {
  readonly steps: readonly number[];
  readonly at: readonly number[];
  /** By step the number of who did it, and as what; -1 or beyond the end: not said. */
  readonly who: readonly number[];
  readonly role: readonly number[];
}

const eventsMaxDefault = 1_000_000;

/**
 * Reads traces once, in bounded memory. What is larger than the bound is drawn by a hash of the name of the case, in halves, so that the same
 * cases give the same log, in whatever order they come.
 */
export async function gatherLog(traces: TraceSource, options: GatherOptions = {}): Promise<DraftLog> {
  const gathering = new Gathering(options.eventsMax ?? eventsMaxDefault);
  for await (const batch of traces) {
    options.signal?.throwIfAborted();
    for (const trace of isBatch(batch) ? batch : [batch]) gathering.add(trace);
  }
  return gathering.log();
}

function isBatch(batch: DraftTrace | readonly DraftTrace[]): batch is readonly DraftTrace[] {
  return Array.isArray(batch);
}

/** Texts by numbers. */
class Numbers {
  readonly #numbers = new Map<string, number>();

  of(text: string | undefined): number {
    if (text === undefined || text === '') return -1;
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    this.#numbers.set(text, this.#numbers.size);
    return this.#numbers.size - 1;
  }

  all(): readonly string[] {
    return [...this.#numbers.keys()];
  }
}

const levels = 33;
const nothing: readonly number[] = [];

/** Who did each, or as what; of a case of which nothing is said one list stands for all. */
function numbered(numbers: Numbers, events: readonly DraftEvent[], member: 'who' | 'role'): readonly number[] {
  return events.every((event) => event[member] === undefined) ? nothing : events.map((event) => numbers.of(event[member]));
}

interface CountedWay {
  readonly steps: readonly number[];
  /** By level of the hash, how many cases. */
  readonly byLevel: Uint32Array;
}

class Gathering {
  readonly #max: number;
  readonly #activities = new Numbers();
  readonly #people = new Numbers();
  readonly #roles = new Numbers();
  readonly #counts: number[] = [];
  readonly #ways = new Map<string, CountedWay>();
  readonly #timed: TimedCase[][] = Array.from({ length: levels }, () => []);
  #wayLevel = 0;
  #waySteps = 0;
  #timedLevel = 0;
  #timedEvents = 0;
  #cases = 0;
  #events = 0;
  #reordered = 0;
  #begun = 0;
  #until = Number.NEGATIVE_INFINITY;

  constructor(max: number) {
    this.#max = max;
  }

  add(trace: DraftTrace): void {
    const events = this.#inOrder(this.#steps(trace.events));
    if (events.length === 0) return;
    const steps = events.map(({ activity }) => this.#activities.of(activity === '' ? ' ' : activity));
    this.#cases += 1;
    this.#events += steps.length;
    for (const step of steps) this.#counts[step] = (this.#counts[step] ?? 0) + 1;
    for (const { at } of events) if (at > this.#until) this.#until = at;
    const level = levelOf(trace.case);
    this.#addTimes(this.#addWay(steps, level), events, level);
  }

  /** Of an activity that the case completes, only the completions are steps. */
  #steps(events: readonly DraftEvent[]): readonly DraftEvent[] {
    const completed = new Set(events.flatMap((event) => (isOf(event, 'complete') ? [event.activity] : [])));
    if (completed.size === 0) return events;
    const steps = events.filter(
      (event) => isOf(event, 'complete') || event.lifecycle === undefined || !completed.has(event.activity),
    );
    this.#begun += events.length - steps.length;
    return steps;
  }

  #inOrder(events: readonly DraftEvent[]): readonly DraftEvent[] {
    const isOrdered = events.every(({ at }, index) => Number.isNaN(at) || index === 0 || !(at < (events[index - 1]?.at ?? at)));
    if (isOrdered || events.some(({ at }) => Number.isNaN(at))) return events;
    this.#reordered += 1;
    return events.toSorted((a, b) => a.at - b.at);
  }

  /** Gives the steps of the way that is known: cases share them. */
  #addWay(steps: readonly number[], level: number): readonly number[] {
    if (level < this.#wayLevel) return steps;
    const key = steps.join(' ');
    let way = this.#ways.get(key);
    if (way === undefined) {
      way = { steps, byLevel: new Uint32Array(levels) };
      this.#ways.set(key, way);
      this.#waySteps += steps.length;
    }
    way.byLevel[level] = (way.byLevel[level] ?? 0) + 1;
    while (this.#waySteps > this.#max && this.#wayLevel < levels - 1) this.#thinWays();
    return way.steps;
  }

  #thinWays(): void {
    this.#wayLevel += 1;
    for (const [key, { steps, byLevel }] of this.#ways) {
      if (casesFrom(byLevel, this.#wayLevel) > 0) continue;
      this.#ways.delete(key);
      this.#waySteps -= steps.length;
    }
  }

  #addTimes(steps: readonly number[], events: readonly DraftEvent[], level: number): void {
    if (level < this.#timedLevel) return;
    const timed = {
      steps,
      at: events.map(({ at }) => at),
      who: numbered(this.#people, events, 'who'),
      role: numbered(this.#roles, events, 'role'),
    };
    this.#timed[level]?.push(timed);
    this.#timedEvents += steps.length;
    while (this.#timedEvents > this.#max && this.#timedLevel < levels - 1) {
      for (const { steps: left } of this.#timed[this.#timedLevel] ?? []) this.#timedEvents -= left.length;
      this.#timed[this.#timedLevel] = [];
      this.#timedLevel += 1;
    }
  }

  log(): DraftLog {
    const found = this.#activities.all().map((name, index) => ({ name, events: this.#counts[index] ?? 0, index }));
    const sorted = found.toSorted((a, b) => b.events - a.events || compare(a.name, b.name));
    const place = new Map(sorted.map(({ index }, at) => [index, at]));
    const known = new Map<readonly number[], readonly number[]>();
    const renumbered = (steps: readonly number[]) => {
      const found = known.get(steps) ?? steps.map((step) => place.get(step) ?? 0);
      known.set(steps, found);
      return found;
    };
    const ways = [...this.#ways.values()]
      .map(({ steps, byLevel }) => ({ steps: renumbered(steps), cases: casesFrom(byLevel, this.#wayLevel) }))
      .filter(({ cases }) => cases > 0)
      .sort((a, b) => b.cases - a.cases || compareSteps(a.steps, b.steps));
    return {
      ...{ cases: this.#cases, events: this.#events, reordered: this.#reordered, begun: this.#begun },
      activities: sorted.map(({ name, events }) => ({ name, events })),
      ways,
      drawn: ways.reduce((sum, { cases }) => sum + cases, 0),
      timed: this.#timed.flat().map((timed) => ({ ...timed, steps: renumbered(timed.steps) })),
      people: this.#people.all(),
      roles: this.#roles.all(),
      until: Number.isFinite(this.#until) ? this.#until : null,
    };
  }
}

function isOf({ lifecycle }: DraftEvent, phase: string): boolean {
  return lifecycle?.toLowerCase() === phase;
}

function casesFrom(byLevel: Uint32Array, level: number): number {
  let cases = 0;
  for (let at = level; at < levels; at += 1) cases += byLevel[at] ?? 0;
  return cases;
}

export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function compareSteps(a: readonly number[], b: readonly number[]): number {
  for (let at = 0; at < Math.min(a.length, b.length); at += 1) {
    const difference = (a[at] ?? 0) - (b[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

/** How many leading zeros a hash of the name has: half of all names have none, a quarter one. FNV-1a, mixed as MurmurHash3 ends. */
function levelOf(name: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < name.length; at += 1) hash = Math.imul(hash ^ name.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return Math.clz32((hash ^ (hash >>> 16)) >>> 0);
}
