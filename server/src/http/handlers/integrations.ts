import { createWriteStream } from 'node:fs';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { IntegrationRoute, IntegrationView, RunsTaken } from '@throughline/api';
import type { Actor } from '@throughline/language';
import { pageAfter } from '../../connections/pages.ts';
import { readFailures } from '../../integrations/failure-table.ts';
import { type RunLine, runsOfCsv, runsOfJsonLines } from '../../integrations/read-runs-file.ts';
import { findRegistered, readRegister, requireSeer, requireTeller } from '../../integrations/register.ts';
import { replayGroup } from '../../integrations/replay-group.ts';
import { readRuns } from '../../integrations/run-table.ts';
import { daysOf, failureRow, groupsOf } from '../../integrations/show-failures.ts';
import { listAutomations, listIntegrations, viewsOf } from '../../integrations/show-register.ts';
import { type Sent, takeRuns } from '../../integrations/take-runs.ts';
import { tellGroups } from '../../integrations/tell-groups.ts';
import type { Throughline } from '../../throughline.ts';
import type { CompanyContext, CsvHandlers, Handlers } from '../handler.ts';

export const integrationHandlers: Handlers<IntegrationRoute> = {
  'GET /{database}/integrations': async ({ query }, context) => ({ body: { items: await listed(context, query) } }),
  'GET /{database}/integrations/{integration}': async ({ params }, { throughline, visible, now }) => {
    const of = await findRegistered(throughline, params.integration, visible);
    const [view] = await viewsOf(throughline, [of], now);
    const [days, groups] = await Promise.all([daysOf(throughline, of, now), groupsOf(throughline, of, visible)]);
    return { body: { ...(view as IntegrationView), days, groups } };
  },
  'GET /{database}/integrations/{integration}/runs': async ({ params, query }, { throughline, visible }) => {
    const { name } = await findRegistered(throughline, params.integration, visible);
    const { status } = query;
    return { body: await pageAfter(query, (page) => readRuns(throughline.pool, name, { ...page, status, before: page.after })) };
  },
  'GET /{database}/integrations/{integration}/failures': async ({ params, query }, { throughline, visible }) => {
    const { name } = await findRegistered(throughline, params.integration, visible);
    const { open: isOpen, group } = query;
    const { items, ...rest } = await pageAfter(query, (page) =>
      readFailures(throughline.pool, name, { limit: page.limit, before: page.after, open: isOpen, group }),
    );
    return { body: { items: items.map(failureRow), ...rest } };
  },
  'POST /{database}/integrations/{integration}/runs': async ({ params, body }, context) => {
    const { throughline, visible, actor } = context;
    const of = await findRegistered(throughline, params.integration, visible);
    requireTeller(actor, of.owner);
    const sent = body.runs.map((run, index) => ({ line: index + 1, run }));
    const taken = await takeRuns(throughline, of, { sent, toldBy: actor.id });
    if (of.state === 'live') await tellGroups(throughline, [of]);
    return { body: taken };
  },
  'POST /{database}/integration-runs': async ({ query, upload }, { throughline, visible, actor }) => {
    const register = new Map((await readRegister(throughline, visible)).map((one) => [one.name, one]));
    const owners = [...register.values()].map(({ owner }) => owner);
    requireTeller(actor, ...owners);
    const folder = await mkdtemp(join(tmpdir(), 'throughline-runs-'));
    try {
      const path = join(folder, 'runs');
      await pipeline(Readable.from(upload), createWriteStream(path));
      const lines = (await isJson(path)) ? runsOfJsonLines(chunksOf(path)) : runsOfCsv(path);
      return { body: await takeFile(throughline, { lines, register, actor, otherwise: query.integration }) };
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
  'POST /{database}/integration-failures/{case}/replay': async ({ params }, context) => ({
    body: await replayGroup(context.throughline, params.case, context),
  }),
  'GET /{database}/automations': async (_, { throughline, visible, actor }) => {
    requireSeer({ visible, actor }, 'automation');
    return { body: { items: await listAutomations(throughline, visible) } };
  },
};

async function listed(
  { throughline, visible, actor, now }: CompanyContext,
  query: { readonly tier?: string; readonly owner?: string; readonly standing?: string },
): Promise<IntegrationView[]> {
  requireSeer({ visible, actor });
  const all = await listIntegrations(throughline, visible, now);
  return all.filter(
    ({ tier, owner, standing }) =>
      (query.tier ?? tier) === tier && (query.owner ?? owner.name) === owner.name && (query.standing ?? standing) === standing,
  );
}

async function* chunksOf(path: string): AsyncGenerator<Uint8Array> {
  const file = await open(path);
  yield* file.createReadStream();
}

/** JSON Lines begin with a brace; a CSV file begins with the name of a column. */
async function isJson(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(1024), 0, 1024, 0);
    return /^\uFEFF?\s*\{/.test(buffer.subarray(0, bytesRead).toString());
  } finally {
    await file.close();
  }
}

const runsAtOnce = 500;
const rejectedShown = 1000;

interface File {
  readonly lines: AsyncIterable<RunLine>;
  readonly register: ReadonlyMap<string, Awaited<ReturnType<typeof findRegistered>>>;
  readonly actor: Actor;
  /** Of lines that name none. */
  readonly otherwise: string | undefined;
}

async function takeFile(throughline: Throughline, { lines, register, actor, otherwise }: File): Promise<RunsTaken> {
  const total = { taken: 0, known: 0, changed: 0, rejectedCount: 0 };
  const rejected: RunsTaken['rejected'][number][] = [];
  const waiting = new Map<string, Sent[]>();
  const told = new Set<string>();
  const reject = (all: readonly RunsTaken['rejected'][number][]) => {
    total.rejectedCount += all.length;
    rejected.push(...all.slice(0, Math.max(0, rejectedShown - rejected.length)));
  };
  const flush = async (name: string, sent: readonly Sent[]) => {
    const of = register.get(name);
    if (of === undefined || sent.length === 0) return;
    const answer = await takeRuns(throughline, of, { sent, toldBy: actor.id });
    for (const count of ['taken', 'known', 'changed'] as const) total[count] += answer[count];
    reject(answer.rejected);
    told.add(name);
  };
  for await (const one of lines) {
    if ('fault' in one) {
      reject([{ line: one.line, code: 'request-invalid', message: one.fault }]);
      continue;
    }
    const name = one.integration ?? otherwise ?? '';
    if (!register.has(name)) {
      reject([{ line: one.line, code: 'integration-unknown', message: `No integration ${name} is registered` }]);
      continue;
    }
    const sent = waiting.get(name) ?? [];
    waiting.set(name, sent);
    sent.push({ line: one.line, run: one.run });
    if (sent.length < runsAtOnce) continue;
    waiting.delete(name);
    await flush(name, sent);
  }
  for (const [name, sent] of waiting) await flush(name, sent);
  await tellGroups(
    throughline,
    [...register.values()].filter(({ name, state }) => told.has(name) && state === 'live'),
  );
  return { ...total, rejected: rejected.sort((a, b) => a.line - b.line) };
}

const csvMax = 100_000;

export const integrationCsv: CsvHandlers<IntegrationRoute> = {
  async *'GET /{database}/integrations'({ query }, context) {
    yield [
      ...['name', 'title', 'source', 'target', 'pattern', 'moves', 'owner', 'tier', 'state', 'standing', 'every_minutes'],
      ...['last_run', 'last_status', 'due', 'succeeded', 'missed', 'success', 'goal', 'silent_since', 'open_failures', 'unknown'],
      ...['open_dead_letters', 'review_on'],
    ];
    for (const one of await listed(context, query)) {
      const { name, title, source, target, pattern, moves, owner, tier, state, standing, everyMinutes, lastRun, success } = one;
      yield [
        ...[name, title, source, target, pattern, moves, owner.name, tier, state, standing, everyMinutes],
        ...[lastRun?.startedAt ?? null, lastRun?.status ?? null, success.due, success.succeeded, success.missed, success.rate],
        ...[one.goal, one.silentSince, one.openFailures, one.unknown, one.openDeadLetters, one.reviewOn],
      ];
    }
  },
  async *'GET /{database}/integrations/{integration}/runs'({ params, query }, { throughline, visible }) {
    const { name } = await findRegistered(throughline, params.integration, visible);
    yield [
      ...['integration', 'run', 'scheduled_at', 'started_at', 'ended_at', 'status', 'records', 'records_failed', 'error_class'],
      ...['message', 'told_by'],
    ];
    for (const one of await readRuns(throughline.pool, name, { limit: csvMax, before: undefined, status: query.status })) {
      const { run, scheduledAt, startedAt, endedAt, status, records, recordsFailed, errorClass, message, toldBy } = one;
      yield [name, run, scheduledAt, startedAt, endedAt, status, records, recordsFailed, errorClass, message, toldBy];
    }
  },
  async *'GET /{database}/integrations/{integration}/failures'({ params, query }, { throughline, visible }) {
    const { name } = await findRegistered(throughline, params.integration, visible);
    yield [
      ...['record', 'at', 'outcome', 'error_class', 'amount', 'currency', 'run', 'group', 'settled_as', 'settled_at', 'proof'],
    ];
    const { open: isOpen, group } = query;
    for (const stored of await readFailures(throughline.pool, name, { limit: csvMax, before: undefined, open: isOpen, group })) {
      const one = failureRow(stored);
      yield [
        ...[one.record, one.at, one.outcome, one.errorClass, one.amount?.amount ?? null, one.amount?.currency ?? null],
        ...[one.run, one.group, one.settledAs, one.settledAt, one.proof],
      ];
    }
  },
  async *'GET /{database}/automations'(_, { throughline, visible, actor }) {
    requireSeer({ visible, actor }, 'automation');
    yield ['name', 'title', 'platform', 'version', 'owner', 'state', 'telemetry', 'data_classes', 'review_on'];
    for (const one of await listAutomations(throughline, visible)) {
      const { name, title, platform, version, owner, state, telemetry, dataClasses, reviewOn } = one;
      yield [name, title, platform, version, owner.name, state, telemetry, dataClasses.join(', '), reviewOn];
    }
  },
};
