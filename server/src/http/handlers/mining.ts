import type { MiningRoute } from '@throughline/api';
import { minedCases, showMining } from '../../mining/show-mining.ts';
import { miningTable } from '../../mining/tables.ts';
import type { CsvHandlers, Handlers } from '../handler.ts';

const topMax = 500;

export const miningHandlers: Handlers<MiningRoute> = {
  'GET /{database}/flows/{flow}/mining': async ({ params, query: { table: _, ...asked } }, context) => ({
    body: await showMining(context.throughline, params.flow, { ...asked, top: asked.top ?? 50 }, context),
  }),
  'GET /{database}/flows/{flow}/mining/cases': async ({ params, query }, context) => ({
    body: await minedCases(context.throughline, params.flow, { ...query, limit: query.limit ?? 50 }, context),
  }),
};

export const miningCsv: CsvHandlers<MiningRoute> = {
  async *'GET /{database}/flows/{flow}/mining'({ params, query: { table = 'edges', ...asked } }, context) {
    yield* miningTable(await showMining(context.throughline, params.flow, { ...asked, top: topMax }, context), table);
  },
  async *'GET /{database}/flows/{flow}/mining/cases'({ params, query }, context) {
    yield ['flow', 'entity', 'key', 'began', 'ms', 'events', 'id'];
    let after: string | undefined;
    do {
      const asked = { ...query, limit: 200, ...(after === undefined ? {} : { after }) };
      const page: Awaited<ReturnType<typeof minedCases>> = await minedCases(context.throughline, params.flow, asked, context);
      for (const { case: of, began, ms, events } of page.items) yield [of.flow, of.entity, of.key, began, ms, events, of.id];
      after = page.next;
    } while (after !== undefined);
  },
};
