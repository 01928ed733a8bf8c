import type { ExceptionRoute } from '@throughline/api';
import { exceptionLines } from '../../exceptions/exception-lines.ts';
import { exceptionOverview } from '../../exceptions/overview.ts';
import type { CsvHandlers, Handlers } from '../handler.ts';

export const exceptionHandlers: Handlers<ExceptionRoute> = {
  'GET /{database}/exceptions': async ({ query }, context) => ({
    body: await exceptionOverview(context.throughline, context, query),
  }),
};

export const exceptionCsv: CsvHandlers<ExceptionRoute> = {
  async *'GET /{database}/exceptions'({ query }, context) {
    yield* exceptionLines(await exceptionOverview(context.throughline, context, query), query.table);
  },
};
