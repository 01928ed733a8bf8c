import type { CalendarDecision } from '@throughline/engine';
import { type MetricRequest, MetricRequestError, type MetricResult, measure } from '@throughline/insight';
import {
  type Calendar,
  type CalendarDefinition,
  compileCalendar,
  type FlowDefinition,
  type MetricDefinition,
} from '@throughline/language';
import { builtInPacks } from './built-in-packs.ts';
import { ThroughlineError } from './errors.ts';
import { readFlowVersion } from './sql/read-flow-version.ts';
import type { Throughline } from './throughline.ts';

/** The metrics that can be measured. */
export function listMetrics(): readonly MetricDefinition[] {
  return builtInPacks.flatMap(({ metrics }) => metrics);
}

/** Those, and the ones that this house was opened with. */
export function metricsIn({ ownMetrics = [] }: Pick<Throughline, 'ownMetrics'>): readonly MetricDefinition[] {
  return [...listMetrics(), ...ownMetrics];
}

export interface MetricQuestion extends Omit<MetricRequest, 'timeZone' | 'now'> {
  readonly id: string;
}

/** Measures a metric over the log; days are those of its flow's time zone, and those that the clock has not reached have not come. */
export function showMetric(throughline: Throughline, { id, ...request }: MetricQuestion): Promise<MetricResult> {
  return asking(
    throughline,
    id,
    (name) => `--${name}`,
    (metric, asked) => measure(throughline.reader, metric, { ...request, ...asked }),
  );
}

/** How a metric is to be read: its days, and what time it is. */
export type MetricContext = Required<Pick<MetricRequest, 'timeZone' | 'now'>> & Pick<MetricRequest, 'calendars'>;

/**
 * Asks something of a metric; what is asked wrongly is told by its place.
 *
 * @throws ThroughlineError metric-unknown, metric-request
 */
export async function asking<T>(
  throughline: Throughline,
  id: string,
  placeOf: (member: string) => string,
  ask: (metric: MetricDefinition, context: MetricContext) => Promise<T>,
): Promise<T> {
  const metric = findMetric(id);
  try {
    return await ask(metric, await metricContext(throughline, metric));
  } catch (cause) {
    if (!(cause instanceof MetricRequestError)) throw cause;
    throw new ThroughlineError('metric-request', cause.message, { place: placeOf(cause.place), cause });
  }
}

export async function metricContext({ engine, pool }: Throughline, metric: MetricDefinition): Promise<MetricContext> {
  const [first] = [metric.flow].flat();
  const version = first === undefined ? undefined : await readFlowVersion(pool, first);
  const { now } = await engine.clock();
  const definition = version && withDecided(version.definition, await engine.calendars(version.definition.name), now);
  return { timeZone: zoneOf(definition), now: new Date(now).toISOString(), ...calendarsOf(definition) };
}

/** With the calendars as they were last decided, beside the versions of the flow. */
function withDecided(definition: FlowDefinition, decisions: readonly CalendarDecision[], now: number): FlowDefinition {
  const decided = decisions.filter(({ from }) => from <= now).sort((a, b) => a.from - b.from || a.revision - b.revision);
  if (decided.length === 0) return definition;
  const calendars = Object.fromEntries(decided.map(({ name, definition: calendar }) => [name, calendar]));
  return { ...definition, calendars: { ...definition.calendars, ...calendars } };
}

/** The calendars of a flow's cases, by which business time is counted: those that are in force now. */
function calendarsOf({ calendar, calendars }: Partial<FlowDefinition> = {}): Pick<MetricContext, 'calendars'> {
  const named = (name: string) => (calendars?.[name] === undefined ? undefined : compiledCalendar(calendars[name]));
  const ordinary = named(calendar?.default ?? '');
  if (ordinary === undefined) return {};
  const entities = Object.entries(calendar?.entities ?? {}).flatMap(([entity, name]) => {
    const own = named(name);
    return own === undefined ? [] : [[entity, own] as const];
  });
  return { calendars: { default: ordinary, entities: Object.fromEntries(entities) } };
}

const compiled = new Map<string, Calendar>();
const compiledMax = 100;

/** One and the same for the same definition: what is worked out of a calendar is kept with it. */
function compiledCalendar(definition: CalendarDefinition): Calendar {
  const text = JSON.stringify(definition);
  const calendar = compiled.get(text) ?? compileCalendar(definition);
  if (compiled.size >= compiledMax) compiled.clear();
  compiled.set(text, calendar);
  return calendar;
}

/** The zone of a flow's days, where its cases have no calendar of their own. */
function zoneOf({ calendar, calendars, timeZone = 'UTC' }: Partial<FlowDefinition> = {}): string {
  return calendars?.[calendar?.default ?? '']?.timeZone ?? timeZone;
}

/** @throws ThroughlineError metric-unknown */
export function findMetric(id: string): MetricDefinition {
  const metrics = listMetrics();
  const found = metrics.find((metric) => metric.id === id);
  if (found !== undefined) return found;
  const expected = metrics.map((metric) => metric.id).join(', ');
  throw new ThroughlineError('metric-unknown', `There is no metric ${id}`, { place: 'metric', expected });
}
