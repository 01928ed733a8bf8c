import { Compile } from 'typebox/compile';
import { builtInEvents } from '../built-in.ts';
import { eventSchema } from '../compile/scope.ts';
import { watchScope } from '../define-watch.ts';
import type { FlowDefinition } from '../definition/flow.ts';
import type { MetricDefinition } from '../definition/metric.ts';
import { type CasesQuestion, type MetricQuestion, WatchDefinition } from '../definition/watch.ts';
import { celType, checkExpression, type Scope } from '../expression/expression.ts';
import type { Json } from '../json.ts';
import { metricNames } from '../metric-names.ts';
import { type Finding, finding, pointer } from './finding.ts';
import { takenEvents } from './names.ts';
import { listed, suggestion } from './nearest.ts';
import { fieldsOf, requiredOf } from './subject.ts';
import { isTimeZone } from './time-zone.ts';

/** What a watch is judged against. They are taken to be all there are. */
export interface WatchSurroundings {
  readonly flows: readonly FlowDefinition[];
  readonly metrics: readonly MetricDefinition[];
  /** The roles declared; absent: any will do. */
  readonly roles?: readonly string[];
}

let validator: ReturnType<typeof Compile<typeof WatchDefinition>> | undefined;

/**
 * Judges a watch: its form, that what it asks about is there, that a flow takes the fact and gets all that it needs, and the expressions
 * over its rows. Total: any JSON gives findings. Paths are of the watch.
 */
export function checkWatch(watch: WatchDefinition, surroundings: WatchSurroundings): readonly Finding[] {
  validator ??= Compile(WatchDefinition);
  if (!validator.Check(watch))
    return validator
      .Errors(watch as Json)
      .slice(0, 20)
      .map(({ instancePath, message }) =>
        invalid(instancePath, message, 'the published schema of watches says so', 'Write it as the schema says.'),
      );
  const { every, ask, owner } = watch;
  const zone = 'days' in every && every.timeZone !== undefined && !isTimeZone(every.timeZone) ? every.timeZone : undefined;
  return [
    ...(zone === undefined ? [] : [missing('/every/timeZone', 'time zone', zone, [])]),
    ...(surroundings.roles === undefined || surroundings.roles.includes(owner)
      ? []
      : [missing('/owner', 'role', owner, surroundings.roles)]),
    ...askFindings(ask, surroundings),
    ...factFindings(watch, surroundings),
  ];
}

function askFindings(ask: WatchDefinition['ask'], surroundings: WatchSurroundings): readonly Finding[] {
  if ('metric' in ask) return metricFindings(ask, surroundings);
  if ('cases' in ask) return casesFindings(ask, surroundings);
  const known = surroundings.metrics.map(({ id }) => id);
  return ask.unexpected.metrics.flatMap((id, index) =>
    known.includes(id) ? [] : [missing(pointer('ask', 'unexpected', 'metrics', index), 'metric', id, known)],
  );
}

function metricFindings({ metric: id, by = [], breached }: MetricQuestion, { metrics }: WatchSurroundings): readonly Finding[] {
  const metric = metrics.find((one) => one.id === id);
  const ids = metrics.map((one) => one.id);
  if (metric === undefined) return [missing('/ask/metric', 'metric', id, ids)];
  const [side, bound] = 'above' in breached ? (['above', breached.above] as const) : (['below', breached.below] as const);
  const end = side === 'above' ? metric.target?.to : metric.target?.from;
  return [
    ...by.flatMap((field, index) =>
      metric.dimensions.includes(field) ? [] : [missing(pointer('ask', 'by', index), 'dimension', field, metric.dimensions)],
    ),
    ...(bound === 'target' && end === undefined
      ? [
          invalid(
            pointer('ask', 'breached', side),
            `the target of "${id}" has no end on that side`,
            metric.target === undefined ? `"${id}" has no target` : `its target is ${JSON.stringify(metric.target)}`,
            'Write a number, or give the metric a target.',
          ),
        ]
      : []),
  ];
}

function casesFindings({ cases }: CasesQuestion, { flows }: WatchSurroundings): readonly Finding[] {
  const flow = flows.find((one) => one.name === cases.flow);
  if (flow === undefined)
    return [
      missing(
        '/ask/cases/flow',
        'flow',
        cases.flow,
        flows.map(({ name }) => name),
      ),
    ];
  const states = Object.keys(flow.states);
  const events = [...takenEvents(flow), ...Object.keys(flow.start), ...Object.keys(flow.events ?? {}), ...builtInEvents];
  const known = {
    state: states,
    event: events,
    field: Object.keys(fieldsOf(flow.data as Scope[string])),
    rung: rungsOf(flow),
  } as const;
  const named = (cases.in ?? []).map((name, index) => ({
    kind: 'state' as const,
    name,
    path: pointer('ask', 'cases', 'in', index),
  }));
  const { metrics, since } = cases.breaching ?? {};
  const read = Object.entries({ metrics, since }).flatMap(([part, name]) =>
    name === undefined ? [] : [{ kind: 'field' as const, name, path: pointer('ask', 'cases', 'breaching', part) }],
  );
  return [...named, ...read, ...selectionNames(cases)].flatMap(({ kind, name, path }) =>
    known[kind].includes(name) ? [] : [missing(path, kind, name, known[kind])],
  );
}

function rungsOf({ ladders = {} }: FlowDefinition): string[] {
  return Object.entries(ladders).flatMap(([ladder, { rungs }]) => rungs.map(({ name }) => `${ladder}/${name}`));
}

/** Names in conditions on cases, as those of a metric are found. */
function selectionNames({ flow, where }: CasesQuestion['cases']) {
  if (where === undefined) return [];
  const names = metricNames({ flow, formula: { kind: 'cases', at: { born: true }, where }, dimensions: [] } as never);
  return names
    .filter(({ flows }) => flows.includes(flow))
    .map((found) => ({ ...found, path: found.path.replace('/formula/where', '/ask/cases/where') }));
}

function factFindings(watch: WatchDefinition, { flows, metrics }: WatchSurroundings): readonly Finding[] {
  const { fact, ask } = watch;
  const flow = flows.find(({ name }) => name === fact.flow);
  const scope = watchScope(watch, flows, 'metric' in ask ? metrics.find(({ id }) => id === ask.metric) : undefined);
  const key = expressionFindings('/fact/key', fact.key, scope, 'string');
  const same = checkExpression(fact.key, scope);
  const constant =
    same.ok && !same.reads.has('row')
      ? [
          invalid(
            '/fact/key',
            'the key is the same for every row',
            'it does not read `row`',
            'Read what tells the rows apart, such as row.key.',
          ),
        ]
      : [];
  if (flow === undefined)
    return [
      ...key,
      ...constant,
      missing(
        '/fact/flow',
        'flow',
        fact.flow,
        flows.map(({ name }) => name),
      ),
    ];
  const taken = new Set([...Object.keys(flow.start), ...takenEvents(flow), ...Object.keys(flow.events ?? {})]);
  if (!taken.has(fact.event)) return [...key, ...constant, missing('/fact/event', 'event', fact.event, [...taken])];
  return [...key, ...constant, ...payloadFindings(watch, flow, scope)];
}

/** A start event without data of its own carries the data of the case, its key included. */
function payloadFindings({ fact }: WatchDefinition, flow: FlowDefinition, scope: Scope): readonly Finding[] {
  const schema = eventSchema(flow, fact.event);
  const fields = fieldsOf(schema);
  const carried = fact.with ?? {};
  const isGiven = (field: string) => Object.hasOwn(carried, field) || fields[field]?.default !== undefined;
  return [
    ...Object.entries(carried).flatMap(([field, source]) => {
      const path = pointer('fact', 'with', field);
      if (!Object.hasOwn(fields, field)) return [missing(path, 'field', field, Object.keys(fields))];
      return expressionFindings(path, source, scope, String(celType(fields[field])));
    }),
    ...requiredOf(schema)
      .filter((field) => !isGiven(field))
      .map((field) =>
        invalid(
          '/fact',
          `the fact lacks "${field}"`,
          `"${fact.event}" of "${flow.name}" requires it`,
          `Add it to "with": { "${field}": "row..." }.`,
        ),
      ),
  ];
}

function expressionFindings(path: string, source: string, scope: Scope, wanted: string): readonly Finding[] {
  const checked = checkExpression(source, scope);
  if (!checked.ok) return [invalid(path, checked.message, `"${source}"`, 'Mend the expression; it reads `row`.')];
  const fits = [wanted, 'dyn'].includes(checked.type) || wanted === 'dyn' || (wanted === 'double' && checked.type === 'int');
  if (fits || !['int', 'double', 'string', 'bool'].includes(wanted)) return [];
  return [
    invalid(
      path,
      `gives ${checked.type}, expected ${wanted}`,
      `"${source}" is ${checked.type}`,
      `Write an expression that gives ${wanted}.`,
    ),
  ];
}

function missing(path: string, what: string, name: string, known: readonly string[]): Finding {
  return invalid(
    path,
    `there is no ${what} "${name}"`,
    known.length === 0 ? 'assumed: what was given is all there is' : `there is: ${listed(known)}`,
    suggestion(name, known, `Name a ${what} that there is.`),
  );
}

function invalid(path: string, message: string, because: string, mend: string): Finding {
  return finding('watch-invalid', path, { message, witness: [because], mend });
}
