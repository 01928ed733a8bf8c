import assert from 'node:assert/strict';
import { readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { terminal } from '../test/terminal.ts';

const limit = { timeout: 120_000 };

interface Ready {
  readonly address: string;
  readonly doors: readonly { readonly status: string }[];
}

test(
  '[X18] start serves until it is told to stop; two on one home work side by side; another port is needed for the second',
  limit,
  async (t) => {
    const { start, throughline, processes } = terminal(t);
    const first = start(['start', '--port', '0', '--json', '--no-demo']);
    const { address, doors } = await first.printed<{ ready: Ready }>().then(({ ready }) => ready);
    assert.deepEqual(
      doors.map(({ status }) => status),
      ['ready', 'absent'],
    );
    const { port } = new URL(address);
    const taken = await throughline(['start', '--port', port]);
    assert.equal(taken.code, 3);
    assert.match(taken.stderr, new RegExp(`already-running: Throughline already runs at ${address}`));
    const outside = await throughline(['start', '--host', '0.0.0.0']);
    assert.equal(outside.code, 2);
    assert.match(outside.stderr, /sign-in-not-configured/);

    const second = start(['start', '--port', '0', '--json', '--no-demo']);
    const { ready: other } = await second.printed<{ ready: Ready }>();
    const view = { page: 'cases', name: 'Late', query: '' };
    const headers = { 'content-type': 'application/json' };
    const made = await fetch(`${address}/api/v1/main/views`, { method: 'POST', body: JSON.stringify(view), headers });
    assert.equal(made.status, 201);
    const { items } = (await (await fetch(`${other.address}/api/v1/main/views`)).json()) as { items: unknown[] };
    assert.equal(items.length, 1);
    first.interrupt();
    assert.equal((await first.ended).code, 130);
    assert.equal((await fetch(`${other.address}/api/v1/ready`)).status, 200);
    second.interrupt('SIGTERM');
    assert.equal((await second.ended).code, 143);
    assert.deepEqual(processes(), []);
  },
);

test(
  '[X19] PostgreSQL and its keeper, killed with -9, come back under the server; until then it says that they are away',
  limit,
  async (t) => {
    const { home, start, processes } = terminal(t);
    const server = start(['start', '--port', '0', '--json', '--no-demo']);
    const { address } = await server.printed<{ ready: Ready }>().then(({ ready }) => ready);
    const folder = realpathSync(join(home, 'postgres'));
    const pidIn = (file: string) => Number.parseInt(readFileSync(join(folder, file), 'utf8'), 10);
    const views = `${address}/api/v1/main/views`;
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify({ page: 'cases', name: 'Late', query: '' });
    assert.equal((await fetch(views, { method: 'POST', body, headers })).status, 201);
    for (const files of [['data/postmaster.pid'], ['keeper', 'data/postmaster.pid']]) {
      for (const file of files) process.kill(pidIn(file), 'SIGKILL');
      const seen = new Set<number>();
      for (;;) {
        const answer = await fetch(views);
        seen.add(answer.status);
        if (answer.status === 200 && seen.size > 1) break;
        if (answer.status === 503) assert.equal(answer.headers.get('retry-after'), '2');
        await sleep(20);
      }
      assert.deepEqual([...seen].sort(), [200, 503]);
    }
    const { items } = (await (await fetch(views)).json()) as { items: unknown[] };
    assert.equal(items.length, 1);
    server.interrupt();
    const { code, stderr } = await server.ended;
    assert.equal(code, 130, stderr);
    assert.deepEqual(processes(), []);
  },
);
