import type { CaseRoute } from '@throughline/api';
import { actionsOf } from '../../cases/case-actions.ts';
import { caseLines, eventLines } from '../../cases/case-csv.ts';
import { caseDetail } from '../../cases/case-detail.ts';
import { caseEvents } from '../../cases/case-events.ts';
import { caseGroups, caseList, caseTotals } from '../../cases/case-list.ts';
import { bear, type CommandAnswer, command } from '../../cases/commands.ts';
import type { Answer, CsvHandlers, Handlers } from '../handler.ts';

/** The ETag of a case is the number of its events. */
function answer({ replayed, ...body }: CommandAnswer): Answer<Omit<CommandAnswer, 'replayed'>> {
  return { body, revision: body.case.seq, replayed };
}

export const caseHandlers: Handlers<CaseRoute> = {
  'GET /{database}/cases': async ({ query }, context) => ({ body: await caseList(context.throughline, query, context) }),
  'GET /{database}/cases/totals': async ({ query }, { throughline, visible }) => ({
    body: await caseTotals(throughline, query, visible),
  }),
  'GET /{database}/cases/groups': async ({ query }, { throughline, visible }) => ({
    body: await caseGroups(throughline, query, visible),
  }),
  'POST /{database}/cases': async ({ body }, context) => {
    const { flow, entity, key, ...asked } = body;
    const { actor, idempotencyKey } = context;
    return answer(await bear(context.throughline, { flow, entity, key }, { ...asked, actor, idempotencyKey }, context));
  },
  'GET /{database}/cases/{case}': async ({ params }, context) => {
    const body = await caseDetail(context.throughline, params.case, context);
    return { body, revision: body.case.seq };
  },
  'GET /{database}/cases/{case}/events': async ({ params, query }, context) => ({
    body: await caseEvents(context.throughline, params.case, query, context),
  }),
  'GET /{database}/cases/{case}/actions': async ({ params }, context) => ({
    body: { items: (await actionsOf(context.throughline, params.case, context)).items },
  }),
  'POST /{database}/cases/{case}/commands': async ({ params, body }, context) => {
    const { actor, idempotencyKey, ifMatch } = context;
    return answer(await command(context.throughline, params.case, { ...body, actor, idempotencyKey, ifSeq: ifMatch }, context));
  },
};

export const caseCsv: CsvHandlers<CaseRoute> = {
  'GET /{database}/cases': ({ query }, context) => caseLines(context.throughline, query, context),
  'GET /{database}/cases/{case}/events': ({ params, query }, { throughline, ...context }) =>
    eventLines(throughline, params.case, { ...context, ...query }),
};
