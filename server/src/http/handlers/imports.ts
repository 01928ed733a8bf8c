import type { ImportRoute } from '@throughline/api';
import type { Actor } from '@throughline/language';
import { flowHeads } from '../../cases/flow-views.ts';
import { ThroughlineError } from '../../errors.ts';
import { errorLines, errorPage, previewLines } from '../../imports/error-pages.ts';
import { firstNumbers } from '../../imports/first-numbers.ts';
import { discardUpload, showImport, startImport, stopImport } from '../../imports/import-runs.ts';
import { requireImporter, requireRetractor } from '../../imports/importer.ts';
import { placeImport } from '../../imports/placement.ts';
import { previewImport } from '../../imports/preview.ts';
import { showRetraction, startRetraction } from '../../imports/retraction.ts';
import { showTotals } from '../../imports/show-totals.ts';
import { chooseFlow, importDraft, recognise, totalsOfFile } from '../../imports/start-with.ts';
import { suggestFor } from '../../imports/suggest.ts';
import { fieldView, importTargets } from '../../imports/targets.ts';
import { findUpload, takeUpload, uploadFolder } from '../../imports/uploads.ts';
import type { Throughline } from '../../throughline.ts';
import type { CsvHandlers, Handlers } from '../handler.ts';

export const importHandlers: Handlers<ImportRoute> = {
  'GET /{database}/import-targets': async (_, { throughline, actor }) => {
    await requireRights(throughline, actor);
    const heads = new Map((await flowHeads(real(throughline))).map((head) => [head.name, head]));
    const items = (await importTargets(throughline)).flatMap(({ flow, fields }) => {
      const head = heads.get(flow.name);
      return head === undefined ? [] : [{ flow: head, fields: fields.map(fieldView) }];
    });
    return { body: { items } };
  },
  'POST /{database}/uploads': async ({ query, upload }, { throughline, actor }) => {
    await requireRights(throughline, actor);
    return { body: await takeUpload(uploadFolder(real(throughline)), query.name, upload) };
  },
  'GET /{database}/uploads/{upload}': async ({ params }, { throughline, actor }) => {
    await requireRights(throughline, actor);
    return { body: await findUpload(uploadFolder(real(throughline)), params.upload) };
  },
  'DELETE /{database}/uploads/{upload}': async ({ params }, { throughline, actor }) => {
    await requireRights(throughline, actor);
    await discardUpload(real(throughline), params.upload);
    return { body: undefined };
  },
  'GET /{database}/uploads/{upload}/suggestion': async ({ params, query }, { throughline, actor }) => {
    await requireRights(throughline, actor, query.flow);
    return { body: await suggestFor(real(throughline), { ...params, ...query }) };
  },
  'POST /{database}/uploads/{upload}/preview': async ({ params, body }, { throughline, actor, signal }) => {
    await requireRights(throughline, actor, body.flow);
    return { body: await previewImport(real(throughline), { ...params, ...body }, { signal }) };
  },
  'POST /{database}/imports': async ({ params, body }, { throughline, actor, house, signal }) => {
    await requireRights(throughline, actor, body.flow);
    const onChange = () => house.tell(params.database, { event: 'changed', at: Date.now() });
    return { body: await startImport(real(throughline), body, { signal, onChange }) };
  },
  'GET /{database}/imports/{import}': async ({ params }, { throughline, actor }) => {
    await requireRights(throughline, actor);
    return { body: await showImport(real(throughline), params.import) };
  },
  'GET /{database}/imports/{import}/errors': async ({ params, query }, { throughline, actor }) => {
    await requireRights(throughline, actor);
    return { body: await errorPage(real(throughline), params.import, query) };
  },
  'POST /{database}/imports/{import}/stop': async ({ params }, { throughline, actor }) => {
    await requireRights(throughline, actor);
    return { body: await stopImport(real(throughline), params.import) };
  },
  'POST /{database}/uploads/{upload}/recognition': async ({ params, body }, { throughline, actor, signal }) => {
    await requireRights(throughline, actor);
    return { body: await recognise(real(throughline), { ...params, ...body }, signal) };
  },
  'POST /{database}/uploads/{upload}/totals': async ({ params, body }, { throughline, actor, signal }) => {
    await requireRights(throughline, actor);
    return { body: await totalsOfFile(real(throughline), { ...params, ...body }, signal) };
  },
  'POST /{database}/uploads/{upload}/flows': async ({ params, body }, { throughline, actor, signal }) => {
    await requireRights(throughline, actor);
    return { body: await chooseFlow(real(throughline), { ...params, ...body }, signal) };
  },
  'POST /{database}/uploads/{upload}/placement': async ({ params, body }, { throughline, actor, signal }) => {
    await requireRights(throughline, actor, body.flow);
    return { body: await placeImport(real(throughline), { ...params, ...body }, signal) };
  },
  'POST /{database}/uploads/{upload}/draft-import': async ({ params, body }, { throughline, actor, house, signal }) => {
    await requireRights(throughline, actor);
    const onChange = () => house.tell(params.database, { event: 'changed', at: Date.now() });
    const options = { signal, onChange, actor };
    return { body: await importDraft(real(throughline), { ...params, ...body }, options) };
  },
  'GET /{database}/imports/{import}/totals': async ({ params }, { throughline, actor }) => {
    await requireRights(throughline, actor);
    return { body: await showTotals(real(throughline), params.import) };
  },
  'GET /{database}/imports/{import}/first-numbers': async ({ params }, { throughline, actor, visible, signal }) => {
    await requireRights(throughline, actor);
    return { body: await firstNumbers(real(throughline), params.import, { visible, signal }) };
  },
  'GET /{database}/imports/{import}/retraction': async ({ params }, { throughline, actor }) => {
    await requireRights(throughline, actor);
    return { body: await showRetraction(real(throughline), params.import) };
  },
  'POST /{database}/imports/{import}/retraction': async ({ params, body }, { throughline, actor, house, signal }) => {
    await requireRights(throughline, actor);
    requireRetractor(actor);
    const onChange = () => house.tell(params.database, { event: 'changed', at: Date.now() });
    const request = { import: params.import, reason: body.reason, actor };
    return { body: await startRetraction(real(throughline), request, { signal, onChange }) };
  },
};

export const importCsv: CsvHandlers<ImportRoute> = {
  async *'POST /{database}/uploads/{upload}/preview'({ params, body }, { throughline, actor, signal }) {
    await requireRights(throughline, actor, body.flow);
    yield* previewLines(real(throughline), { ...params, ...body }, signal);
  },
  async *'GET /{database}/imports/{import}/errors'({ params }, { throughline, actor, signal }) {
    await requireRights(throughline, actor);
    yield* errorLines(real(throughline), params.import, signal);
  },
};

/**
 * Whoever answers for the flow of the rows, or, where it is not yet known, for any that a file can be made cases of.
 *
 * @throws HttpProblem role-required; ThroughlineError import-simulated
 */
async function requireRights(throughline: Throughline, actor: Actor, flow?: string): Promise<void> {
  const targets = await importTargets(real(throughline));
  const meant = flow === undefined ? targets : targets.filter((target) => target.flow.name === flow);
  requireImporter(
    actor,
    meant.map((target) => target.flow.definition.owner),
  );
}

/** @throws ThroughlineError import-simulated */
function real(throughline: Throughline): Throughline {
  if (throughline.database === 'main') return throughline;
  throw new ThroughlineError('import-simulated', 'Everything in the simulated company is made up: real data does not go there');
}
