import { checkFlow, type Finding, type FlowDefinition } from '@throughline/language';
import { type DraftNames, defined, type Named, type NamingOptions } from './definition.ts';
import type { DraftLog } from './draft-log.ts';
import { finalStates } from './ends.ts';
import { equalFutures } from './equal-futures.ts';
import { type Kept, keepEdges } from './keep-edges.ts';
import { type Fitness, fitnessOf, flowerModel, flowModel, graphModel, precisionOf } from './measure.ts';
import { graphOf, lastActivity, milestones, type Shape, type StateGraph } from './shape.ts';
import { type Suggestion, suggestionsOf, withSuggestions } from './suggestions.ts';

/**
 * How ways become states. `last-activity`: a state for each activity. `milestones`: activities that say nothing of what comes next leave a case
 * where it is. `equal-futures`: of the milestones, those from which the same can follow are one state.
 */
export type DraftShape = 'last-activity' | 'milestones' | 'equal-futures';

export interface DraftOptions extends NamingOptions {
  /** The share of the steps that declared transitions carry; the rest are exceptions. 0.5 to 1. Default 0.98. */
  readonly coverage?: number;
  /** The least share of events that must take a declared transition. Default 0.95. */
  readonly fitness?: number;
  /** Instead of the best, this one. */
  readonly shape?: DraftShape;
}

/** A flow as the log shows it, with what it is worth and what is missing in it. */
export interface Draft {
  /** Without owners and target times: the checker says so, and the suggestions are what to put there. */
  readonly definition: FlowDefinition;
  readonly names: DraftNames;
  readonly shape: DraftShape;
  readonly suggestions: readonly Suggestion[];
  /** What the checker says of the draft as it is, and of the draft with all suggestions. */
  readonly findings: readonly Finding[];
  readonly findingsAccepted: readonly Finding[];
  readonly measures: DraftMeasures;
  /** What is not declared, and so is taken as an exception: the most frequent first. */
  readonly rare: readonly RarePath[];
  /** What each way of making states would have given. */
  readonly tried: readonly (DraftMeasures & { readonly shape: DraftShape })[];
  /** Why it is less than it should be; empty: it is not. */
  readonly shortfalls: readonly string[];
}

export interface DraftMeasures {
  readonly fitness: Fitness;
  readonly states: number;
  /** Beginnings included. */
  readonly transitions: number;
  /** By escaping edges: of the draft, of the whole directly-follows graph, and of the model that allows everything. */
  readonly precision: number;
  readonly graphPrecision: number;
  readonly flowerPrecision: number;
}

export interface RarePath {
  /** `null`: cases were born by it. */
  readonly from: string | null;
  readonly event: string;
  readonly count: number;
}

/** A log of which no flow can be drafted. */
export class DraftRequestError extends Error {
  readonly code: 'draft-no-events' | 'draft-too-many-activities' | 'draft-bound';
  readonly place: string;
  readonly expected: string;

  constructor(
    code: DraftRequestError['code'],
    message: string,
    { place, expected }: { readonly place: string; readonly expected: string },
  ) {
    super(message);
    this.code = code;
    this.place = place;
    this.expected = expected;
  }
}

export const draftShapes: readonly DraftShape[] = ['last-activity', 'milestones', 'equal-futures'];
/** States of equal futures are fewer, but a case is in one that is called after what did not happen to it: only whoever asks for it gets that. */
const compared: readonly DraftShape[] = ['last-activity', 'milestones'];
const activitiesMax = 300;
/** From so many transitions on nobody reads a draft. */
export const readableMax = 25;

/**
 * Drafts a flow from a log. Of several ways of making states of what has happened it takes the one with the fewest transitions that takes
 * enough of the events and is at least as precise as the directly-follows graph. Pure: the same cases give the same draft, in whatever order
 * they came.
 *
 * @throws {DraftRequestError} where there is nothing to draft, or nobody could read it
 */
export function draftFlow(log: DraftLog, options: DraftOptions = {}): Draft {
  const bounds = boundsOf(log, options);
  const drafts = (options.shape === undefined ? compared : [options.shape]).map((shape) =>
    candidate(log, shape, bounds.coverage, options),
  );
  const misses = ({ measures }: Candidate) => missed(measures, bounds.fitness);
  const best = [...drafts].sort(
    (a, b) =>
      Number(misses(a).includes('fitness')) - Number(misses(b).includes('fitness')) ||
      misses(a).length - misses(b).length ||
      a.measures.transitions - b.measures.transitions ||
      compared.indexOf(a.shape) - compared.indexOf(b.shape),
  )[0] as Candidate;
  const { definition, names, states } = best.named;
  const suggestions = suggestionsOf(log, best.made, states, definition);
  const accepted = withSuggestions(definition, suggestions);
  return {
    ...{ definition, names, suggestions, shape: best.shape, measures: best.measures },
    findings: checkFlow(definition),
    findingsAccepted: checkFlow(accepted),
    rare: rarePaths(best),
    tried: drafts.map(({ shape, measures }) => ({ shape, ...measures })),
    shortfalls: shortfallsOf(log, best, bounds.fitness),
  };
}

/** The bars that a model of a log misses: enough of the events, and no less precise than the directly-follows graph. */
export function missed(
  { fitness, precision, graphPrecision }: Pick<DraftMeasures, 'fitness' | 'precision' | 'graphPrecision'>,
  bound: number,
): readonly ('fitness' | 'precision')[] {
  return [
    ...(fitness.events < bound ? (['fitness'] as const) : []),
    ...(precision < graphPrecision ? (['precision'] as const) : []),
  ];
}

interface Candidate {
  readonly shape: DraftShape;
  readonly made: Shape;
  readonly graph: StateGraph;
  readonly kept: Kept;
  readonly named: Named;
  readonly measures: DraftMeasures;
}

function boundsOf(log: DraftLog, { coverage = 0.98, fitness = 0.95 }: DraftOptions) {
  if (log.events === 0)
    throw new DraftRequestError('draft-no-events', 'The log has no events', { place: 'log', expected: 'cases with events' });
  if (log.activities.length > activitiesMax)
    throw new DraftRequestError('draft-too-many-activities', `The log has ${log.activities.length} activities`, {
      place: 'activity',
      expected: `at most ${activitiesMax}: is the column of activities the right one, and not one of texts or numbers?`,
    });
  for (const [place, share] of Object.entries({ coverage, fitness }))
    if (!(share >= 0.5 && share <= 1))
      throw new DraftRequestError('draft-bound', `${place} is ${share}`, { place, expected: 'a share from 0.5 to 1' });
  return { coverage: Math.max(coverage, fitness), fitness };
}

function candidate(log: DraftLog, shape: DraftShape, coverage: number, options: DraftOptions): Candidate {
  const first = shape === 'last-activity' ? lastActivity(log) : milestones(log);
  const keep = (made: Shape) => {
    const graph = graphOf(log, made);
    return { made, graph, kept: keepEdges(graph, { coverage, finals: finalStates(log, made, graph) }) };
  };
  const found = keep(first);
  const { made, graph, kept } = shape === 'equal-futures' ? keep(equalFutures(found.made, found.kept)) : found;
  const named = defined({ log, shape: made, graph, kept }, options);
  return { shape, made, graph, kept, named, measures: measured(log, named, kept) };
}

function measured(log: DraftLog, { definition, names }: Named, kept: Kept): DraftMeasures {
  const events = log.activities.map(({ name }) => names.events[name] ?? '');
  return {
    fitness: fitnessOf(definition, events, log),
    states: Object.keys(definition.states).length,
    transitions: kept.edges.length + kept.starts.length + kept.rareStarts.length,
    precision: precisionOf(log.ways, flowModel(definition, events)),
    graphPrecision: precisionOf(log.ways, graphModel(graphOf(log, lastActivity(log)))),
    flowerPrecision: precisionOf(log.ways, flowerModel(log.activities.length)),
  };
}

function rarePaths({ named: { names, states }, graph, kept }: Candidate): readonly RarePath[] {
  const events = Object.values(names.events);
  const births = kept.rareStarts.map((activity) => ({
    from: null,
    event: events[activity] ?? '',
    count: graph.starts.get(activity)?.count ?? 0,
  }));
  const paths = kept.rare.map(({ from, activity, count }) => ({
    from: states.get(from) ?? '',
    event: events[activity] ?? '',
    count,
  }));
  return [...births, ...paths].sort((a, b) => b.count - a.count);
}

function shortfallsOf(log: DraftLog, { measures, named }: Candidate, bound: number): readonly string[] {
  const { fitness, precision, graphPrecision, transitions } = measures;
  const share = (value: number) => value.toFixed(3);
  const misses = missed(measures, bound);
  return [
    ...(misses.includes('fitness')
      ? [`only ${share(fitness.events)} of the events take a declared transition, less than ${share(bound)}`]
      : []),
    ...(misses.includes('precision')
      ? [
          `it allows more that never happened than the directly-follows graph: precision ${share(precision)}, not ${share(graphPrecision)}`,
        ]
      : []),
    ...(transitions > readableMax
      ? [`${transitions} transitions: more than ${readableMax} are hard to read; a smaller coverage gives fewer`]
      : []),
    ...(log.until === null ? ['the log has no times: target times and ends are guesses'] : []),
    ...(log.drawn < log.cases ? [`it rests on ${log.drawn} of the ${log.cases} cases, drawn by the hash of their names`] : []),
    ...(Object.keys(named.definition.states).length === 1 ? ['there is one state: the log has one activity'] : []),
  ];
}
