import { type CaseRecord, type CompiledFlow, compileFlow, decide, type FlowDefinition } from '@throughline/language';
import { unusualStart } from './definition.ts';
import type { DraftLog, Way } from './draft-log.ts';
import type { StateGraph } from './shape.ts';

/** How much of a log a flow takes as declared. Shares are of events or cases, 0 to 1. */
export interface Fitness {
  /** Events that took a declared transition, by the events (not only those of cases that fit whole). */
  readonly events: number;
  /** Cases of which every event did. */
  readonly cases: number;
  /** Events that were taken as exceptions: rare paths, and births by an unusual event. */
  readonly rare: number;
  /** Events that were refused; they lead nowhere and are in the log for nothing. */
  readonly refused: number;
}

type Outcome = 'declared' | 'rare' | 'refused';

interface Taken {
  readonly outcome: Outcome;
  readonly record: CaseRecord | undefined;
}

/**
 * Runs the ways of a log as facts through `decide`, the function that also runs the flow. A flow without guards decides by state and event
 * alone, so each such pair is decided once and counted as often as it occurs.
 */
export function fitnessOf(definition: FlowDefinition, events: readonly string[], log: DraftLog): Fitness {
  const interpreter = new Interpreter(compileFlow(definition));
  const sums = { declared: 0, rare: 0, refused: 0 };
  let whole = 0;
  for (const { steps, cases } of log.ways) {
    let record: CaseRecord | undefined;
    let isWhole = true;
    for (const step of steps) {
      const taken = interpreter.take(record, events[step] ?? '');
      sums[taken.outcome] += cases;
      isWhole &&= taken.outcome === 'declared';
      record = taken.record;
    }
    if (isWhole) whole += cases;
  }
  const all = Math.max(1, sums.declared + sums.rare + sums.refused);
  const { declared, rare, refused } = sums;
  return { events: declared / all, cases: whole / Math.max(1, log.drawn), rare: rare / all, refused: refused / all };
}

const actor = { id: 'log', kind: 'source', principal: 'log', roles: [] } as const;
/** What is drafted is decided as history: nothing comes of it but states. */
const source = { name: 'log', liveFrom: 2 } as const;
const caseKey = 'draft';

class Interpreter {
  readonly #flow: CompiledFlow;
  readonly #known = new Map<string, Taken>();

  constructor(flow: CompiledFlow) {
    this.#flow = flow;
  }

  take(record: CaseRecord | undefined, type: string): Taken {
    const key = JSON.stringify([record?.state ?? null, type]);
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const taken = this.#decide(record, type);
    this.#known.set(key, taken);
    return taken;
  }

  #decide(record: CaseRecord | undefined, type: string): Taken {
    const { definition, name } = this.#flow;
    const isBirth = record === undefined && definition.events?.[type]?.data === undefined;
    const subject = record ?? { id: caseKey, flow: name, entity: 'main', key: caseKey };
    const data = isBirth ? { [definition.key]: caseKey } : {};
    const decision = decide(this.#flow, subject, { kind: 'fact', type, data, actor, source, occurredAt: 1 }, { now: 1 });
    if (decision.kind !== 'applied' && decision.kind !== 'deviated') return { outcome: 'refused', record };
    const isRare = decision.kind === 'deviated' || decision.event.outcome.raised?.includes(unusualStart) === true;
    return { outcome: isRare ? 'rare' : 'declared', record: decision.next };
  }
}

/** A model as precision asks it: which activities it allows, and where one leads. */
export interface Replayed<S> {
  readonly allowed: (state: S | undefined) => ReadonlySet<number>;
  readonly next: (state: S | undefined, activity: number) => S;
}

/**
 * Precision by escaping edges: of all that the model allows after each beginning of a case in the log, weighted by how many cases begin so, the
 * share that the log shows. A beginning that the model does not allow is not followed further. 1: it allows nothing that did not happen.
 *
 * Source: J. Muñoz-Gama, J. Carmona: A Fresh Look at Precision in Process Conformance, BPM 2010 (ETConformance).
 */
export function precisionOf<S>(ways: readonly Way[], { allowed, next }: Replayed<S>): number {
  let inAll = 0;
  let escaping = 0;
  const beginnings: { readonly ways: readonly Way[]; readonly depth: number; readonly state: S | undefined }[] = [
    { ways, depth: 0, state: undefined },
  ];
  for (let at = beginnings.pop(); at !== undefined; at = beginnings.pop()) {
    const { depth, state } = at;
    const can = allowed(state);
    const cases = at.ways.reduce((sum, way) => sum + way.cases, 0);
    const onwards = Map.groupBy(
      at.ways.filter(({ steps }) => steps.length > depth),
      ({ steps }) => steps[depth] ?? 0,
    );
    inAll += can.size * cases;
    for (const activity of can) if (!onwards.has(activity)) escaping += cases;
    for (const [activity, some] of onwards)
      if (can.has(activity)) beginnings.push({ ways: some, depth: depth + 1, state: next(state, activity) });
  }
  return inAll === 0 ? 1 : 1 - escaping / inAll;
}

/** A flow as a model, by the names of its events. */
export function flowModel(definition: FlowDefinition, events: readonly string[]): Replayed<string> {
  const numbers = new Map(events.map((name, index) => [name, index]));
  const taken = (transitions: object | undefined) =>
    new Set(Object.keys(transitions ?? {}).flatMap((name) => numbers.get(name) ?? []));
  const sets = new Map(Object.entries(definition.states).map(([state, { on }]) => [state, taken(on)]));
  const first = taken(definition.start);
  const nowhere: ReadonlySet<number> = new Set();
  return {
    allowed: (state) => (state === undefined ? first : (sets.get(state) ?? nowhere)),
    next: (state, activity) => {
      const name = events[activity] ?? '';
      const transition = state === undefined ? definition.start[name] : definition.states[state]?.on?.[name];
      const { to } = [transition ?? {}].flat()[0] ?? {};
      return to ?? state ?? '';
    },
  };
}

/** The directly-follows graph as a model: after each activity all that ever followed it. */
export function graphModel({ edges, starts }: StateGraph): Replayed<number> {
  const following = new Map(
    [...Map.groupBy(edges, ({ from }) => from)].map(([from, of]) => [from, new Set(of.map(({ activity }) => activity))]),
  );
  const first = new Set(starts.keys());
  const nothing: ReadonlySet<number> = new Set();
  return {
    allowed: (state) => (state === undefined ? first : (following.get(state) ?? nothing)),
    next: (_, activity) => activity,
  };
}

/** The model that allows everything at any time, and so says nothing. */
export function flowerModel(activities: number): Replayed<null> {
  const all = new Set(Array.from({ length: activities }, (_, index) => index));
  return { allowed: () => all, next: () => null };
}
