import type { ConnectionRoute, ConnectionRun } from '@throughline/api';
import type { Actor } from '@throughline/language';
import { storePause } from '../../connections/connection-table.ts';
import { discardLetter, readLetters, replayLetter } from '../../connections/dead-letters.ts';
import { connectionsFolder, findConnection, soundConnection } from '../../connections/declarations.ts';
import { pageAfter } from '../../connections/pages.ts';
import { requireKeeper, requireSeer } from '../../connections/rights.ts';
import { runConnection } from '../../connections/run-connection.ts';
import { readRuns } from '../../connections/run-table.ts';
import { findView, listConnections, showConnection } from '../../connections/show.ts';
import { linesOf, takeFacts } from '../../connections/take-facts.ts';
import { checkConnection, previewConnection } from '../../connections/try-connection.ts';
import { ThroughlineError } from '../../errors.ts';
import type { Throughline } from '../../throughline.ts';
import type { CsvHandlers, Handlers } from '../handler.ts';

export const connectionHandlers: Handlers<ConnectionRoute> = {
  'GET /{database}/connections': async (_, { throughline, actor }) => ({
    body: { folder: connectionsFolder(throughline.env), items: [...(await listConnections(real(throughline), actor))] },
  }),
  'GET /{database}/connections/{connection}': async ({ params }, { throughline, actor }) => ({
    body: await showConnection(real(throughline), params.connection, actor),
  }),
  'POST /{database}/connections/{connection}/check': async ({ params }, { throughline, actor, signal }) => ({
    body: await checkConnection(throughline, await kept(throughline, params.connection, actor), signal),
  }),
  'POST /{database}/connections/{connection}/preview': async ({ params }, { throughline, actor, signal }) => ({
    body: await previewConnection(throughline, await kept(throughline, params.connection, actor), signal),
  }),
  'POST /{database}/connections/{connection}/run': async ({ params }, { throughline, actor, signal, house }) => {
    const sound = await kept(throughline, params.connection, actor);
    const onChange = () => house.tell(params.database, { event: 'changed', at: Date.now() });
    const body = await new Promise<ConnectionRun>((onBegun, reject) => {
      // It goes on after the answer; what comes of it stands in its log.
      runConnection(throughline, sound, { cause: 'request', signal, onChange, onBegun }).catch(reject);
    });
    return { body };
  },
  'POST /{database}/connections/{connection}/pause': async ({ params, body }, { throughline, actor }) => {
    await requireKept(throughline, params.connection, actor);
    await storePause(throughline.pool, params.connection, { by: actor.id, reason: body.reason });
    return { body: await findView(throughline, params.connection, actor) };
  },
  'POST /{database}/connections/{connection}/resume': async ({ params }, { throughline, actor }) => {
    await requireKept(throughline, params.connection, actor);
    await storePause(throughline.pool, params.connection, null);
    return { body: await findView(throughline, params.connection, actor) };
  },
  'GET /{database}/connections/{connection}/runs': async ({ params, query }, { throughline, actor }) => {
    requireSeer(actor, await findConnection(real(throughline).env, params.connection));
    return {
      body: await pageAfter(query, (page) => readRuns(throughline.pool, params.connection, { ...page, before: page.after })),
    };
  },
  'GET /{database}/connections/{connection}/dead-letters': async ({ params, query }, { throughline, actor }) => {
    await requireKept(throughline, params.connection, actor);
    const { status = 'open' } = query;
    return { body: await pageAfter(query, (page) => readLetters(throughline, params.connection, { ...page, status })) };
  },
  'POST /{database}/dead-letters/{letter}/replay': async ({ params }, { throughline, actor }) => ({
    body: await replayLetter(real(throughline), params.letter, actor),
  }),
  'POST /{database}/dead-letters/{letter}/discard': async ({ params, body }, { throughline, actor }) => ({
    body: await discardLetter(real(throughline), params.letter, { actor, reason: body.reason }),
  }),
  'POST /{database}/facts': async ({ query, upload }, { throughline, actor }) => ({
    body: await takeFacts(real(throughline), { source: query.source, lines: linesOf(upload), actor }),
  }),
};

const csvMax = 10_000;

export const connectionCsv: CsvHandlers<ConnectionRoute> = {
  async *'GET /{database}/connections'(_, { throughline, actor }) {
    yield [
      'id',
      'title',
      'owner',
      'tier',
      'kind',
      'status',
      'flow',
      'every_seconds',
      'last_run',
      'last_status',
      'open_dead_letters',
    ];
    for (const one of await listConnections(real(throughline), actor)) {
      const { lastRun } = one;
      yield [
        one.id,
        one.title,
        one.owner.name,
        one.tier,
        one.kind,
        one.status,
        one.flow,
        one.everySeconds,
        lastRun?.startedAt ?? null,
      ].concat([lastRun?.status ?? null, one.openDeadLetters]);
    }
  },
  async *'GET /{database}/connections/{connection}/runs'({ params }, { throughline, actor }) {
    requireSeer(actor, await findConnection(real(throughline).env, params.connection));
    const names = [
      'records',
      'facts',
      'duplicates',
      'deviations',
      'deadLetters',
      'skipped',
      'requests',
      'pages',
      'bytes',
      'retries',
    ] as const;
    yield ['id', 'cause', 'status', 'started_at', 'ended_at', ...names, 'failure', 'message'];
    for (const run of await readRuns(throughline.pool, params.connection, { limit: csvMax, before: undefined })) {
      const { id, cause, status, startedAt, endedAt, counts, failure } = run;
      yield [
        id,
        cause,
        status,
        startedAt,
        endedAt,
        ...names.map((name) => counts[name]),
        failure?.code ?? null,
        failure?.message ?? null,
      ];
    }
  },
  async *'GET /{database}/connections/{connection}/dead-letters'({ params, query }, { throughline, actor }) {
    await requireKept(throughline, params.connection, actor);
    yield ['id', 'status', 'first_at', 'last_at', 'times', 'code', 'field', 'message', 'record'];
    const { status = 'open' } = query;
    for (const letter of await readLetters(throughline, params.connection, { status, limit: csvMax, after: undefined })) {
      const [error] = letter.errors;
      yield [
        letter.id,
        letter.status,
        letter.firstAt,
        letter.lastAt,
        letter.times,
        error?.code ?? null,
        error?.field ?? null,
      ].concat([error?.message ?? null, letter.record]);
    }
  },
};

async function requireKept(throughline: Throughline, id: string, actor: Actor): Promise<void> {
  requireKeeper(actor, await findConnection(real(throughline).env, id));
}

async function kept(throughline: Throughline, id: string, actor: Actor) {
  await requireKept(throughline, id, actor);
  return soundConnection(throughline.env, id);
}

/** @throws ThroughlineError import-simulated */
function real(throughline: Throughline): Throughline {
  if (throughline.database === 'main') return throughline;
  throw new ThroughlineError('import-simulated', 'Everything in the simulated company is made up: real data does not go there');
}
