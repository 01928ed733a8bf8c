import type { FlowDefinition } from './definition/flow.ts';
import type { MetricDefinition } from './definition/metric.ts';
import { isJsonObject, type Json } from './json.ts';

/** What a metric speaks of, each with the JSON Pointer of where it does. */
export interface MetricName {
  readonly kind: 'event' | 'state' | 'field' | 'rung';
  readonly name: string;
  readonly path: string;
  /** The flows of which one must have it: those of the metric, or the other one that it looks at. */
  readonly flows: readonly string[];
}

/** A flow that a metric names beside its own: of cases that its cases are tied to, or some of its own. */
export interface MetricFlow {
  readonly kind: 'own' | 'other';
  readonly name: string;
  readonly path: string;
}

/** The members of a formula whose texts are names. */
const naming: Readonly<Record<string, MetricName['kind']>> = {
  event: 'event',
  type: 'event',
  enters: 'state',
  entered: 'state',
  stands: 'state',
  fired: 'rung',
  field: 'field',
  has: 'field',
  day: 'field',
  instant: 'field',
  weight: 'field',
  amount: 'field',
  paid: 'field',
  less: 'field',
  number: 'field',
  repeats: 'field',
};

/** The events, states, rungs and fields that a metric's flows must have. */
export function metricNames(metric: MetricDefinition): readonly MetricName[] {
  const own = [metric.flow].flat();
  const names: MetricName[] = [];
  collectNames(metric.formula as unknown as Json, '/formula', own, names);
  if (metric.stages !== undefined) collectNames(metric.stages as unknown as Json, '/stages', own, names);
  return [
    ...names,
    ...metric.dimensions.map((name, index): MetricName => ({ kind: 'field', name, path: `/dimensions/${index}`, flows: own })),
  ];
}

function collectNames(value: Json, path: string, flows: readonly string[], into: MetricName[]): void {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) collectNames(item, `${path}/${index}`, flows, into);
    return;
  }
  if (!isJsonObject(value)) return;
  const here = flowsOf(value, flows);
  for (const [member, item] of Object.entries(value)) {
    const kind = naming[member];
    if (member === 'via' && isJsonObject(item)) viaNames(item, `${path}/via`, flows, here, into);
    else if (kind !== undefined && isNames(item))
      into.push(...named(item, `${path}/${member}`).map(([name, at]) => ({ kind, name, path: at, flows: here })));
    else collectNames(item, `${path}/${member}`, here, into);
  }
}

/** What is named in an object is of the flow that it looks at, where it does. */
function flowsOf(value: Readonly<Record<string, Json>>, flows: readonly string[]): readonly string[] {
  const { via, flow } = value;
  if (isJsonObject(via ?? null)) {
    const { flow: other, children } = via as Readonly<Record<string, Json>>;
    return typeof other === 'string' ? [other] : typeof children === 'string' ? [children] : flows;
  }
  return flow !== undefined && isNames(flow) ? [flow].flat() : flows;
}

function viaNames(
  { mine, theirs }: Readonly<Record<string, Json>>,
  path: string,
  own: readonly string[],
  other: readonly string[],
  into: MetricName[],
): void {
  if (typeof mine === 'string') into.push({ kind: 'field', name: mine, path: `${path}/mine`, flows: own });
  if (typeof theirs === 'string') into.push({ kind: 'field', name: theirs, path: `${path}/theirs`, flows: other });
}

function isNames(value: Json): value is string | string[] {
  return typeof value === 'string' || (Array.isArray(value) && value.every((item) => typeof item === 'string'));
}

function named(names: string | readonly string[], path: string): readonly (readonly [name: string, path: string])[] {
  return typeof names === 'string' ? [[names, path]] : names.map((name, index) => [name, `${path}/${index}`] as const);
}

/** The flows that a metric names in its formula and stages. */
export function metricFlows(metric: MetricDefinition): readonly MetricFlow[] {
  const found: MetricFlow[] = [];
  const walk = (value: Json, path: string) => {
    if (Array.isArray(value)) for (const [index, item] of value.entries()) walk(item, `${path}/${index}`);
    if (!isJsonObject(value)) return;
    for (const [member, item] of Object.entries(value)) {
      const here = `${path}/${member}`;
      const kind = member === 'flow' && !path.endsWith('/via') ? 'own' : 'other';
      if ((member === 'flow' || member === 'children' || member === 'parent') && isNames(item))
        found.push(...named(item, here).map(([name, at]): MetricFlow => ({ kind, name, path: at })));
      else walk(item, here);
    }
  };
  walk(metric.formula as unknown as Json, '/formula');
  if (metric.stages !== undefined) walk(metric.stages as unknown as Json, '/stages');
  return found;
}

/** An event of a flow from which a metric comes. */
export interface SourceEvent {
  readonly flow: string;
  readonly event: string;
}

/**
 * The events from which a metric comes, found in its document and the flows: those that it names, those that lead into a state that
 * it names, and the births of its cases.
 */
export function sourceEvents(metric: MetricDefinition, flows: readonly FlowDefinition[]): readonly SourceEvent[] {
  const found = new Map<string, SourceEvent>();
  const add = (flow: string, event: string) => found.set(`${flow}/${event}`, { flow, event });
  for (const flow of flows) {
    if ([metric.flow].flat().includes(flow.name)) for (const event of Object.keys(flow.start)) add(flow.name, event);
    for (const { kind, name, flows: of } of metricNames(metric)) {
      if (!of.includes(flow.name)) continue;
      if (kind === 'event' && flowEvents(flow).includes(name)) add(flow.name, name);
      if (kind === 'rung') add(flow.name, 'rung');
      if (kind === 'state') for (const event of eventsInto(flow, name)) add(flow.name, event);
    }
  }
  return [...found.values()];
}

/** The events that a flow declares or takes. */
export function flowEvents(flow: FlowDefinition): readonly string[] {
  const taken = Object.values(flow.states).flatMap((state) => Object.keys(state.on ?? {}));
  return [...new Set([...Object.keys(flow.events ?? {}), ...Object.keys(flow.start), ...taken])];
}

function eventsInto(flow: FlowDefinition, state: string): readonly string[] {
  const leads = (transition: unknown): boolean =>
    Array.isArray(transition)
      ? transition.some(leads)
      : typeof transition === 'object' && transition !== null && (transition as { readonly to?: unknown }).to === state;
  const declared = Object.entries(flow.events ?? {}).filter(([, event]) => leads((event as { readonly lands?: unknown }).lands));
  const taken = [flow.start, ...Object.values(flow.states).map(({ on }) => on ?? {})].flatMap((on) =>
    Object.entries(on).filter(([, transition]) => leads(transition)),
  );
  const rungs = Object.values(flow.ladders ?? {}).flatMap(({ rungs: all }) => all.filter(leads));
  return [...new Set([...[...declared, ...taken].map(([event]) => event), ...(rungs.length > 0 ? ['rung'] : [])])];
}
