import type { MetricSeriesRoute } from '@throughline/api';
import { showParts } from '../../series/show-parts.ts';
import { showSeries } from '../../series/show-series.ts';
import { showMetricSql } from '../../series/show-sql.ts';
import type { CsvHandlers, Handlers } from '../handler.ts';

export const metricSeriesHandlers: Handlers<MetricSeriesRoute> = {
  'GET /{database}/metrics/{metric}/series': async ({ params, query }, context) => ({
    body: await showSeries(context.throughline, params.metric, query, context),
  }),
  'GET /{database}/metrics/{metric}/sql': async ({ params }, { throughline }) => ({
    body: await showMetricSql(throughline, params.metric),
  }),
  'GET /{database}/metrics/{metric}/parts': async ({ params, query }, context) => ({
    body: await showParts(context.throughline, params.metric, query, context),
  }),
};

export const metricSeriesCsv: CsvHandlers<MetricSeriesRoute> = {
  async *'GET /{database}/metrics/{metric}/parts'({ params, query }, context) {
    const { by, currency, parts } = await showParts(context.throughline, params.metric, query, context);
    yield [by, 'title', 'currency', 'before', 'after', 'change', 'cases_before', 'cases_after'];
    for (const { id, title, before, after, change, cases } of parts)
      yield [id, title, currency, before, after, change, cases.before, cases.after];
  },
  async *'GET /{database}/metrics/{metric}/series'({ params, query }, context) {
    const { series } = await showSeries(context.throughline, params.metric, query, context);
    yield [
      ...[query.by ?? 'segment', 'currency', 'from', 'to', 'complete', 'value', 'n', 'standing'],
      ...['expected', 'lower', 'upper', 'frozen_at', 'restated'],
    ];
    for (const { segment, currency, points } of series)
      for (const { from, to, complete, value, n, standing, expected, frozenAt, restated } of points)
        yield [
          ...[segment, currency, from, to, String(complete), value, n, standing],
          ...[expected?.value ?? null, expected?.lower ?? null, expected?.upper ?? null, frozenAt, restated?.value ?? null],
        ];
  },
};
