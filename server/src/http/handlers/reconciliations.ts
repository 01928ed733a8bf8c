import type { ReconciliationRoute } from '@throughline/api';
import type { Actor } from '@throughline/language';
import { pageAfter } from '../../connections/pages.ts';
import { ThroughlineError } from '../../errors.ts';
import { readAges, readBreaks } from '../../reconciliation/break-table.ts';
import {
  declaredReconciliations,
  findReconciliation,
  reconciliationsFolder,
  soundReconciliation,
} from '../../reconciliation/declarations.ts';
import { runReconciliation } from '../../reconciliation/run-reconciliation.ts';
import { readLastRuns, readRuns } from '../../reconciliation/run-table.ts';
import {
  breakView,
  placeIn,
  placeOf,
  requireKeeper,
  requireSeer,
  seesReconciliation,
  viewOf,
} from '../../reconciliation/show.ts';
import type { Throughline } from '../../throughline.ts';
import type { CsvHandlers, Handlers } from '../handler.ts';

const pageSize = 50;
const csvMax = 100_000;

export const reconciliationHandlers: Handlers<ReconciliationRoute> = {
  'GET /{database}/reconciliations': async (_, { throughline, actor }) => {
    const { env, pool } = real(throughline);
    const [declared, lastRuns] = await Promise.all([declaredReconciliations(env), readLastRuns(pool)]);
    const seen = declared.filter((one) => seesReconciliation(actor, one));
    return { body: { folder: reconciliationsFolder(env), items: seen.map((one) => viewOf(one, lastRuns.get(one.id))) } };
  },
  'GET /{database}/reconciliations/{reconciliation}': async ({ params }, { throughline, actor }) => {
    const declared = await seen(throughline, params.reconciliation, actor);
    const [lastRuns, ages] = await Promise.all([readLastRuns(throughline.pool), readAges(throughline.pool, declared.id)]);
    return { body: { ...viewOf(declared, lastRuns.get(declared.id)), ages } };
  },
  'GET /{database}/reconciliations/{reconciliation}/runs': async ({ params, query }, { throughline, actor }) => {
    const { id } = await seen(throughline, params.reconciliation, actor);
    return { body: await pageAfter(query, (page) => readRuns(throughline.pool, id, { ...page, before: page.after })) };
  },
  'POST /{database}/reconciliations/{reconciliation}/run': async ({ params }, { throughline, actor, signal, house }) => {
    requireKeeper(actor, await findReconciliation(real(throughline).env, params.reconciliation));
    const declaration = await soundReconciliation(throughline.env, params.reconciliation);
    const body = await runReconciliation(throughline, declaration, { cause: 'request', signal });
    house.tell(params.database, { event: 'changed', at: Date.now() });
    return { body };
  },
  'GET /{database}/reconciliations/{reconciliation}/breaks': async ({ params, query }, { throughline, actor }) => {
    const declared = await seen(throughline, params.reconciliation, actor);
    const { id } = declared;
    const { limit = pageSize, after } = query;
    const place = after === undefined ? undefined : placeIn(after);
    if (after !== undefined && place === undefined)
      throw new ThroughlineError('cursor-invalid', 'The cursor is none of this list', { place: 'after' });
    const found = await readBreaks(throughline.pool, id, { limit: limit + 1, after: place });
    const last = found.length > limit ? found[limit - 1] : undefined;
    const items = found.slice(0, limit).map((one) => breakView(declared, one));
    return { body: { items, ...(last === undefined ? {} : { next: placeOf(last) }) } };
  },
};

export const reconciliationCsv: CsvHandlers<ReconciliationRoute> = {
  async *'GET /{database}/reconciliations/{reconciliation}/runs'({ params }, { throughline, actor }) {
    const { id } = await seen(throughline, params.reconciliation, actor);
    const amounts = [
      'left',
      'right',
      'difference',
      'missing',
      'extra',
      'duplicate',
      'mismatched',
      'inTransit',
      'tolerated',
    ] as const;
    yield ['id', 'cause', 'status', 'started_at', 'ended_at', 'failure', 'unread', 'currency', ...amounts];
    for (const run of await readRuns(throughline.pool, id, { limit: csvMax, before: undefined })) {
      const said = [run.id, run.cause, run.status, run.startedAt, run.endedAt, run.failure?.code ?? null];
      const totals = run.found?.totals ?? [];
      // One line a currency, so that the columns are of one; one that compared nothing has its line, too.
      for (const one of totals)
        yield [...said, run.found?.unreadCount ?? null, one.currency, ...amounts.map((name) => one[name])];
      if (totals.length === 0) yield [...said, run.found?.unreadCount ?? null, null, ...amounts.map(() => null)];
    }
  },
  async *'GET /{database}/reconciliations/{reconciliation}/breaks'({ params }, { throughline, actor }) {
    const declared = await seen(throughline, params.reconciliation, actor);
    const { id } = declared;
    yield [
      'number',
      'record',
      'kind',
      'left',
      'left_currency',
      'right',
      'right_currency',
      'currency',
      'difference',
      'differs',
      'age_days',
      'in_transit',
      'first_seen',
      'last_seen',
    ];
    for (const stored of await readBreaks(throughline.pool, id, { limit: csvMax, after: undefined })) {
      const one = breakView(declared, stored);
      // In two currencies there are two differences, each a line of its own: so the column adds up.
      for (const { currency, amount } of one.difference)
        yield [
          ...[one.number, one.record, one.kind, one.left?.amount ?? null, one.left?.currency ?? null],
          ...[one.right?.amount ?? null, one.right?.currency ?? null, currency, amount],
          ...[
            one.differs.map(({ field }) => field).join(' '),
            one.ageDays,
            one.inTransit ? 'yes' : '',
            one.firstSeen,
            one.lastSeen,
          ],
        ];
    }
  },
};

async function seen(throughline: Throughline, id: string, actor: Actor) {
  const declared = await findReconciliation(real(throughline).env, id);
  requireSeer(actor, declared);
  return declared;
}

function real(throughline: Throughline): Throughline {
  if (throughline.database === 'main') return throughline;
  throw new ThroughlineError(
    'import-simulated',
    'Everything in the simulated company is made up: real systems are not compared there',
  );
}
