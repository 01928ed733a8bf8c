import { Compile } from 'typebox/compile';
import { builtInEvents } from './built-in.ts';
import { isWellFormed } from './checker/well-formed.ts';
import type { FlowDefinition } from './definition/flow.ts';
import {
  type CaseSelection,
  type EventCondition,
  type FormulaKind,
  MetricDefinition,
  type MetricFormula,
  type Moment,
  type SimpleCondition,
} from './definition/metric.ts';
import { isJsonObject, type Json } from './json.ts';

/** What is wrong with a metric: `path` is a JSON Pointer into its document. */
export interface MetricFinding {
  readonly code: 'metric-invalid' | 'unknown-flow' | 'unknown-event' | 'unknown-state' | 'unknown-field';
  readonly path: string;
  readonly message: string;
  readonly expected: string;
}

/** A metric that is not one; `findings` say where and what was expected. */
export class MetricDefinitionError extends Error {
  readonly code = 'metric-invalid';
  readonly findings: readonly MetricFinding[];

  constructor(id: string, findings: readonly MetricFinding[]) {
    super(
      `Metric ${id}: ${findings.map((finding) => `${finding.path}: ${finding.message}, expected ${finding.expected}`).join('; ')}`,
    );
    this.findings = findings;
  }
}

let validator: ReturnType<typeof Compile<typeof MetricDefinition>> | undefined;

/**
 * Declares a metric. Returns it as plain data.
 *
 * @throws {MetricDefinitionError} where the document is not a metric.
 */
export function defineMetric(metric: MetricDefinition): MetricDefinition {
  return parseMetric(JSON.parse(JSON.stringify(metric)));
}

/** Reads a metric from JSON. @throws {MetricDefinitionError} where it is not one. */
export function parseMetric(document: Json): MetricDefinition {
  validator ??= Compile(MetricDefinition);
  if (validator.Check(document)) return document;
  const id = isJsonObject(document) && typeof document.id === 'string' ? document.id : '(without id)';
  throw new MetricDefinitionError(id, validator.Errors(document).slice(0, 20).map(finding));
}

function finding(error: { readonly instancePath: string; readonly message: string; readonly params: object }): MetricFinding {
  const params = Object.values(error.params).length === 0 ? '' : ` (${JSON.stringify(error.params)})`;
  return {
    code: 'metric-invalid',
    path: error.instancePath || '/',
    message: 'not as it should be',
    expected: `${error.message}${params}`,
  };
}

/** What a metric speaks of, each with the JSON Pointer of where it does. */
export interface MetricName {
  readonly kind: 'event' | 'state' | 'field';
  readonly name: string;
  readonly path: string;
}

/** The events, states and fields that a metric's flows must have. */
export function metricNames(metric: MetricDefinition): readonly MetricName[] {
  const names = formulaNames[metric.formula.kind](metric.formula as never, '/formula');
  const dimensions = metric.dimensions.map((name, index): MetricName => ({ kind: 'field', name, path: `/dimensions/${index}` }));
  return [...names, ...dimensions];
}

/**
 * What in a metric no flow can give: events that none declares or takes, states that none has, fields that none carries. One of
 * the metric's flows having it is enough. Flows that are not among those given are themselves findings.
 */
export function checkMetric(metric: MetricDefinition, flows: readonly FlowDefinition[]): readonly MetricFinding[] {
  const wanted = [metric.flow].flat();
  const own = flows.filter((flow) => wanted.includes(flow.name));
  const missing = wanted.filter((name) => !flows.some((flow) => flow.name === name));
  const findings: MetricFinding[] = missing.map((name) => ({
    code: 'unknown-flow',
    path: '/flow',
    message: `no flow is named ${name}`,
    expected: `one of ${flows.map((flow) => flow.name).join(', ')}`,
  }));
  if (own.length === 0 || !own.every(isWellFormed)) return findings;
  const known = {
    event: new Set<string>([...builtInEvents, ...own.flatMap(eventNames)]),
    state: new Set(own.flatMap((flow) => Object.keys(flow.states))),
    field: new Set(own.flatMap(fieldNames)),
  };
  const codes = { event: 'unknown-event', state: 'unknown-state', field: 'unknown-field' } as const;
  for (const { kind, name, path } of metricNames(metric)) {
    if (known[kind].has(name)) continue;
    const expected = `one of ${[...known[kind]].join(', ')}`;
    findings.push({ code: codes[kind], path, message: `${wanted.join(', ')} has no ${kind} ${name}`, expected });
  }
  return findings;
}

function eventNames(flow: FlowDefinition): string[] {
  const taken = Object.values(flow.states).flatMap((state) => Object.keys(state.on ?? {}));
  return [...Object.keys(flow.events ?? {}), ...Object.keys(flow.start), ...taken];
}

function fieldNames(flow: FlowDefinition): string[] {
  const properties = (flow.data as { readonly properties?: unknown }).properties;
  return typeof properties === 'object' && properties !== null ? Object.keys(properties) : [];
}

type NamesOf<K extends FormulaKind> = (formula: Extract<MetricFormula, { readonly kind: K }>, path: string) => MetricName[];

const formulaNames: { readonly [K in FormulaKind]: NamesOf<K> } = {
  duration: (formula, path) => [
    ...momentNames(formula.from, `${path}/from`),
    ...momentNames(formula.to, `${path}/to`),
    ...momentNames(formula.at, `${path}/at`),
    ...fieldName(formula.weight, `${path}/weight`),
    ...selectionNames(formula.where, `${path}/where`),
  ],
  share: (formula, path) => [
    ...momentNames(formula.at, `${path}/at`),
    ...selectionNames(formula.where, `${path}/where`),
    ...selectionNames(formula.that, `${path}/that`),
  ],
  cases: (formula, path) => [...momentNames(formula.at, `${path}/at`), ...selectionNames(formula.where, `${path}/where`)],
  events: (formula, path) => [
    ...formula.any.flatMap((condition, index) => eventConditionNames(condition, `${path}/any/${index}`)),
    ...selectionNames(formula.where, `${path}/where`),
  ],
  sum: (formula, path) => [
    ...fieldName(formula.field, `${path}/field`),
    ...momentNames(formula.at, `${path}/at`),
    ...selectionNames(formula.where, `${path}/where`),
  ],
  'days-sales-outstanding': (formula, path) => [
    ...fieldName(formula.amount, `${path}/amount`),
    ...fieldName(formula.paid, `${path}/paid`),
    ...momentNames(formula.sold, `${path}/sold`),
    ...momentNames(formula.settled, `${path}/settled`),
    ...momentNames(formula.ended, `${path}/ended`),
    ...selectionNames(formula.where, `${path}/where`),
  ],
};

function fieldName(name: string | undefined, path: string): MetricName[] {
  return name === undefined ? [] : [{ kind: 'field', name, path }];
}

function allNames(kind: MetricName['kind'], names: string | readonly string[], path: string): MetricName[] {
  if (typeof names === 'string') return [{ kind, name: names, path }];
  return names.map((name, index) => ({ kind, name, path: `${path}/${index}` }));
}

function momentNames(moment: Moment | undefined, path: string): MetricName[] {
  if (moment === undefined || 'born' in moment) return [];
  if ('event' in moment) return allNames('event', moment.event, `${path}/event`);
  if ('enters' in moment) return allNames('state', moment.enters, `${path}/enters`);
  return 'day' in moment ? fieldName(moment.day, `${path}/day`) : fieldName(moment.instant, `${path}/instant`);
}

function selectionNames(selection: CaseSelection | undefined, path: string): MetricName[] {
  return (selection ?? []).flatMap((condition, index) => {
    const here = `${path}/${index}`;
    if ('any' in condition) return condition.any.flatMap((simple, nth) => simpleNames(simple, `${here}/any/${nth}`));
    return 'not' in condition ? simpleNames(condition.not, `${here}/not`) : simpleNames(condition, here);
  });
}

function simpleNames(condition: SimpleCondition, path: string): MetricName[] {
  if ('field' in condition) return fieldName(condition.field, `${path}/field`);
  if ('event' in condition) return allNames('event', condition.event, `${path}/event`);
  if ('entered' in condition) return allNames('state', condition.entered, `${path}/entered`);
  if ('later' in condition)
    return [...momentNames(condition.later, `${path}/later`), ...momentNames(condition.than, `${path}/than`)];
  return [];
}

function eventConditionNames(condition: EventCondition, path: string): MetricName[] {
  return condition.type === undefined ? [] : allNames('event', condition.type, `${path}/type`);
}
