import { builtInEvents } from './built-in.ts';
import { isWellFormed } from './checker/well-formed.ts';
import type { FlowDefinition } from './definition/flow.ts';
import type { CountedAll, MetricDefinition, MetricFormula, MetricUnit } from './definition/metric.ts';
import { flowEvents, type MetricName, metricFlows, metricNames } from './metric-names.ts';

export type MetricFindingCode =
  | 'metric-invalid'
  | 'unknown-flow'
  | 'unknown-event'
  | 'unknown-state'
  | 'unknown-field'
  | 'unknown-rung'
  | 'foreign-flow'
  | 'bad-unit'
  | 'bad-target'
  | 'bad-stages'
  | 'bad-weight'
  | 'bad-ages'
  | 'needs-grain'
  | 'needs-calendar';

/** What is wrong with a metric: `path` is a JSON Pointer into its document. */
export interface MetricFinding {
  readonly code: MetricFindingCode;
  readonly path: string;
  readonly message: string;
  readonly expected: string;
}

/**
 * What in a metric no flow can give (events that none declares or takes, states that none has, fields that none carries; one of the
 * metric's flows having it is enough), and what in it does not fit together. Flows that are not among those given are themselves
 * findings.
 */
export function checkMetric(metric: MetricDefinition, flows: readonly FlowDefinition[]): readonly MetricFinding[] {
  return [
    ...unknownFlows(metric, flows),
    ...unknownNames(metric, flows),
    ...inconsistencies(metric),
    ...openHours(metric, flows),
  ];
}

function unknownFlows(metric: MetricDefinition, flows: readonly FlowDefinition[]): readonly MetricFinding[] {
  const own = [metric.flow].flat();
  const wanted = [
    ...own.map((name) => ({ kind: 'other', name, path: '/flow' }) as const),
    ...metricFlows(metric).filter(({ kind, name }) => kind === 'other' && !own.includes(name)),
  ];
  const unknown = wanted
    .filter(({ name }) => !flows.some((flow) => flow.name === name))
    .map(({ name, path }) =>
      finding('unknown-flow', path, `no flow is named ${name}`, `one of ${flows.map((flow) => flow.name).join(', ')}`),
    );
  const foreign = metricFlows(metric)
    .filter(({ kind, name }) => kind === 'own' && !own.includes(name))
    .map(({ name, path }) => finding('foreign-flow', path, `${name} is no flow of the metric`, `one of ${own.join(', ')}`));
  return [...unknown, ...foreign];
}

const codes = { event: 'unknown-event', state: 'unknown-state', field: 'unknown-field', rung: 'unknown-rung' } as const;

function unknownNames(metric: MetricDefinition, flows: readonly FlowDefinition[]): readonly MetricFinding[] {
  const known = new Map<string, Readonly<Record<MetricName['kind'], ReadonlySet<string>>> | undefined>();
  const vocabulary = (names: readonly string[]) => {
    const id = names.join(' ');
    if (!known.has(id)) known.set(id, namesOf(flows.filter(({ name }) => names.includes(name))));
    return known.get(id);
  };
  return metricNames(metric).flatMap(({ kind, name, path, flows: of }) => {
    const has = vocabulary(of)?.[kind];
    if (has === undefined || has.has(name)) return [];
    return [finding(codes[kind], path, `${of.join(', ')} has no ${kind} ${name}`, `one of ${[...has].join(', ')}`)];
  });
}

/** Nothing can be said of flows that are not given or not well formed. */
function namesOf(flows: readonly FlowDefinition[]): Readonly<Record<MetricName['kind'], ReadonlySet<string>>> | undefined {
  if (flows.length === 0 || !flows.every(isWellFormed)) return undefined;
  return {
    event: new Set<string>([...builtInEvents, ...flows.flatMap(flowEvents)]),
    state: new Set(flows.flatMap((flow) => Object.keys(flow.states))),
    field: new Set(flows.flatMap(fieldNames)),
    rung: new Set(flows.flatMap(rungNames)),
  };
}

function fieldNames(flow: FlowDefinition): string[] {
  const properties = (flow.data as { readonly properties?: unknown }).properties;
  return typeof properties === 'object' && properties !== null ? Object.keys(properties) : [];
}

function rungNames({ ladders = {} }: FlowDefinition): string[] {
  return Object.entries(ladders).flatMap(([ladder, { rungs }]) => rungs.map(({ name }) => `${ladder}/${name}`));
}

function inconsistencies(metric: MetricDefinition): readonly MetricFinding[] {
  const { formula, unit, stages, grain } = metric;
  const units = unitsOf(formula);
  const found: MetricFinding[] = [...targetFaults(metric)];
  if (!units.includes(unit))
    found.push(finding('bad-unit', '/unit', `${formula.kind} is not told in ${unit}`, units.join(' or ')));
  if (formula.kind === 'duration' && formula.weight !== undefined && formula.aggregate !== 'mean')
    found.push(finding('bad-weight', '/formula/weight', 'only a mean can be weighted', 'aggregate mean'));
  if (formula.kind === 'variation' && grain === undefined)
    found.push(finding('needs-grain', '/grain', 'it varies from period to period', 'the length of a period'));
  if (formula.kind === 'balance' && formula.ages?.some((age, index, ages) => index > 0 && age <= (ages[index - 1] ?? age)))
    found.push(finding('bad-ages', '/formula/ages', 'they do not ascend', 'the first day of each bucket, ascending'));
  if (formula.kind === 'balance' && formula.amount !== undefined && formula.number !== undefined)
    found.push(finding('bad-unit', '/formula/number', 'it is an amount already', 'amount or number'));
  if (formula.kind === 'ratio' && isMoney(formula.of) !== isMoney(formula.over))
    found.push(finding('bad-unit', '/formula/over', 'money is held against what is no money', 'amounts in both, or in neither'));
  if (stages?.kind === 'spans' && !isMeanTime(formula))
    found.push(finding('bad-stages', '/stages/kind', 'only the mean of a duration is made of spans of time', 'parts or field'));
  const ids = stages?.kind === 'spans' ? stages.spans : stages?.kind === 'parts' ? stages.parts : [];
  if (new Set(['rest', ...ids.map(({ id }) => id)]).size <= ids.length)
    found.push(finding('bad-stages', '/stages', 'two parts have the same id', 'ids of their own, none of them rest'));
  return found;
}

function isMoney(counted: CountedAll): boolean {
  return [counted].flat().some((one) => one.kind === 'sum' || (one.kind === 'balance' && one.amount !== undefined));
}

/** Whether it is the mean of a time, which is the sum of the means of its stretches. */
function isMeanTime(formula: MetricFormula): boolean {
  if (formula.kind === 'days-sales-outstanding') return formula.method === 'per-invoice';
  return formula.kind === 'duration' && formula.aggregate === 'mean';
}

function targetFaults({ target, direction }: MetricDefinition): readonly MetricFinding[] {
  if (target === undefined) return [];
  const { from, to, warn } = target;
  if (from !== undefined && to !== undefined && from > to)
    return [finding('bad-target', '/target', 'nothing lies between', 'from at most to')];
  if (warn === undefined) return [];
  const isOutside =
    (direction === 'up' && from !== undefined && warn <= from) || (direction === 'down' && to !== undefined && warn >= to);
  const expected = direction === 'up' ? 'at most from' : direction === 'down' ? 'at least to' : 'none for a band';
  return isOutside ? [] : [finding('bad-target', '/target/warn', 'it does not lie beyond the target', expected)];
}

const timeUnits = {
  'calendar-days': 'days',
  'elapsed-days': 'days',
  'business-days': 'days',
  'elapsed-hours': 'hours',
  'business-hours': 'hours',
} as const;

function unitsOf(formula: MetricFormula): readonly MetricUnit[] {
  switch (formula.kind) {
    case 'duration':
      return [timeUnits[formula.in]];
    case 'share':
    case 'funnel':
      return ['share'];
    case 'variation':
      return ['share', 'number'];
    case 'cases':
    case 'events':
      if (formula.kind === 'events' && formula.count === 'hours-late') return ['hours'];
      return [formula.per === undefined ? 'count' : 'per-100-cases'];
    case 'distinct':
      return ['count'];
    case 'sum':
      return ['money'];
    case 'number':
      return ['number', 'count', 'hours', 'days'];
    case 'balance':
      if (formula.age !== undefined) return ['days'];
      return [formula.amount !== undefined ? 'money' : formula.number !== undefined ? 'number' : 'count'];
    case 'ratio':
      return ['share', 'number', 'per-100-cases', 'hours', 'days'];
    case 'days-sales-outstanding':
      return ['days'];
  }
}

/** Business time is that of calendars: a flow that names none has none. */
function openHours({ formula, stages, flow }: MetricDefinition, flows: readonly FlowDefinition[]): readonly MetricFinding[] {
  const text = JSON.stringify([formula, stages]);
  if (!/"in":"business-|"businessDays":/.test(text)) return [];
  const without = [flow].flat().filter((name) => flows.some((one) => one.name === name && one.calendar === undefined));
  return without.map((name) => finding('needs-calendar', '/flow', `${name} knows no business time`, 'a flow with a calendar'));
}

function finding(code: MetricFindingCode, path: string, message: string, expected: string): MetricFinding {
  return { code, path, message, expected };
}
