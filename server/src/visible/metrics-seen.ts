import type { MetricRequest, SeenCases } from '@throughline/insight';
import { type MetricDefinition, type MetricName, metricNames } from '@throughline/language';
import { ThroughlineError } from '../errors.ts';
import type { Hidden, Visible } from './visible.ts';

/**
 * Of which cases somebody may be told a metric.
 *
 * @throws ThroughlineError field-hidden: it is made of, or to be split by, a field that they do not see of every case
 */
export function seenOf(
  visible: Visible,
  metric: MetricDefinition,
  request: Pick<MetricRequest, 'by' | 'where'> = {},
): { readonly seen?: readonly SeenCases[] } {
  const asked = [...(request.by === undefined ? [] : [request.by]), ...Object.keys(request.where ?? {})];
  for (const field of asked) requireShown(visible, metric, field, 'by or where');
  for (const field of fieldsIn(metric)) requireShown(visible, metric, field, 'metric');
  const elsewhere = hiddenElsewhere(visible, metric);
  if (elsewhere !== undefined) requireShown(visible, { ...metric, flow: [...elsewhere.flows] }, elsewhere.name, 'metric');
  const seen = visible.seen();
  return seen === undefined ? {} : { seen };
}

/** Whether somebody may be told a metric at all, and by which of its dimensions: what it is of is another question. */
export function metricSeen(visible: Visible, metric: MetricDefinition): MetricDefinition | undefined {
  if (fieldsIn(metric).some((field) => hiddenIn(visible, metric, field) !== undefined)) return undefined;
  if (hiddenElsewhere(visible, metric) !== undefined) return undefined;
  const dimensions = metric.dimensions.filter((field) => hiddenIn(visible, metric, field) === undefined);
  return dimensions.length === metric.dimensions.length ? metric : { ...metric, dimensions };
}

/** What somebody would need who may not be told a metric. `undefined`: they may. */
export function whyNotSeen(visible: Visible, metric: MetricDefinition): readonly string[] | undefined {
  const own = fieldsIn(metric).flatMap((field) => hiddenIn(visible, metric, field) ?? [])[0];
  const elsewhere = own === undefined ? hiddenElsewhere(visible, metric) : undefined;
  const hidden = own ?? (elsewhere && hiddenIn(visible, { ...metric, flow: [...elsewhere.flows] }, elsewhere.name));
  return hidden?.needs;
}

/** The entities that a metric covers, where that is not all of them. */
export function partialOfMetric(visible: Visible, { flow }: MetricDefinition): { readonly visibleEntities?: string[] } {
  const scopes = [flow].flat().map((name) => visible.cases(name));
  if (scopes.every((scope) => scope === 'all')) return {};
  return { visibleEntities: [...new Set(scopes.flatMap((scope) => (scope === 'all' ? [] : scope)))].sort().slice(0, 1000) };
}

function requireShown(visible: Visible, metric: MetricDefinition, field: string, place: string): void {
  const hidden = hiddenIn(visible, metric, field);
  if (hidden === undefined) return;
  throw new ThroughlineError('field-hidden', `You do not see ${field} of every case that ${metric.id} measures`, {
    place,
    expected: hidden.needs.join(', '),
  });
}

function hiddenIn(visible: Visible, { flow }: MetricDefinition, field: string): Hidden | undefined {
  for (const name of [flow].flat()) {
    const standing = visible.column(name, field);
    if (standing !== 'shown') return standing;
  }
  return undefined;
}

/** The fields of the data of its flows that a metric reads; its dimensions are asked about where they are asked for. */
export function fieldsIn(metric: MetricDefinition): readonly string[] {
  const own = fieldNames(metric).filter(({ flows }) => isOwn(metric, flows));
  return [...new Set([...(metric.currency === undefined ? [] : [metric.currency]), ...own.map(({ name }) => name)])];
}

function fieldNames(metric: MetricDefinition): readonly MetricName[] {
  return metricNames({ ...metric, dimensions: [] }).filter(({ kind }) => kind === 'field');
}

function isOwn({ flow }: MetricDefinition, flows: readonly string[]): boolean {
  return flows.some((name) => [flow].flat().includes(name));
}

/** A field of the flows that it looks at beside its own, of which somebody does not see every case. */
function hiddenElsewhere(visible: Visible, metric: MetricDefinition): MetricName | undefined {
  return fieldNames(metric).find(
    ({ name, flows }) => !isOwn(metric, flows) && flows.some((flow) => visible.column(flow, name) !== 'shown'),
  );
}
