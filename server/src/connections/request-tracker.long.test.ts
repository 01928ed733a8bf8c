// Request Tracker for real, started here: about half a minute. Skipped where it is not installed.
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import * as testing from '@throughline/testing';
import { type Fault, faultProxy } from '../../../connect/test/hostile/fault-proxy.ts';
import { missing, password, type RequestTracker, requestTracker } from '../../../connect/test/request-tracker/program.ts';
import { requestTrackerTicket } from '../../../examples/request-tracker/flow.ts';
import {
  casesByState,
  exampleConnection,
  factInstants,
  factsByType,
  passDays,
  runOnce,
  virtualCompany,
} from '../../test/real-system.ts';

const limit = { timeout: 600_000 };
const ticketCount = 20;

test(
  '[C184] [C185] [C186] Request Tracker: tickets and their states as facts, and written back, though it is killed',
  limit,
  async (t) => {
    const absent = missing();
    if (absent !== undefined) {
      process.stdout.write(`Request Tracker: NOT RAN, ${absent}\n`);
      return t.skip(absent);
    }
    const { throughline, rt, proxy, sound } = await openScene(t);
    const run = () => runOnce(throughline, sound);
    const numbers: number[] = [];

    await t.test('[C184] killed while it is read, and restarted: each transaction is a fact, once, at its time', async () => {
      for (let at = 0; at < ticketCount; at += 1) {
        const ticket = { Queue: 'General', Subject: `Printer ${at}`, Requestor: 'ann@example.com', Content: 'It smokes.' };
        numbers.push(Number(((await rt.ask('POST', 'ticket', ticket)) as { readonly id: string }).id));
      }
      assert.equal((await run()).counts.facts, ticketCount);
      for (const number of numbers) await rt.ask('PUT', `ticket/${number}`, { Status: 'open' });
      for (const number of numbers.slice(0, 8)) await rt.ask('PUT', `ticket/${number}`, { Status: 'resolved' });
      proxy.faults.push({ kind: 'meanwhile', run: () => rt.kill() }, ...resets(3));
      const broken = await run();
      assert.deepEqual([broken.status, broken.failure?.code, broken.failure?.again], ['failed', 'unreachable', true]);
      proxy.faults.length = 0;
      await rt.start();
      assert.partialDeepStrictEqual(await run(), { status: 'done', counts: { deadLetters: 0 } });
      assert.partialDeepStrictEqual(await run(), { status: 'done', counts: { facts: 0, deadLetters: 0 } });
      assert.deepEqual(await factsByType(throughline), { create: 20, open: 20, resolve: 8 });
      assert.deepEqual(await casesByState(throughline), { open: 12, resolved: 8 });
      const theirs = await instantsOf(rt, numbers);
      for (const { type, key, at } of await factInstants(throughline))
        assert.ok(theirs.has(`${type} ${key} ${at}`), `${type} ${key}`);
    });

    await t.test(
      '[C185] [C186] a comment and a state are written once to each, though answers are lost and it is killed',
      async () => {
        proxy.faults.push(...passes(3), ...lostAnswers(5), { kind: 'meanwhile', run: () => restart(rt) });
        await passDays(throughline, sound, 1);
        const written = await Promise.all(numbers.map((number) => writtenTo(rt, number)));
        assert.deepEqual(
          written.slice(0, 8),
          Array.from({ length: 8 }, () => ({ comments: 0, stalled: 0 })),
          'resolved: let be',
        );
        assert.deepEqual(
          written.slice(8),
          Array.from({ length: 12 }, () => ({ comments: 1, stalled: 1 })),
        );
        assert.partialDeepStrictEqual(await run(), { status: 'done', counts: { deadLetters: 0 } });
        assert.deepEqual(await factsByType(throughline), { create: 20, open: 20, resolve: 8, remark: 12, stall: 12 });
        assert.deepEqual(await casesByState(throughline), { resolved: 8, stalled: 12 });
      },
    );
    process.stdout.write('Request Tracker: RAN\n');
  },
);

const passes = (count: number): readonly Fault[] => Array.from({ length: count }, () => ({ kind: 'pass' }));
const resets = (count: number): readonly Fault[] =>
  Array.from({ length: count }, () => ({ kind: 'reset', afterBytes: 'request' }));
/** The request arrives and is worked off, and nobody hears of it. */
const lostAnswers = (count: number): readonly Fault[] =>
  Array.from({ length: count }, () => [{ kind: 'pass' }, { kind: 'cut', afterBytes: 0 }] as const).flat();

async function restart(rt: RequestTracker): Promise<void> {
  await rt.kill();
  await rt.start();
}

async function openScene(t: TestContext) {
  const rt = await requestTracker();
  const proxy = await faultProxy(() => rt.port);
  t.after(async () => {
    await proxy.close();
    await rt.close();
  });
  await rt.start();
  const env = { RT_PASSWORD: password, THROUGHLINE_CONNECT_INSIDE: '127.0.0.1' };
  const throughline = await virtualCompany(t, testing, { flow: requestTrackerTicket, env });
  const sound = exampleConnection('request-tracker/request-tracker.yaml', ({ settings, auth }) => ({
    auth: { ...auth, user: 'root' },
    settings: { ...settings, url: rt.url.replace(`:${rt.port}/`, `:${proxy.port}/`), settleSeconds: 1 },
  }));
  return { rt, proxy, throughline, sound };
}

interface Transaction {
  readonly Type: string;
  readonly NewValue: string;
  readonly Created: string;
}

async function historyOf(rt: RequestTracker, number: number): Promise<readonly Transaction[]> {
  const path = `ticket/${number}/history?fields=Type,NewValue,Created&per_page=100`;
  return ((await rt.ask('GET', path)) as { readonly items: readonly Transaction[] }).items;
}

/** When things happened, by the history that RT shows of each ticket. */
async function instantsOf(rt: RequestTracker, numbers: readonly number[]): Promise<ReadonlySet<string>> {
  const events: Readonly<Record<string, string>> = { open: 'open', resolved: 'resolve' };
  const found = new Set<string>();
  for (const number of numbers)
    for (const { Type: type, NewValue: after, Created: at } of await historyOf(rt, number))
      found.add(`${type === 'Create' ? 'create' : events[after]} ${number} ${Date.parse(at)}`);
  return found;
}

async function writtenTo(rt: RequestTracker, number: number) {
  const history = await historyOf(rt, number);
  return {
    comments: history.filter(({ Type: type }) => type === 'Comment').length,
    stalled: history.filter(({ Type: type, NewValue: after }) => type === 'Status' && after === 'stalled').length,
  };
}
