import type { HomeRoute } from '@throughline/api';
import { showHome } from '../../home/home.ts';
import { listRungsSoon } from '../../home/list-rungs-soon.ts';
import { allMetricCases, metricCases, metricHead, metricValues } from '../../metric-answers.ts';
import { listMetrics } from '../../metrics.ts';
import type { CsvHandlers, Handlers } from '../handler.ts';

export const homeHandlers: Handlers<HomeRoute> = {
  'GET /{database}/home': async (_, context) => ({ body: await showHome(context.throughline, context) }),
  'GET /{database}/rungs': async ({ query }, context) => ({
    body: await listRungsSoon(context.throughline, context, { ...query, limit: query.limit ?? 50 }),
  }),
  'GET /{database}/metrics': async () => ({ body: { items: listMetrics().map(metricHead) } }),
  'GET /{database}/metrics/{metric}': async ({ params, query }, { throughline, visible }) => ({
    body: await metricValues(throughline, params.metric, query, visible),
  }),
  'GET /{database}/metrics/{metric}/cases': async ({ params, query }, { throughline, visible }) => ({
    body: await metricCases(throughline, params.metric, { ...query, limit: query.limit ?? 50 }, visible),
  }),
};

export const homeCsv: CsvHandlers<HomeRoute> = {
  async *'GET /{database}/metrics/{metric}'({ params, query }, { throughline, visible }) {
    const { values } = await metricValues(throughline, params.metric, query, visible);
    yield [query.by ?? 'segment', 'currency', 'value', 'n'];
    for (const { segment, currency, value, n } of values) yield [segment, currency, value, n];
  },
  async *'GET /{database}/metrics/{metric}/cases'({ params, query }, { throughline, visible }) {
    const { limit: _limit, after: _after, ...asked } = query;
    // The head comes after the first look: what is wrong with the question is told before.
    await metricCases(throughline, params.metric, { ...asked, limit: 1 }, visible);
    yield ['flow', 'entity', 'key', 'value', 'currency', 'numerator', 'denominator', 'id'];
    for await (const one of allMetricCases(throughline, params.metric, asked, visible))
      yield [one.flow, one.entity, one.key, one.value, one.currency, String(one.numerator), String(one.denominator), one.id];
  },
};
