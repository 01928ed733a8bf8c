import type { LogRoute } from '@throughline/api';
import { logDetail } from '../../log/detail.ts';
import { logEvents } from '../../log/events.ts';
import { logLines, logXes } from '../../log/export.ts';
import { logFacets } from '../../log/facets.ts';
import type { CsvHandlers, Handlers } from '../handler.ts';

export const logHandlers: Handlers<LogRoute> = {
  'GET /{database}/log': async ({ query }, context) => ({ body: await logEvents(context.throughline, context, query) }),
  'GET /{database}/log/facets': async (_, context) => ({ body: await logFacets(context.throughline, context) }),
  'GET /{database}/log/xes': async ({ query }, context) => ({ body: await logXes(context.throughline, context, query) }),
  'GET /{database}/log/{case}/{seq}': async ({ params }, context) => ({
    body: await logDetail(context.throughline, context, params),
  }),
};

export const logCsv: CsvHandlers<LogRoute> = {
  'GET /{database}/log': ({ query: { limit: _limit, after: _after, ...question } }, context) =>
    logLines(context.throughline, context, question),
};
