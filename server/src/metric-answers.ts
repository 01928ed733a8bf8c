import type { MetricHead, ResponseOf, Routes } from '@throughline/api';
import { isCaseId } from '@throughline/engine';
import { type CaseBehind, casesBehind, type MetricRequest, measure } from '@throughline/insight';
import type { MetricDefinition } from '@throughline/language';
import { builtInPacks } from './built-in-packs.ts';
import { newestFlows } from './cases/flow-book.ts';
import { valueTitle } from './cases/value-title.ts';
import { ThroughlineError } from './errors.ts';
import { asking } from './metrics.ts';
import type { Throughline } from './throughline.ts';
import { partialOfMetric, seenOf } from './visible/metrics-seen.ts';
import type { Visible } from './visible/visible.ts';

type MetricAnswer = ResponseOf<Routes['GET /{database}/metrics/{metric}']>;
type MetricValueView = MetricAnswer['values'][number];
type CasesPage = ResponseOf<Routes['GET /{database}/metrics/{metric}/cases']>;
export type CaseBehindView = CasesPage['items'][number];

/** What a request says of the stretch of the log. */
export interface MetricAsked {
  readonly from?: string;
  readonly to?: string;
  /** Each `<dimension>=<value>`. */
  readonly where?: readonly string[];
  readonly by?: string;
}

/** A metric as lists show it. */
export function metricHead(metric: MetricDefinition): MetricHead {
  const { id, title, description, owner, unit, direction, target = null, dimensions } = metric;
  const role = builtInPacks.flatMap(({ roles }) => (Object.hasOwn(roles, owner) ? [roles[owner]] : []))[0];
  return {
    ...{ id, title, description, unit, direction, target, dimensions },
    owner: { role: owner, title: role?.title ?? owner },
  };
}

/** The value of a metric, each currency by itself, whole or by a dimension. @throws ThroughlineError metric-unknown, metric-request, field-hidden */
export async function metricValues(
  throughline: Throughline,
  id: string,
  asked: MetricAsked,
  visible: Visible,
): Promise<MetricAnswer> {
  const request = requestOf(asked);
  return await asking(throughline, id, placeOf(asked), async (metric, context) => {
    const asOf = await throughline.reader.freshness();
    const result = await measure(throughline.reader, metric, { ...request, ...context, ...seenOf(visible, metric, request) });
    // Without a dimension asked for, segments are currencies, which their values name themselves.
    const isSplit = asked.by !== undefined;
    const flows = isSplit ? await newestFlows(throughline) : [];
    const titleOf = (value: string | null) =>
      value === null ? null : valueTitle(flows, metric, { dimension: asked.by ?? '', value });
    const values = result.by === undefined ? [{ segment: null, ...result }] : result.by;
    return {
      metric: metricHead(metric),
      ...partialOfMetric(visible, metric),
      period: result.period ?? null,
      values: values.map(
        ({ segment, currency = null, value, n }): MetricValueView => ({
          ...(isSplit ? { segment, title: titleOf(segment) } : { segment: null, title: null }),
          ...{ currency, value, n },
        }),
      ),
      asOf,
    };
  });
}

/** The cases behind a value, in the order of their ids. @throws ThroughlineError metric-unknown, metric-request, cursor-invalid */
export async function metricCases(
  throughline: Throughline,
  id: string,
  { limit, after, ...asked }: MetricAsked & { readonly limit: number; readonly after?: string },
  visible: Visible,
): Promise<CasesPage> {
  if (after !== undefined && !isCaseId(after))
    throw new ThroughlineError('cursor-invalid', 'This is not where a page ended', { place: 'after' });
  const request = requestOf(asked);
  const page = { ...request, limit, ...(after === undefined ? {} : { after }) };
  return await asking(throughline, id, placeOf(asked), async (metric, context) => {
    const asOf = await throughline.reader.freshness();
    const { cases, next } = await casesBehind(throughline.reader, metric, {
      ...page,
      ...context,
      ...seenOf(visible, metric, request),
    });
    return { items: cases.map(caseView), ...(next === undefined ? {} : { next }), asOf };
  });
}

/** All of them, in pages. */
export async function* allMetricCases(
  throughline: Throughline,
  id: string,
  asked: MetricAsked,
  visible: Visible,
): AsyncIterable<CaseBehindView> {
  let after: string | undefined;
  do {
    const page: CasesPage = await metricCases(
      throughline,
      id,
      { ...asked, limit: 5000, ...(after === undefined ? {} : { after }) },
      visible,
    );
    yield* page.items;
    after = page.next;
  } while (after !== undefined);
}

function caseView({ caseId, flow, entity, key, value, currency, numerator, denominator }: CaseBehind): CaseBehindView {
  return { id: caseId, flow, entity, key, value, currency, numerator, denominator };
}

/** @throws ThroughlineError metric-request */
export function requestOf({ from, to, by, where = [] }: MetricAsked): MetricRequest {
  return {
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(by === undefined ? {} : { by }),
    where: Object.fromEntries(where.map(condition)),
  };
}

function condition(text: string, index: number, all: readonly string[]): readonly [string, string] {
  const at = text.indexOf('=');
  const name = text.slice(0, at + 1);
  if (at < 1 || all.findIndex((other) => other.startsWith(name)) < index) {
    const details = { place: `where[${index}]`, expected: '<dimension>=<value>' };
    throw new ThroughlineError(
      'metric-request',
      `${JSON.stringify(text)} is no dimension and value, or one that was named before`,
      details,
    );
  }
  return [text.slice(0, at), text.slice(at + 1)];
}

/** Which member of the request is at fault; of several conditions the metric says it in words. */
export function placeOf({ where = [] }: MetricAsked): (member: string) => string {
  return (member) => (member === 'where' && where.length === 1 ? 'where[0]' : member);
}
