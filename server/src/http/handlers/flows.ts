import type { FlowRoute } from '@throughline/api';
import { flowDetail, flowHeads } from '../../cases/flow-views.ts';
import type { Handlers } from '../handler.ts';

export const flowHandlers: Handlers<FlowRoute> = {
  'GET /{database}/flows': async (_, { throughline }) => ({ body: { items: await flowHeads(throughline) } }),
  'GET /{database}/flows/{flow}': async ({ params }, context) => ({
    body: await flowDetail(context.throughline, params.flow, context),
  }),
};
