import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock, Door, Doors, Travelled } from '@throughline/api';
import { type Running, terminal } from '../../cli/test/terminal.ts';

const limit = { timeout: 900_000 };
const dayMs = 86_400_000;

test('[S163] killed with -9 while it builds the demo, and again while time passes in it, it goes on', limit, async (t) => {
  const { start, throughline, processes } = terminal(t);
  const begin = async () => {
    const server = start(['start', '--port', '0', '--json', '--no-demo']);
    const { ready } = await server.printed<{ ready: { address: string } }>();
    return { server, address: ready.address };
  };

  const building = await begin();
  await post(building.address, '/doors/demo/build', {});
  const half = await doorUntil(building.address, ({ progress }) => (progress?.share ?? 0) > 0.3);
  await kill(building.server);
  const again = await begin();
  assert.equal((await demoDoor(again.address)).status, 'absent', 'Half a demo is none');
  await post(again.address, '/doors/demo/build', {});
  const resumed = await doorUntil(again.address, ({ progress }) => progress !== undefined);
  assert.ok((resumed.progress?.share ?? 1) >= (half.progress?.share ?? 0) - 0.05, 'It goes on where it was');
  const built = await doorUntil(again.address, ({ status }) => status !== 'building');
  assert.equal(built.status, 'ready', JSON.stringify(built.failure));

  const { now } = await get<Clock>(again.address, '/demo/clock');
  const to = new Date(Date.parse(now) + 90 * dayMs).toISOString();
  const travelling = post(again.address, '/demo/clock/travel', { to }).catch(() => undefined);
  for (;;) {
    const clock = await get<Clock>(again.address, '/demo/clock');
    if (clock.now > now) break;
    await sleep(20);
  }
  await kill(again.server);
  await travelling;
  const last = await begin();
  const between = await get<Clock>(last.address, '/demo/clock');
  assert.ok(between.now > now && between.now < to, between.now);
  const travelled = (await post(last.address, '/demo/clock/travel', { to })) as Travelled;
  assert.equal(travelled.now, to);
  last.server.interrupt();
  await last.server.ended;
  const verified = await throughline(['log', 'verify', '--demo', '--json']);
  assert.equal(verified.code, 0, verified.stdout);
  assert.deepEqual(processes(), []);
});

async function kill(server: Running): Promise<void> {
  server.interrupt('SIGKILL');
  await server.ended;
}

async function demoDoor(address: string): Promise<Door> {
  const { doors } = await get<Doors>(address, '/doors');
  const door = doors.find(({ database }) => database === 'demo');
  assert.ok(door !== undefined);
  return door;
}

async function doorUntil(address: string, isSo: (door: Door) => boolean): Promise<Door> {
  for (;;) {
    const door = await demoDoor(address);
    if (isSo(door)) return door;
    await sleep(100);
  }
}

async function get<T>(address: string, path: string): Promise<T> {
  return (await (await fetch(`${address}/api/v1${path}`)).json()) as T;
}

async function post(address: string, path: string, body: object): Promise<unknown> {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${address}/api/v1${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  const answered: unknown = await answer.json();
  assert.ok(answer.ok, JSON.stringify(answered));
  return answered;
}
