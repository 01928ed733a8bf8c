import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { openPostgres, type Postgres } from './open.ts';
import { isRunning, processArguments, processIdentity } from './process-identity.ts';
import { serverState } from './server-process.ts';

type TestClient = { readonly child: ChildProcess; readonly url: string; readonly superuserUrl: string };

/** A folder for a home, removed after the test (also where the server's files had to lie elsewhere). */
function newHome(t: TestContext, name = 'home'): string {
  const parent = mkdtempSync(join(tmpdir(), 'throughline-open-'));
  chmodSync(parent, 0o755);
  const home = join(parent, name);
  t.after(() => {
    const place = join(home, 'postgres');
    if (existsSync(place)) rmSync(realpathSync(place), { recursive: true, force: true });
    rmSync(parent, { recursive: true, force: true });
  });
  return home;
}

const running = new Set<ChildProcess>();

async function startClient(t: TestContext, home: string, umask?: string): Promise<TestClient> {
  const program = fileURLToPath(new URL('./test-client.ts', import.meta.url));
  const child = spawn(process.execPath, [program, home, ...(umask === undefined ? [] : [umask])], {
    stdio: ['pipe', 'pipe', 'inherit'],
    detached: true, // A group of its own, as a terminal gives it: Ctrl-C can then be sent to all of it.
  });
  running.add(child);
  t.after(() => child.kill('SIGKILL'));
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  return { child, ...(JSON.parse(line) as { url: string; superuserUrl: string }) };
}

async function closeClient({ child }: TestClient): Promise<void> {
  child.stdin?.end();
  await once(child, 'exit');
}

async function killClient({ child }: TestClient): Promise<void> {
  child.kill('SIGKILL');
  await once(child, 'exit');
}

/** The identities of the server and its keeper. */
function processes(home: string): { readonly server: string; readonly keeper: string } {
  const state = serverState(join(realpathSync(join(home, 'postgres')), 'data'));
  assert.notEqual(state.kind, 'stopped');
  const server = state.kind === 'stopped' ? undefined : processIdentity(state.pid);
  return { server: server ?? assert.fail('the server has gone'), keeper: readFileSync(join(home, 'postgres/keeper'), 'utf8') };
}

function pidOf(identity: string): number {
  return Number.parseInt(identity, 10);
}

/** Resolves when a process that is not our child has gone; the test's own time limit is the limit. */
async function gone(...identities: readonly string[]): Promise<void> {
  while (identities.some(isRunning)) await sleep(10);
}

async function ask(url: string, sql: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    const { rows } = await client.query({ text: sql, rowMode: 'array' });
    return rows[0]?.[0];
  } finally {
    await client.end();
  }
}

async function opened(home: string, body: (postgres: Postgres) => Promise<void>): Promise<void> {
  const postgres = await openPostgres({ home });
  try {
    await body(postgres);
  } finally {
    await postgres.close();
  }
}

const limit = { timeout: 60_000 };

test('[S1] a new home gets PostgreSQL 18 with durable settings, UTF-8 and no network', limit, (t) =>
  opened(newHome(t), async (postgres) => {
    const url = postgres.url('postgres');
    assert.match(String(await ask(url, 'show server_version_num')), /^18/);
    for (const [name, value] of [
      ['fsync', 'on'],
      ['synchronous_commit', 'on'],
      ['listen_addresses', ''],
      ['server_encoding', 'UTF8'],
      ['timezone', 'UTC'],
      ['jit', 'off'],
      ['is_superuser', 'off'],
    ]) {
      assert.equal(await ask(url, `show ${name}`), value, name);
    }
    assert.equal(await ask(url, `select datlocale from pg_database where datname = 'template1'`), 'C.UTF-8');
    assert.equal(await ask(postgres.superuserUrl('postgres'), 'show is_superuser'), 'on');
  }),
);

test('[S2] only the owner reaches socket and password, and a wrong password is refused', limit, async (t) => {
  const home = newHome(t);
  await opened(home, async (postgres) => {
    const root = join(home, 'postgres');
    assert.equal(statSync(join(root, 'run')).mode & 0o777, 0o700);
    assert.equal(statSync(join(root, 'data')).mode & 0o777, 0o700);
    assert.equal(statSync(join(root, 'passwords.json')).mode & 0o777, 0o600);
    await assert.rejects(ask(postgres.url('postgres').replace(/:[^:@]+@/, ':wrong@'), 'select 1'), { code: '28P01' });
  });
});

test('[S3] ensureDatabase makes it once and refuses a name that would need quoting', limit, (t) =>
  opened(newHome(t), async (postgres) => {
    await Promise.all([postgres.ensureDatabase('orders'), postgres.ensureDatabase('orders')]);
    await postgres.ensureDatabase('orders');
    assert.equal(await ask(postgres.url('orders'), 'select current_database()'), 'orders');
    await assert.rejects(postgres.ensureDatabase('a"; drop'), { code: 'DATABASE_NAME' });
  }),
);

test('[S4] the last one out stops server and keeper, whatever the order', limit, async (t) => {
  const home = newHome(t);
  const first = await startClient(t, home);
  const second = await openPostgres({ home });
  const third = await openPostgres({ home });
  const { server, keeper } = processes(home);
  await closeClient(first);
  await second.close();
  await second.close();
  assert.equal(await ask(third.url('postgres'), 'select 1'), 1);
  assert.ok(isRunning(server) && isRunning(keeper));
  await third.close();
  assert.ok(!isRunning(server) && !isRunning(keeper), 'close returned before they had gone');
});

test('[S4] what was written is there at the next start', limit, async (t) => {
  const home = newHome(t);
  await opened(home, (postgres) => ask(postgres.url('postgres'), 'select 1').then(() => postgres.ensureDatabase('kept')));
  await opened(home, async (postgres) => assert.equal(await ask(postgres.url('kept'), 'select 1'), 1));
});

test('[S5] killed clients leave no process, and the server stops in good order', limit, async (t) => {
  const home = newHome(t);
  const clients = [await startClient(t, home), await startClient(t, home)];
  const { server, keeper } = processes(home);
  for (const client of clients) await killClient(client);
  await gone(server, keeper);
  assert.match(readFileSync(join(home, 'postgres/server.log'), 'utf8'), /database system is shut down/);
});

test('[S5] Ctrl-C reaches the client alone; then the server stops in good order', limit, async (t) => {
  const home = newHome(t);
  const client = await startClient(t, home);
  const { server, keeper } = processes(home);
  process.kill(-(client.child.pid ?? assert.fail()), 'SIGINT');
  await gone(server, keeper);
  await opened(home, () => Promise.resolve());
  assert.doesNotMatch(readFileSync(join(home, 'postgres/server.log'), 'utf8'), /was interrupted|not properly shut down/);
});

test('[S6] the one that started the server dies; another that attached goes on', limit, async (t) => {
  const home = newHome(t);
  const owner = await startClient(t, home);
  await opened(home, async (postgres) => {
    const { server } = processes(home);
    await killClient(owner);
    assert.equal(await ask(postgres.url('postgres'), 'select 1'), 1);
    assert.equal(processes(home).server, server);
  });
});

test('[S7] two processes that start at once share one server', limit, async (t) => {
  const home = newHome(t);
  const clients = await Promise.all([startClient(t, home), startClient(t, home), startClient(t, home)]);
  const { server, keeper } = processes(home);
  const started = await Promise.all(
    clients.map(({ superuserUrl }) => ask(superuserUrl, 'select pg_postmaster_start_time()::text')),
  );
  assert.equal(new Set(started).size, 1);
  await Promise.all(clients.map(closeClient));
  assert.ok(!isRunning(server) && !isRunning(keeper));
});

test('[S8] two homes side by side are two servers', limit, async (t) => {
  const [one, other] = [newHome(t), newHome(t)];
  await opened(one, async (here) => {
    await here.ensureDatabase('here');
    await opened(other, async (there) => {
      await assert.rejects(ask(there.url('here'), 'select 1'), /does not exist|authentication failed/);
      assert.notEqual(processes(one).server, processes(other).server);
    });
  });
});

test('[S9] a server killed -9 under its clients is started again, with all that was committed', limit, async (t) => {
  const home = newHome(t);
  await opened(home, async (postgres) => {
    await postgres.ensureDatabase('kept');
    await ask(postgres.url('kept'), 'create table entry as select 7 as number');
    const { server, keeper } = processes(home);
    process.kill(pidOf(server), 'SIGKILL');
    await gone(server);
    await opened(home, async (again) => assert.equal(await ask(again.url('kept'), 'select number from entry'), 7));
    assert.equal(processes(home).keeper, keeper);
  });
});

test('[S5] [S9] a server that recovers from the death of one of its processes stops when asked', {
  timeout: 20_000,
}, async (t) => {
  const home = newHome(t);
  const postgres = await openPostgres({ home });
  await postgres.ensureDatabase('kept');
  const url = postgres.url('kept');
  await ask(url, 'create table entry (number int)');
  await ask(url, 'insert into entry select generate_series(1, 1000000)');
  const { server, keeper } = processes(home);
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  const broken = new Promise<void>((resolve) => client.once('end', resolve));
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
  process.kill(rows[0]?.pid ?? assert.fail('no number'), 'SIGKILL');
  await broken;
  // From here until it replays its log, PostgreSQL 18 hears a request to stop and then waits for ever.
  const log = join(home, 'postgres/server.log');
  while (!readFileSync(log, 'utf8').includes('reinitializing')) await sleep(1);
  await postgres.close();
  assert.deepEqual([isRunning(server), isRunning(keeper)], [false, false]);
  await opened(home, async (again) => assert.equal(await ask(again.url('kept'), 'select count(*) from entry'), '1000000'));
});

test('[S9] server and client killed -9 together: the next start recovers', limit, async (t) => {
  const home = newHome(t);
  const client = await startClient(t, home);
  const { server, keeper } = processes(home);
  process.kill(pidOf(keeper), 'SIGKILL');
  process.kill(pidOf(server), 'SIGKILL');
  await killClient(client);
  await gone(server, keeper);
  await opened(home, async (postgres) => assert.equal(await ask(postgres.url('postgres'), 'select 1'), 1));
});

test('[S10] a keeper killed -9: the next client brings a new one, and a last client needs none', limit, async (t) => {
  const home = newHome(t);
  const first = await openPostgres({ home });
  const { server, keeper } = processes(home);
  process.kill(pidOf(keeper), 'SIGKILL');
  await gone(keeper);
  await opened(home, async () => {
    assert.equal(processes(home).server, server);
    assert.ok(isRunning(processes(home).keeper));
  });
  process.kill(pidOf(processes(home).keeper), 'SIGKILL');
  await first.close();
  assert.ok(!isRunning(server));
});

test('[S11] pid files that a zombie or another program has inherited do not stop a start', limit, async (t) => {
  const home = newHome(t);
  await opened(home, () => Promise.resolve());
  // The shell's child ends when its input does, and by then the shell has turned into something that never asks how it ended.
  const parent = spawn('sh', ['-c', 'cat <&3 & echo $!; exec sleep 600 3<&-'], { stdio: ['ignore', 'pipe', 'inherit', 'pipe'] });
  t.after(() => parent.kill('SIGKILL'));
  const [, output, , input] = parent.stdio;
  const [zombie] = (await once(createInterface(output as Readable), 'line')) as [string];
  while (processArguments(parent.pid ?? 0)[0] !== 'sleep') await sleep(5);
  (input as Writable).end();
  while (processIdentity(Number(zombie)) !== undefined) await sleep(5);
  assert.ok(process.kill(Number(zombie), 0), 'a zombie takes signals');
  const root = join(home, 'postgres');
  for (const pid of [zombie, String(process.pid), '1']) {
    writeFileSync(
      join(root, 'data/postmaster.pid'),
      `${pid}\n${join(root, 'data')}\n1\n5432\n${join(root, 'run')}\n\n  1 1\nready   \n`,
    );
    writeFileSync(join(root, 'run/.s.PGSQL.5432.lock'), `${pid}\n${join(root, 'data')}\n1\n5432\n${join(root, 'run')}\n`);
    await opened(home, async (postgres) => assert.equal(await ask(postgres.url('postgres'), 'select 1'), 1));
  }
});

test('[S12] a first start that was cut off leaves nothing that is taken for a cluster', limit, async (t) => {
  const home = newHome(t);
  const starting = startClient(t, home).catch(() => undefined);
  const partial = (): boolean =>
    existsSync(join(home, 'postgres')) && readdirSync(join(home, 'postgres')).some((name) => name.startsWith('data.'));
  while (!partial()) await sleep(5);
  for (const child of running) child.kill('SIGKILL');
  await Promise.race([starting, sleep(0)]);
  await opened(home, async (postgres) => assert.equal(await ask(postgres.url('postgres'), 'select 1'), 1));
  assert.deepEqual(
    readdirSync(join(home, 'postgres')).filter((name) => name.startsWith('data.')),
    [],
  );
});

for (const [what, name] of [
  ['a long path', `${'a-long-name-for-a-folder-'.repeat(4)}/${'b'.repeat(100)}`],
  ['spaces, commas, quotes and accents', `Größe, "1" & 'x' %2F`],
] as const) {
  test(`[S13] a home with ${what}`, limit, (t) =>
    opened(newHome(t, name), async (postgres) => {
      assert.equal(await ask(postgres.url('postgres'), 'select 1'), 1);
    }),
  );
}

test('[S14] umask 077', limit, async (t) => {
  const home = newHome(t);
  const client = await startClient(t, home, '077');
  assert.equal(await ask(client.url, 'select 1'), 1);
  await closeClient(client);
});

test('[S15] a folder that only its owner may enter can hold a home', limit, async (t) => {
  const home = newHome(t);
  const parent = join(home, '..');
  chmodSync(parent, 0o700);
  mkdirSync(home, { mode: 0o700 });
  await opened(home, (postgres) => postgres.ensureDatabase('kept'));
  await opened(home, async (postgres) => assert.equal(await ask(postgres.url('kept'), 'select 1'), 1));
  assert.equal(statSync(parent).mode & 0o777, 0o700, 'folders above the home are not ours to open');
});

test('[S16] a temporary home goes with its last client', limit, async (t) => {
  const home = newHome(t);
  const postgres = await openPostgres({ home, temporary: true, settings: { fsync: 'off' } });
  assert.equal(await ask(postgres.url('postgres'), 'show fsync'), 'off');
  await postgres.close();
  assert.ok(!existsSync(home));
});

test('[S17] an abort closes', limit, async (t) => {
  const home = newHome(t);
  const abort = new AbortController();
  await openPostgres({ home, signal: abort.signal });
  const { server, keeper } = processes(home);
  abort.abort();
  await gone(server, keeper);
  await assert.rejects(openPostgres({ home, signal: abort.signal }), { name: 'AbortError' });
});
