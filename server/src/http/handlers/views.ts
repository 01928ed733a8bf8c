import type { ViewRoute } from '@throughline/api';
import { changeView, listViews, removeView, saveView, type ViewAddress } from '../../views/saved-views.ts';
import type { CompanyContext, Handlers } from '../handler.ts';

export const viewHandlers: Handlers<ViewRoute> = {
  'GET /{database}/views': async ({ query }, { throughline, actor }) => ({
    body: { items: [...(await listViews(throughline.pool, actor.id, query.page))] },
  }),
  'POST /{database}/views': async ({ body }, { throughline, actor }) => {
    const saved = await saveView(throughline.pool, actor.id, body);
    return { body: saved, revision: saved.revision };
  },
  'PUT /{database}/views/{view}': async ({ params, body }, context) => {
    const changed = await changeView(context.throughline.pool, addressOf(params.view, context), body);
    return { body: changed, revision: changed.revision };
  },
  'DELETE /{database}/views/{view}': async ({ params }, context) => {
    await removeView(context.throughline.pool, addressOf(params.view, context));
    return { body: undefined };
  },
};

function addressOf(id: string, { actor, ifMatch }: CompanyContext): ViewAddress {
  return { person: actor.id, id, ...(ifMatch === undefined ? {} : { revision: ifMatch }) };
}
