import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import pg from 'pg';
import type { Engine } from '../engine.ts';
import { EngineError } from '../errors.ts';
import { type Bench, bench, closing, command, place, start } from '../fixture.test.ts';
import { anchorLine, anchorOf, fileAnchor, postAnchor, readAnchorFile } from './anchor.ts';
import { adoptNumbering } from './numbering.ts';
import { isSignatureValid, newSealKey, signerOf } from './signer.ts';

const signer = signerOf(newSealKey());

async function sealing(t: TestContext): Promise<Bench & { readonly sealer: Engine }> {
  const opened = await closing(bench(), t);
  return { ...opened, sealer: opened.another({ signer }) };
}

/** All events of a seal, as `key seq`; read in pages of two. */
async function eventsOf(engine: Engine, number: number): Promise<readonly string[]> {
  const found: string[] = [];
  for (let after: Parameters<Engine['sealedEvents']>[1] = { limit: 2 }; ; ) {
    const page = await engine.sealedEvents(number, after);
    found.push(...page.map(({ caseId, seq }) => `${caseId} ${seq}`));
    const last = page.at(-1);
    if (last === undefined) return found;
    after = { after: last, limit: 2 };
  }
}

async function allEvents({ pool }: Bench): Promise<readonly string[]> {
  const { rows } = await pool.query<{ name: string }>(
    `select case_id || ' ' || seq as name from throughline.event order by bucket, case_id, seq`,
  );
  return rows.map(({ name }) => name);
}

test('[E200] a seal holds what became visible since the last, numbered, chained and signed; nothing new, no seal', async (t) => {
  const { sealer, ...opened } = await sealing(t);
  assert.equal(await sealer.seal(), undefined);
  await sealer.dispatch([place('A'), command('A', 'short'), place('B')]);
  const first = await sealer.seal();
  assert.deepEqual([first?.number, first?.previous, first?.key, first?.sealedAt], [1, '0'.repeat(64), signer.key, start]);
  assert.ok(first !== undefined && isSignatureValid(first));
  assert.deepEqual(await eventsOf(sealer, 1), await allEvents(opened));
  assert.equal(await sealer.seal(), undefined);
  await sealer.dispatch([place('C')]);
  const second = await sealer.seal();
  assert.deepEqual([second?.number, second?.previous, second?.events], [2, first.hash, 1]);
  assert.deepEqual(
    (await sealer.seals()).map(({ upto: _, anchoredAt, ...seal }) => [seal, anchoredAt]),
    [
      [first, null],
      [second, null],
    ],
  );
  assert.deepEqual([(await eventsOf(sealer, 2)).length, await eventsOf(sealer, 3)], [1, []]);
  assert.equal(isSignatureValid({ ...first, events: first.events + 1 }), false);
});

test('[E201] interleaved transactions and a stranger that stays open: each event is in exactly one seal, none waits', async (t) => {
  const { sealer, pool, ...opened } = await sealing(t);
  const stranger = await pool.connect();
  await stranger.query('begin; select pg_current_xact_id()');
  const clients = [await pool.connect(), await pool.connect(), await pool.connect()];
  for (const [index, client] of clients.entries()) {
    await client.query('begin; select pg_current_xact_id()');
    await sealer.dispatch([place(`T${index}`)], { client });
  }
  await sealer.dispatch([place('now')]);
  assert.equal((await sealer.seal())?.events, 1);
  // They end in another order than they began.
  for (const [index, seals] of [
    [2, 2],
    [0, 3],
  ] as const) {
    await clients[index]?.query('commit');
    assert.deepEqual([(await sealer.seal())?.number, (await eventsOf(sealer, seals)).length], [seals, 1]);
  }
  await clients[1]?.query('rollback');
  assert.equal(await sealer.seal(), undefined);
  await sealer.dispatch([place('T1'), place('later')]);
  assert.equal((await sealer.seal())?.events, 2);
  const sealed = [];
  for (const { number, events } of await sealer.seals()) {
    const found = await eventsOf(sealer, number);
    assert.equal(found.length, events);
    sealed.push(...found);
  }
  assert.deepEqual(sealed.toSorted(), (await allEvents({ ...opened, pool, engine: sealer } as Bench)).toSorted());
  await stranger.query('rollback');
  for (const client of [...clients, stranger]) client.release();
});

test('[E201] a seal finds its events by the summary of page ranges, whatever else the log holds', async (t) => {
  const { sealer, pool, url, another } = await sealing(t);
  await sealer.dispatch([place('A')]);
  await pool.query(`insert into throughline.event (bucket, case_id, seq, flow, version, type, kind, state_from, state_to, actor, actor_kind,
    principal, occurred_at, recorded_at, context, outcome, data_commitment, hash, xact)
    select (n % 4096)::int2, (lpad(to_hex(n % 4096), 3, '0') || '00000-0000-0000-0000-' || lpad(n::text, 12, '0'))::uuid, 1, 'order', 1, 'x', 'command',
      null, 'open', 'a', 'person', 'a', now(), now(), '{}', '{}', sha256('x'), sha256(n::text::bytea), 3 from generate_series(1, 60000) n`);
  await pool.query(`select brin_summarize_new_values('throughline.event_xact')`);
  await sealer.seal();
  await sealer.dispatch([place('B'), place('C')]);
  await pool.query('analyze throughline.event');
  // One connection, which tells its own figures when it is asked to.
  const alone = new pg.Pool({ connectionString: url, max: 1 });
  const rowsRead = async () => {
    await alone.query('select pg_stat_force_next_flush()');
    const { rows } = await alone.query<{ rows: number }>(
      `select (seq_tup_read + coalesce(idx_tup_fetch, 0))::float8 as rows from pg_stat_user_tables where relname = 'event'`,
    );
    return rows[0]?.rows ?? Number.NaN;
  };
  const before = await rowsRead();
  assert.equal((await another({ database: alone, signer }).seal())?.events, 2);
  const looked = (await rowsRead()) - before;
  await alone.end();
  assert.ok(looked >= 2 && looked < 6000, `${looked} rows looked at`);
});

test('[E203] a long stretch becomes several seals, and no transaction is cut', async (t) => {
  const { sealer } = await sealing(t);
  for (const name of ['A', 'B', 'C', 'D']) await sealer.dispatch([1, 2, 3].map((n) => place(`${name}${n}`)));
  const sizes = [];
  for (let seal = await sealer.seal({ eventsMax: 7 }); seal !== undefined; seal = await sealer.seal({ eventsMax: 7 }))
    sizes.push(seal.events);
  assert.deepEqual(sizes, [6, 6]);
  await sealer.dispatch([1, 2, 3].map((n) => place(`E${n}`)));
  assert.deepEqual([(await sealer.seal({ eventsMax: 1 }))?.events, await sealer.seal({ eventsMax: 1 })], [3, undefined]);
});

test('[E204] sealers side by side, beside writers, make one chain that holds every event once', async (t) => {
  const { sealer, another, pool, ...opened } = await sealing(t);
  const sealers = [sealer, another({ signer: signerOf(newSealKey()) }), another({ signer })];
  let isWriting = true;
  const sealed = sealers.map(async (each) => {
    while (isWriting) await each.seal();
  });
  for (let round = 0; round < 12; round += 1)
    await Promise.all(
      [1, 2, 3].map((lane) => opened.engine.dispatch([place(`${round}-${lane}`), command(`${round}-${lane}`, 'short')])),
    );
  isWriting = false;
  await Promise.all(sealed);
  await sealer.seal();
  const seals = await sealer.seals({ limit: 1000 });
  const found = [];
  for (const [index, seal] of seals.entries()) {
    assert.deepEqual([seal.number, seal.previous], [index + 1, seals[index - 1]?.hash ?? '0'.repeat(64)]);
    assert.ok(isSignatureValid(seal));
    found.push(...(await eventsOf(sealer, seal.number)));
  }
  assert.deepEqual(found.toSorted(), (await allEvents({ ...opened, pool, another })).toSorted());
});

test('[E205] events of an older database, which have no transaction, belong to the first seal', async (t) => {
  const { sealer, pool } = await sealing(t);
  await sealer.dispatch([place('A'), place('B')]);
  await pool.query('update throughline.event set xact = null');
  await sealer.dispatch([place('C')]);
  const events = (await allEvents({ pool } as Bench)).length;
  assert.deepEqual([(await sealer.seal())?.events, (await eventsOf(sealer, 1)).length], [events, events]);
  await sealer.dispatch([place('D')]);
  assert.deepEqual([(await sealer.seal())?.events, (await eventsOf(sealer, 2)).length], [1, 1]);
});

test('[E206] a log from another cluster is numbered on, past all its numbers; one that was not is refused', async (t) => {
  const { sealer, pool } = await sealing(t);
  await sealer.dispatch([place('A')]);
  await sealer.seal();
  await sealer.dispatch([place('B')]);
  // As a dump of a cluster that had come far, restored here.
  await pool.query(`update throughline.event set xact = xact + 5000000000;
    update throughline.seal set upto = format('%1$s:%1$s:', pg_snapshot_xmax(upto)::text::int8 + 5000000000)::pg_snapshot`);
  await assert.rejects(sealer.seal(), (error) => error instanceof EngineError && error.code === 'log-numbering-lost');
  await pool.query(`update throughline.log_numbering set cluster = 'another'`);
  await adoptNumbering(pool);
  await adoptNumbering(pool);
  await sealer.dispatch([place('C')]);
  assert.deepEqual(
    [(await sealer.seal())?.events, (await eventsOf(sealer, 1)).length, (await eventsOf(sealer, 2)).length],
    [2, 1, 2],
  );
  await sealer.dispatch([place('D')]);
  assert.equal((await sealer.seal())?.events, 1);
});

test('[E207] seals reach an anchor in order, again after a crash in between; one that fails holds up nothing', async (t) => {
  const { sealer, pool } = await sealing(t);
  const folder = mkdtempSync(join(tmpdir(), 'throughline-anchor-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'anchor');
  for (const name of ['A', 'B', 'C']) {
    await sealer.dispatch([place(name)]);
    await sealer.seal();
  }
  const [one, two, three] = (await sealer.seals()).map((seal) => `${anchorLine(seal)}\n`);
  const broken = { keep: async () => Promise.reject(new EngineError('anchor-failed', 'away')) };
  await assert.rejects(sealer.anchorSeals(broken), { code: 'anchor-failed' });
  const dying = {
    keep: async (seal: Parameters<ReturnType<typeof fileAnchor>['keep']>[0]) => {
      await fileAnchor(path).keep(seal);
      if (seal.number === 2) throw new Error('killed');
    },
  };
  await assert.rejects(sealer.anchorSeals(dying), { message: 'killed' });
  assert.equal((await sealer.sealing()).unanchored, 2);
  assert.deepEqual([await sealer.anchorSeals(fileAnchor(path)), await sealer.anchorSeals(fileAnchor(path))], [2, 0]);
  assert.equal(readFileSync(path, 'utf8'), `${one}${two}${two}${three}`);
  assert.deepEqual(
    (await readAnchorFile(path)).map(({ seal }) => seal?.number),
    [1, 2, 2, 3],
  );
  assert.equal((await pool.query('select 1 from throughline.seal where anchored_at is null')).rowCount, 0);
  await assert.rejects(fileAnchor(folder).keep((await sealer.seals())[0] as never), { code: 'anchor-failed' });
});

test('[E207] an anchor over HTTP takes a seal when it answers so', async (t) => {
  const { sealer } = await sealing(t);
  await sealer.dispatch([place('A')]);
  const seal = await sealer.seal();
  const got: string[] = [];
  let status = 500;
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      got.push(`${request.headers['idempotency-key']} ${body}`);
      response.writeHead(status, { location: '/elsewhere' }).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/seals`;
  for (status of [500, 302]) await assert.rejects(sealer.anchorSeals(anchorOf(url)), { code: 'anchor-failed' });
  status = 204;
  assert.equal(await sealer.anchorSeals(postAnchor(url)), 1);
  assert.ok(seal !== undefined && got.at(-1) === `seal-1-${seal.hash.slice(0, 16)} ${anchorLine(seal)}`);
  for (const wrong of ['http://example.org/', 'ftp://x/']) assert.throws(() => anchorOf(wrong), { code: 'anchor-failed' });
});

test('[E208] the background seals and anchors until stopped; without a key it does not begin', async (t) => {
  const { engine, another } = await closing(bench(), t);
  // A timer that keeps the process: nothing else does here.
  const wait = (milliseconds: number, signal: AbortSignal) =>
    setTimeout(milliseconds, undefined, { signal }).catch(() => undefined);
  const sealer = another({ signer, machine: { wait } });
  await sealer.dispatch([place('A')]);
  const sealed = Promise.withResolvers<number>();
  const anchored = Promise.withResolvers<number>();
  const failures: string[] = [];
  let calls = 0;
  const worker = sealer.keepSealing({
    everyMs: 5,
    onSeal: ({ number }) => sealed.resolve(number),
    onError: (error) => failures.push(String(error)),
    anchor: {
      async keep({ number }) {
        calls += 1;
        if (calls === 1) throw new Error('away');
        anchored.resolve(number);
      },
    },
  });
  assert.deepEqual([await sealed.promise, await anchored.promise, failures], [1, 1, ['Error: away']]);
  await worker.stop();
  const { last, unsealed } = await sealer.sealing();
  assert.deepEqual([last?.number, unsealed], [1, { events: 0, isMore: false, oldest: null }]);
  await sealer.dispatch([place('B')]);
  assert.deepEqual((await sealer.sealing()).unsealed, { events: 1, isMore: false, oldest: start });
  assert.throws(() => engine.keepSealing(), { code: 'signer-missing' });
  await assert.rejects(engine.seal(), { code: 'signer-missing' });
  assert.throws(() => signerOf('-----BEGIN PRIVATE KEY-----'), { code: 'seal-key-invalid' });
});
