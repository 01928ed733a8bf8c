import type { FlowDefinition, TransitionDefinition } from '../definition/flow.ts';
import type { MetricDefinition } from '../definition/metric.ts';
import { isJsonObject, type Json } from '../json.ts';
import { type MetricName, metricNames } from '../metric-names.ts';

/**
 * How another version of a flow makes a metric measure something else, though its definition stays. `counts-twice`: what it counted once
 * of a case it counts more often. `spans-state`: between two states that it names lies a state that was not there.
 */
export const metricShiftKinds = ['counts-twice', 'spans-state'] as const;
export type MetricShiftKind = (typeof metricShiftKinds)[number];

/** One thing that a metric measures otherwise under another version of its flow. */
export interface MetricShift {
  readonly kind: MetricShiftKind;
  /** JSON Pointer into the metric. */
  readonly path: string;
  /** In words, without the name of the metric. */
  readonly message: string;
  /** A way of one case before and after, step by step. */
  readonly witness: readonly string[];
}

interface Step {
  readonly event: string;
  readonly from: string | null;
  readonly to: string;
}
type Way = readonly Step[];

/** Ways are followed so far; a flow that has more of them is judged by these. */
const waysMax = 20_000;

/**
 * What a metric measures otherwise under a new version, as far as the two documents show it: by the ways of one case from its start that come
 * into no state twice. That cases go round more often now is not among it.
 */
export function metricShifts(metric: MetricDefinition, before: FlowDefinition, after: FlowDefinition): readonly MetricShift[] {
  const steps = { before: stepsOf(before), after: stepsOf(after) };
  const twice = countedSums(metric, after.name).flatMap((sum) => countsTwice(sum, steps));
  return [...twice, ...spans(metric, before, after, steps)];
}

interface Versions {
  readonly before: readonly Step[];
  readonly after: readonly Step[];
}

function stepsOf({ start, states }: FlowDefinition): readonly Step[] {
  const into = (from: string | null, on: Readonly<Record<string, unknown>>) =>
    Object.entries(on).flatMap(([event, declared]) =>
      [declared].flat().flatMap((one): Step[] => {
        const to = typeof one === 'string' ? one : (one as TransitionDefinition).to;
        return to === undefined || to === from ? [] : [{ event, from, to }];
      }),
    );
  const all = [...into(null, start), ...Object.entries(states).flatMap(([from, { on = {} }]) => into(from, on))];
  return [...new Map(all.map((step) => [`${step.from} ${step.event} ${step.to}`, step])).values()];
}

/** Something that is added up: so many of it for each step of a case, or once for all steps. */
interface Counted {
  readonly counts: (step: Step) => boolean;
  readonly onlyOnce: boolean;
}

interface Sum {
  readonly path: string;
  readonly parts: readonly Counted[];
}

const isOneOf = (names: Json | undefined, name: string) => names !== undefined && [names].flat().includes(name);

/** What a formula adds up of the cases of a flow; what it adds up by other things than steps is not among it. */
function countedSums(metric: MetricDefinition, flow: string): readonly Sum[] {
  const sums: Sum[] = [];
  const walk = (value: Json, path: string) => {
    const parts = [value].flat().flatMap((part) => countedOf(part, metric, flow));
    if (parts.length > 0) sums.push({ path, parts });
    else if (isJsonObject(value)) for (const [member, item] of Object.entries(value)) walk(item, `${path}/${member}`);
  };
  walk(metric.formula as unknown as Json, '/formula');
  return sums;
}

function countedOf(part: Json, metric: MetricDefinition, flow: string): readonly Counted[] {
  if (!isJsonObject(part) || !isOneOf(part['flow'] ?? ([metric.flow].flat() as string[]), flow)) return [];
  if (part['kind'] === 'events') {
    const any = (part['any'] ?? []) as readonly Json[];
    const types = any.flatMap((one) => (isJsonObject(one) && one['type'] !== undefined ? [one['type']].flat() : []));
    return [{ counts: ({ event }) => types.includes(event), onlyOnce: part['count'] === 'cases' }];
  }
  const at = part['at'];
  const isAdded = part['kind'] === 'cases' || part['kind'] === 'sum' || part['kind'] === 'number';
  if (!isAdded || !isJsonObject(at) || at['via'] !== undefined) return [];
  const { event, enters } = at;
  if (event === undefined && enters === undefined) return [];
  return [{ counts: (step) => isOneOf(event, step.event) || isOneOf(enters, step.to), onlyOnce: true }];
}

function countsTwice({ path, parts }: Sum, steps: Versions): readonly MetricShift[] {
  const [was, is] = [mostCounted(parts, steps.before), mostCounted(parts, steps.after)];
  if (was.times < 1 || is.times <= was.times) return [];
  const times = (count: number) => (count === 1 ? 'once' : count === 2 ? 'twice' : `${count} times`);
  return [
    {
      ...{ kind: 'counts-twice', path },
      message: `one case was counted ${times(was.times)} at most, and is counted ${times(is.times)} now`,
      witness: [`before: ${inSteps(was.way, was.marked)}`, `after: ${inSteps(is.way, is.marked)}`],
    },
  ];
}

interface Most {
  readonly times: number;
  readonly way: Way;
  readonly marked: ReadonlySet<Step>;
}

/** The way of one case on which most is counted; of several, the first shortest. */
function mostCounted(parts: readonly Counted[], steps: readonly Step[]): Most {
  let most: Most = { times: 0, way: [], marked: new Set() };
  let looked = 0;
  const follow = (way: Way, been: ReadonlySet<string>) => {
    if (looked++ > waysMax) return;
    const marked = new Set(parts.flatMap(({ counts, onlyOnce }) => way.filter(counts).slice(0, onlyOnce ? 1 : way.length)));
    const times = parts.reduce((sum, { counts, onlyOnce }) => {
      const found = way.filter(counts).length;
      return sum + (onlyOnce ? Math.min(found, 1) : found);
    }, 0);
    if (times > most.times || (times === most.times && times > 0 && way.length < most.way.length)) most = { times, way, marked };
    const at = way.at(-1)?.to ?? null;
    for (const step of steps) if (step.from === at && !been.has(step.to)) follow([...way, step], new Set([...been, step.to]));
  };
  follow([], new Set());
  return most;
}

const inSteps = (way: Way, marked: ReadonlySet<Step> = new Set()) =>
  way.map((step) => `${step.event}${marked.has(step) ? ' (counted)' : ''} → ${step.to}`).join(', ');

/** Formulas that measure from one moment of a case to another. What counts moments one by one measures nothing between them. */
const across: ReadonlySet<unknown> = new Set(['duration', 'balance', 'funnel', 'share']);

/** The places of such formulas, where others hold them. */
function placesAcross(value: Json, path: string): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => placesAcross(item, `${path}/${index}`));
  if (!isJsonObject(value)) return [];
  if (across.has(value['kind'])) return [`${path}/`];
  return Object.entries(value).flatMap(([member, item]) => placesAcross(item, `${path}/${member}`));
}

/** New states that lie on a way from one state that a metric names to another, without a third between. */
function spans(metric: MetricDefinition, before: FlowDefinition, after: FlowDefinition, steps: Versions): readonly MetricShift[] {
  const ofStates = metricNames(metric).filter(({ kind, flows }) => kind === 'state' && flows.includes(after.name));
  return placesAcross(metric.formula as unknown as Json, '/formula').flatMap((place) =>
    spansAt(
      ofStates.filter(({ path }) => path.startsWith(place)),
      { before, after, steps },
    ),
  );
}

function spansAt(
  names: readonly Pick<MetricName, 'name' | 'path'>[],
  { before, after, steps }: { readonly before: FlowDefinition; readonly after: FlowDefinition; readonly steps: Versions },
): readonly MetricShift[] {
  const named = new Set(names.map(({ name }) => name));
  const isNew = (state: string) => before.states[state] === undefined && after.states[state]?.final === undefined;
  const added = Object.keys(after.states).filter((state) => isNew(state) && !named.has(state));
  return added.flatMap((state): readonly MetricShift[] => {
    for (const { name: from, path } of names)
      for (const to of named) {
        if (from === to || shortest(steps.before, from, to, named) === undefined) continue;
        const [there, on] = [shortest(steps.after, from, state, named), shortest(steps.after, state, to, named)];
        if (there === undefined || on === undefined) continue;
        return [
          {
            ...{ kind: 'spans-state', path },
            message: `between ${from} and ${to}, which it names, lies ${state} now`,
            witness: [
              `before: ${from}, ${inSteps(shortest(steps.before, from, to, named) ?? [])}`,
              `after: ${from}, ${inSteps([...there, ...on])}`,
            ],
          },
        ];
      }
    return [];
  });
}

/** The shortest way from state to state that comes into none of some between. */
function shortest(steps: readonly Step[], from: string, to: string, between: ReadonlySet<string>): Way | undefined {
  const ways = new Map<string, Way>([[from, []]]);
  for (const [at, way] of ways) {
    if (at === to) return way;
    if (at !== from && between.has(at)) continue;
    for (const step of steps) if (step.from === at && !ways.has(step.to)) ways.set(step.to, [...way, step]);
  }
  return undefined;
}
