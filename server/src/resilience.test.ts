import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, realpathSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { type Running, terminal } from '../../cli/test/terminal.ts';
import { countOrders, startLoad } from '../test/load.ts';

const limit = { timeout: 120_000 };

async function addressOf(server: Running): Promise<string> {
  const { ready } = await server.printed<{ ready: { address: string } }>();
  return ready.address;
}

const words = ['start', '--port', '0', '--json', '--no-demo'];

test('[S160] PostgreSQL is killed under load: each order is placed once, and its answer was true', limit, async (t) => {
  const { home, start, throughline, processes } = terminal(t);
  const server = start(words);
  const address = await addressOf(server);
  const load = startLoad(address);
  await load.more(20);
  process.kill(postmasterOn(home), 'SIGKILL');
  await load.met(503);
  await load.more(20);
  await load.stop();
  assert.deepEqual([...load.statuses.keys()].sort(), [201, 503]);
  assert.equal(load.withoutRetryAfter, 0);
  assert.equal(await countOrders(address), load.placed.size);
  server.interrupt();
  await server.ended;
  const verified = await throughline(['log', 'verify', '--json']);
  assert.equal(verified.code, 0, verified.stdout);
  assert.deepEqual(processes(), []);
});

test('[S161] told to stop under load, it answers what it has taken, and leaves nothing behind', limit, async (t) => {
  const { start, processes } = terminal(t);
  const first = start(words);
  const load = startLoad(await addressOf(first));
  await load.more(20);
  first.interrupt('SIGTERM');
  const { code } = await first.ended;
  await load.stop({ abandons: true });
  assert.equal(code, 143);
  assert.deepEqual(processes(), []);
  const second = start(words);
  // What was done without an answer would be one more.
  assert.equal(await countOrders(await addressOf(second)), load.placed.size);
  second.interrupt('SIGTERM');
  await second.ended;
});

test(
  '[S162] the disk is full: orders are refused for that reason, none is lost, and there being room they go on',
  limit,
  async (t) => {
    const home = smallDisk(t);
    if (home === undefined) return t.skip('NOT RAN: a disk of its own can only be made by root');
    const { start, throughline } = terminal(t);
    const server = start(words, { THROUGHLINE_HOME: home });
    const address = await addressOf(server);
    const load = startLoad(address);
    await load.more(20);
    const filler = fill(home);
    await load.met(507);
    rmSync(filler);
    await load.more(20);
    await load.stop();
    assert.deepEqual(
      [...load.statuses.keys()].filter((status) => ![201, 503, 507].includes(status)),
      [],
    );
    assert.equal(await countOrders(address), load.placed.size);
    server.interrupt();
    await server.ended;
    const verified = await throughline(['log', 'verify', '--json'], { THROUGHLINE_HOME: home });
    assert.equal(verified.code, 0, verified.stdout);
  },
);

function postmasterOn(home: string): number {
  return Number.parseInt(readFileSync(join(realpathSync(join(home, 'postgres')), 'data/postmaster.pid'), 'utf8'), 10);
}

/** A home on a disk of its own, with room for little; undefined where none can be made. */
function smallDisk(t: TestContext): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'throughline-disk-'));
  let isMounted = false;
  t.after(() => {
    if (isMounted) execFileSync('umount', ['-l', folder]);
    rmSync(folder, { recursive: true, force: true });
  });
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=400m,mode=0711', 'tmpfs', folder], { stdio: 'ignore' });
  } catch {
    return undefined;
  }
  isMounted = true;
  const home = join(folder, 'home');
  mkdirSync(home, { mode: 0o711 });
  return home;
}

/** Fills the disk to its last byte. */
function fill(home: string): string {
  const path = join(home, 'filler');
  const file = openSync(path, 'w');
  try {
    for (const size of [1_048_576, 4096]) {
      const block = Buffer.alloc(size);
      while (statfsSync(home).bavail * 4096 >= size) writeSync(file, block);
    }
  } catch {
    // It is full.
  } finally {
    closeSync(file);
  }
  return path;
}
