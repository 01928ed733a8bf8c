import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JsonObject } from '@throughline/language';
import type pg from 'pg';
import { caseId } from '../case-id.ts';
import { inTransaction } from '../database.ts';
import { bench, closing, command, day, fact, named, order, outcomes, person, place, start } from '../fixture.test.ts';
import { verifyLog } from '../verify/verify-log.ts';
import { batchMax } from './submission.ts';

test('[E3] a name that leads to the id of another case fails', async (t) => {
  const { engine, pool } = await closing(bench(), t);
  await engine.dispatch([place('A')]);
  await pool.query(`update throughline.case_data set key = 'Z'`);
  assert.deepEqual(outcomes(await engine.dispatch([command('A', 'ask')])), ['failed identity-mismatch']);
});

test('[E20] results stand in the order of the submissions, and each sees what those before it did', async (t) => {
  const { engine, source, pool } = await closing(bench(), t);
  const results = await engine.dispatch([
    command('A', 'ask'),
    place('A'),
    place('A'),
    place('B'),
    command('A', 'ask'),
    command('A', 'nonsense'),
    fact(source, 'A', 'close'),
    fact(source, 'B', 'pay', { data: { amount: 40 } }),
  ]);
  assert.deepEqual(outcomes(results), [
    'refused case-not-born',
    'applied',
    'refused case-exists',
    'applied',
    'applied',
    'refused event-unknown',
    'deviated',
    'applied',
  ]);
  assert.deepEqual(results[1], { outcome: 'applied', caseId: caseId(named('A')), seq: 1, state: 'open', born: true });
  const a = await engine.findCase(named('A'));
  assert.equal(a?.seq, 3);
  assert.deepEqual(
    (await engine.history(a?.id ?? '')).map(({ type, seq }) => [seq, type]),
    [
      [1, 'place'],
      [2, 'ask'],
      [3, 'close'],
    ],
  );
  assert.equal((await verifyLog(pool)).found, 0);
});

test('[E21] a refusal writes nothing', async (t) => {
  const { engine, pool } = await closing(bench(), t);
  await engine.dispatch([command('A', 'ask'), { case: { id: caseId(named('Z')) }, input: { kind: 'deadline' } }]);
  const { rows } = await pool.query(
    'select (select count(*)::int from throughline.case_) c, (select count(*)::int from throughline.event) e',
  );
  assert.deepEqual(rows, [{ c: 0, e: 0 }]);
});

test('[E22] an exception and what becomes of it are events of an owned case, written with those of its owner', async (t) => {
  const { engine } = await closing(bench(), t);
  const [placed] = await engine.dispatch([place('A'), command('A', 'short')]);
  const id = placed?.caseId ?? '';
  const [child] = await engine.children(id);
  assert.deepEqual([child?.flow, child?.key, child?.state, child?.parent], ['exception', 'stock#1', 'open', id]);
  assert.deepEqual((await engine.history(child?.id ?? ''))[0]?.cause, { case: id, seq: 2 });
  await engine.dispatch([command('A', 'restock'), command('A', 'short'), command('A', 'restock')]);
  assert.deepEqual(
    (await engine.children(id)).map(({ key, state }) => [key, state]),
    [
      ['stock#1', 'resolved'],
      ['stock#2', 'resolved'],
    ],
  );
});

test('[E22] an owned case that finishes tells its owner in the same transaction', async (t) => {
  const { engine, pool } = await closing(bench(), t);
  const [placed] = await engine.dispatch([place('A'), command('A', 'short')]);
  const id = placed?.caseId ?? '';
  const [child] = await engine.children(id);
  const results = await engine.dispatch([
    { case: { id: child?.id ?? '' }, input: { kind: 'command', type: 'resolve', data: { resolution: 'found' }, actor: person } },
  ]);
  assert.deepEqual(outcomes(results), ['applied']);
  const owner = await engine.readCase(id);
  assert.deepEqual(owner?.clocks.children, { 'exception/stock': { count: 1, open: [] } });
  assert.equal(owner?.lastType, 'child-closed');
  assert.equal((await verifyLog(pool)).found, 0);
});

test('[E23] the same under one receipt happens once, and says how it went the first time', async (t) => {
  const { engine, source, pool } = await closing(bench(), t);
  const first = fact(source, 'A', 'place', { data: { number: 'A', amount: 5 }, receipt: '1' });
  const paid = fact(source, 'A', 'pay', { data: { amount: 1 }, receipt: '2' });
  const odd = fact(source, 'A', 'close', { receipt: '3' });
  const again = fact(source, 'A', 'close', { receipt: '4' });
  assert.deepEqual(outcomes(await engine.dispatch([first, first, paid, odd, again])), [
    'applied',
    'duplicate',
    'applied',
    'applied',
    'deviated',
  ]);
  const repeated = await engine.dispatch([first, paid, odd, again]);
  assert.deepEqual(
    repeated.map((result) => (result.outcome === 'duplicate' ? result.first : result)),
    [
      { outcome: 'applied', seq: 1 },
      { outcome: 'applied', seq: 2 },
      { outcome: 'applied', seq: 3 },
      { outcome: 'deviated', seq: 4 },
    ],
  );
  const { rows } = await pool.query(`select count(*)::int n from throughline.event where flow = 'order'`);
  assert.deepEqual(rows, [{ n: 4 }]);
});

test('[E23] something else under the same receipt is a conflict', async (t) => {
  const { engine, source } = await closing(bench(), t);
  await engine.dispatch([fact(source, 'A', 'place', { data: { number: 'A' }, receipt: '1' })]);
  const [result] = await engine.dispatch([fact(source, 'A', 'place', { data: { number: 'A', amount: 1 }, receipt: '1' })]);
  assert.deepEqual(result, { outcome: 'conflict', caseId: caseId(named('A')), seq: 1 });
});

test('[E23] how a batch would be answered that was sent before can be asked, and nothing is written', async (t) => {
  const { engine, source, pool } = await closing(bench(), t);
  const first = fact(source, 'A', 'place', { data: { number: 'A', amount: 5 }, receipt: '1' });
  const odd = fact(source, 'A', 'ship', { receipt: '2' });
  const refused = { ...command('A', 'pack'), receipt: { source: 'console', key: 'k' } };
  const changed = fact(source, 'A', 'place', { data: { number: 'A', amount: 6 }, receipt: '1' });
  const others = [fact(source, 'A', 'pay', { data: { amount: 1 }, receipt: '3' }), command('A', 'close')];
  const stranger = { ...command('A', 'close'), receipt: { source: 'stranger', key: 'k' } };
  await engine.dispatch([first, odd, refused]);
  const before = await tableSizes(pool);
  const answers = await engine.answers([first, odd, refused, changed, ...others, stranger]);
  assert.deepEqual(await tableSizes(pool), before);
  assert.deepEqual(answers, [...(await engine.dispatch([first, odd, refused, changed])), undefined, undefined, undefined]);
  assert.deepEqual(await engine.answers([stranger]), [undefined]);
});

async function tableSizes(pool: pg.Pool): Promise<unknown> {
  const { rows } = await pool.query(`select (select count(*) from throughline.event) events,
    (select count(*) from throughline.receipt) receipts, (select count(*) from throughline.source) sources`);
  return rows;
}

test('[E24] a refused fact leaves no receipt and may be mended; a refused command stays refused', async (t) => {
  const { engine, source } = await closing(bench(), t);
  const bad = fact(source, 'A', 'place', { data: { number: 'A', amount: 'much' }, receipt: '1' });
  const good = fact(source, 'A', 'place', { data: { number: 'A', amount: 5 }, receipt: '1' });
  assert.deepEqual(outcomes(await engine.dispatch([bad])), ['refused data-invalid']);
  assert.deepEqual(outcomes(await engine.dispatch([good])), ['applied']);
  const asked = { ...command('A', 'close'), receipt: { source: 'console', key: 'k' } };
  assert.deepEqual(outcomes(await engine.dispatch([asked])), ['refused not-allowed-in-state']);
  const [again] = await engine.dispatch([asked]);
  assert.deepEqual(again?.outcome === 'duplicate' && [again.first.outcome, again.first.refusal?.code], [
    'refused',
    'not-allowed-in-state',
  ]);
});

test('[E25] what the database cannot hold fails alone, and its neighbours are written', async (t) => {
  const { engine, pool } = await closing(bench(), t);
  await pool.query(
    `alter table throughline.case_data add constraint poison check (key <> 'P' and data->>'amount' is distinct from '666')`,
  );
  const results = await engine.dispatch([place('A'), place('P'), place('B'), place('C', { amount: 666 }), place('D')]);
  assert.deepEqual(outcomes(results), ['applied', 'failed data-error', 'applied', 'failed data-error', 'applied']);
  assert.deepEqual(
    (await engine.list({ flow: 'order' })).cases.map(({ key }) => key),
    ['A', 'B', 'D'],
  );
});

test('[E25] what cannot be decided at all fails alone', async (t) => {
  const { engine } = await closing(bench(), t);
  const nul = place('A');
  const results = await engine.dispatch([
    { ...nul, case: named('A', 'nothing') },
    { ...nul, case: named('') },
    { ...nul, case: named('half\ud800') },
    { ...nul, case: { id: 'x' } },
    { ...nul, input: { ...nul.input, actor: { ...person, id: 'a\0' } } as typeof nul.input },
    { ...nul, receipt: { source: 's', key: '' } },
    place('A', { contact: 'a\0' }),
    place('A'),
  ]);
  assert.deepEqual(outcomes(results), [
    'failed flow-unknown',
    'failed address-invalid',
    'failed address-invalid',
    'failed address-invalid',
    'failed unstorable',
    'failed receipt-invalid',
    'refused data-invalid',
    'applied',
  ]);
});

test('[E26] a batch has a limit', async (t) => {
  const { engine } = await closing(bench(), t);
  const submission = place('A');
  await assert.rejects(engine.dispatch(Array.from({ length: batchMax + 1 }, () => submission)), { code: 'batch-too-large' });
  assert.deepEqual(await engine.dispatch([]), []);
});

test('[E26] an input or a case has a limit', async (t) => {
  const { engine } = await closing(bench(), t);
  const { data } = order as unknown as { data: { properties: JsonObject } };
  const lines = { type: 'array', items: { type: 'string' } };
  const wide = { ...order, data: { ...data, properties: { ...data.properties, lines } } } as unknown as typeof order;
  await engine.deploy([wide], { by: 'bo' });
  const long = place('A', { lines: Array.from({ length: 4000 }, () => 'line of text') });
  assert.deepEqual(outcomes(await engine.dispatch([long, place('B', { lines: ['short'] })])), [
    'refused limit-exceeded',
    'applied',
  ]);
});

test('[E27] inside the caller’s transaction it happens with that transaction or not at all', async (t) => {
  const { engine, pool } = await closing(bench(), t);
  await assert.rejects(
    inTransaction(pool, async (client) => {
      assert.deepEqual(outcomes(await engine.dispatch([place('A')], { client })), ['applied']);
      throw new Error('changed my mind');
    }),
    /changed my mind/,
  );
  assert.equal(await engine.findCase(named('A')), undefined);
  await inTransaction(pool, (client) => engine.dispatch([place('A')], { client }));
  assert.equal((await engine.findCase(named('A')))?.state, 'open');
});

test('[E28] two engines that bear the same cases: each is born once, and nothing is lost', async (t) => {
  const { engine, another, pool } = await closing(bench(), t);
  const other = another();
  const keys = Array.from({ length: 40 }, (_, index) => `K${index}`);
  const batch = (list: readonly string[]) => list.flatMap((key) => [place(key), command(key, 'ask'), command(key, 'short')]);
  for (let round = 0; round < 5; round += 1) {
    const mine = keys.map((key) => `${key}/${round}`);
    const [a, b] = await Promise.all([engine.dispatch(batch(mine)), other.dispatch(batch(mine.toReversed()))]);
    const births = [...a, ...b].filter((result) => result.outcome === 'applied' && result.born);
    assert.equal(births.length, keys.length);
    assert.deepEqual([...new Set(outcomes([...a, ...b]))].sort(), ['applied', 'refused case-exists']);
  }
  const verdict = await verifyLog(pool);
  assert.equal(verdict.found, 0);
});

test('[E29] many writers on the same cases, parents and children, neither deadlock nor lose anything', async (t) => {
  const { engine, another, pool } = await closing(bench(), t);
  const engines = [engine, another(), another(), another()];
  const keys = Array.from({ length: 12 }, (_, index) => `K${index}`);
  await engine.dispatch(keys.flatMap((key) => [place(key), command(key, 'short')]));
  const children = (await Promise.all(keys.map((key) => engine.children(caseId(named(key)))))).flat();
  const comment = { kind: 'command', type: 'comment', data: { text: 'x' }, actor: person } as const;
  const everything = [...keys.map((key) => named(key)), ...children.map(({ id }) => ({ id }))];
  const results = await Promise.all(
    engines.flatMap((each, index) => [
      each.dispatch(everything.map((address) => ({ case: address, input: comment }))),
      each.dispatch(
        everything
          .toReversed()
          .slice(index)
          .map((address) => ({ case: address, input: comment })),
      ),
    ]),
  );
  const applied = results.flat();
  assert.deepEqual([...new Set(outcomes(applied))], ['applied']);
  const { rows } = await pool.query(`select count(*)::int as n from throughline.event where type = 'comment'`);
  assert.equal(rows[0].n, applied.length);
  assert.equal((await verifyLog(pool)).found, 0);
});

test('[E30] events of one case in one batch make one write; unchanged data is not written; hot rows move within their page', async (t) => {
  const { engine, pool } = await closing(bench(), t);
  await engine.dispatch(Array.from({ length: 20 }, (_, index) => place(`K${index}`, { dueOn: '2026-03-01' })));
  const stats = async () => {
    await pool.query('select pg_stat_force_next_flush()');
    const { rows } = await pool.query(
      `select relname, n_tup_upd::int upd, n_tup_hot_upd::int hot from pg_stat_user_tables where relname in ('case_', 'case_data') order by 1`,
    );
    return rows as { relname: string; upd: number; hot: number }[];
  };
  // The first comment is remembered in the case's clocks; those after it change no data.
  await engine.dispatch(Array.from({ length: 20 }, (_, index) => command(`K${index}`, 'comment', { text: 'a' })));
  for (let round = 0; round < 5; round += 1) {
    const batch = Array.from({ length: 20 }, (_, index) => command(`K${index}`, 'comment', { text: 'a' }));
    await engine.dispatch([...batch, ...batch, ...batch]);
  }
  await Promise.all(Array.from({ length: 10 }, () => stats()));
  const [hot, data] = await stats();
  assert.deepEqual(hot, { relname: 'case_', upd: 120, hot: 120 });
  assert.equal(data?.upd, 20);
});

test('[E31] recorded time never runs backwards in a case, whatever the clock does', async (t) => {
  const { engine, pool } = await closing(bench(), t);
  const [placed] = await engine.dispatch([place('A')]);
  await pool.query(`update throughline.clock set now = now - interval '1 day'`);
  await engine.dispatch([command('A', 'ask')]);
  const history = await engine.history(placed?.caseId ?? '');
  assert.deepEqual(
    history.map(({ recordedAt }) => recordedAt),
    [start, start],
  );
});

test('[E32] an event says what came before it, and how long before', async (t) => {
  const { engine, source, pool } = await closing(bench(), t);
  await engine.dispatch([
    fact(source, 'A', 'place', { data: { number: 'A' }, at: start - 5 * day }),
    fact(source, 'A', 'ask', { at: start - 3 * day }),
    fact(source, 'A', 'ask', { at: start - 4 * day }),
  ]);
  const { rows } = await pool.query(
    `select prev_type, gap_ms::float8 as gap, entity, key, parent, deviation, patch->'data' as data from throughline.event_log where flow = 'order' order by seq`,
  );
  assert.deepEqual(
    rows.map(({ prev_type, gap }) => [prev_type, gap]),
    [
      [null, null],
      ['place', 2 * day],
      ['ask', -day],
    ],
  );
  assert.deepEqual(rows[0].data, { number: 'A' });
});

test('[E33] a case keeps its version; a new one runs the newest', async (t) => {
  const { engine, another } = await closing(bench(), t);
  await engine.dispatch([place('A')]);
  const changed = { ...order, title: 'Order, revised' };
  assert.deepEqual(await another().deploy([changed], { by: 'bo' }), [
    { flow: 'order', version: 2, isNew: true, releasedAt: start },
  ]);
  assert.deepEqual(await engine.deploy([changed], { by: 'bo' }), [
    { flow: 'order', version: 2, isNew: false, releasedAt: start },
  ]);
  await engine.dispatch([place('B'), command('A', 'ask')]);
  assert.deepEqual([(await engine.findCase(named('A')))?.version, (await engine.findCase(named('B')))?.version], [1, 2]);
});

test('[E34] a definition with errors is not deployed, and says what is wrong', async (t) => {
  const { engine } = await closing(bench(), t);
  const broken = { ...order, name: 'broken', start: { place: { to: 'nowhere' } } };
  await assert.rejects(engine.deploy([broken as typeof order], { by: 'bo' }), { code: 'flow-has-errors' });
  assert.equal((await engine.clock()).latest.broken, undefined);
});

test('[E12] personal fields lie apart from the rest of the log', async (t) => {
  const { engine, pool } = await closing(bench(), t);
  const [placed] = await engine.dispatch([place('A')]);
  const { rows } = await pool.query(
    'select input::text || patch::text as open, personal::text as personal from throughline.event',
  );
  assert.ok(!rows[0].open.includes('example.org'));
  assert.ok(rows[0].personal.includes('A@example.org'));
  const [event] = await engine.history(placed?.caseId ?? '');
  assert.equal(event?.input?.contact, 'A@example.org');
  assert.equal(event?.patch?.data?.contact, 'A@example.org');
});

test('[E25] a cause that names no event fails alone', async (t) => {
  const { engine } = await closing(bench(), t);
  const other = caseId(named('B'));
  const causes = [
    { case: 'B', seq: 1 },
    { case: `${other},${other}`, seq: 1 },
    { case: other, seq: 1.5 },
    { case: other, seq: 3e9 },
  ];
  const results = await engine.dispatch([...causes.map((cause) => ({ ...place('A'), cause })), place('B')]);
  assert.deepEqual(outcomes(results), [...causes.map(() => 'failed address-invalid'), 'applied']);
});

test('[E22] who finishes an owned case without its owner is refused, and the owner moves on', async (t) => {
  const { engine } = await closing(bench(), t);
  const [placed] = await engine.dispatch([place('A'), command('A', 'short')]);
  const [stock] = await engine.children(placed?.caseId ?? '');
  const close = { kind: 'command', type: 'close', data: { resolution: 'x' }, actor: person } as const;
  assert.deepEqual(outcomes(await engine.dispatch([{ case: { id: stock?.id ?? '' }, input: close }])), ['refused event-unknown']);
  assert.deepEqual(outcomes(await engine.dispatch([command('A', 'restock')])), ['applied']);
});

test('[E26] what is personal counts as much as the rest, and an actor has a name of at most 500 characters', async (t) => {
  const { engine } = await closing(bench(), t);
  const long = { text: 'x', contact: 'x'.repeat(40_000) };
  const results = await engine.dispatch([
    place('A'),
    command('A', 'comment', long),
    command('A', 'comment', { text: 'x' }, { actor: { ...person, id: 'x'.repeat(501) } }),
    command('A', 'comment', { text: 'x' }, { actor: { ...person, principal: 'x'.repeat(501) } }),
    command('A', 'comment', { text: 'x' }, { actor: { ...person, id: 'x'.repeat(500) } }),
  ]);
  assert.deepEqual(outcomes(results), ['applied', 'refused limit-exceeded', 'failed unstorable', 'failed unstorable', 'applied']);
});
