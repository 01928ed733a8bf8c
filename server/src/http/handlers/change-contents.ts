import type { ChangeContentRoute } from '@throughline/api';
import { judgeProposal, propose } from '../../gate/propose.ts';
import { showContent } from '../../gate/show-content.ts';
import type { Handlers } from '../handler.ts';

export const changeContentHandlers: Handlers<ChangeContentRoute> = {
  'POST /{database}/changes/proposals': async ({ body }, { throughline, actor }) => ({
    body: await propose(throughline, body, actor),
  }),
  'POST /{database}/changes/judgements': async ({ body }, context) => ({
    body: await judgeProposal(context.throughline, body, context),
  }),
  'GET /{database}/changes/{number}/content': async ({ params }, { throughline, visible }) => ({
    body: await showContent(throughline, params.number, visible),
  }),
};
