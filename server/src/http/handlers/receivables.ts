import type { ReceivableRoute } from '@throughline/api';
import { receivableLines } from '../../receivables/lines.ts';
import { receivables } from '../../receivables/receivables.ts';
import type { CsvHandlers, Handlers } from '../handler.ts';

export const receivableHandlers: Handlers<ReceivableRoute> = {
  'GET /{database}/receivables': async ({ query }, context) => ({ body: await receivables(context.throughline, context, query) }),
};

export const receivableCsv: CsvHandlers<ReceivableRoute> = {
  async *'GET /{database}/receivables'({ query }, context) {
    yield* receivableLines(await receivables(context.throughline, context, query), query.table);
  },
};
