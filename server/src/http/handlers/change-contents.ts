import type { ChangeContentRoute } from '@throughline/api';
import { newestFlow } from '../../cases/flow-book.ts';
import { versionOf } from '../../flows/behaviour.ts';
import { contentPictures } from '../../gate/content-pictures.ts';
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
  'GET /{database}/changes/{number}/pictures': async ({ params, query }, { throughline, visible }) => {
    const { part = 'changes', theme = 'auto' } = query;
    return { body: { items: await contentPictures(throughline, params.number, { part, theme, visible }) } };
  },
  'GET /{database}/flows/{flow}/definition': async ({ params, query }, { throughline }) => {
    const { version, hash, definition } =
      query.version === undefined
        ? await newestFlow(throughline, params.flow)
        : await versionOf(throughline, params.flow, query.version);
    return { body: { version, hash, definition: definition as unknown as Record<string, unknown> } };
  },
};
