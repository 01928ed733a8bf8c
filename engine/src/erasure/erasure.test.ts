import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { Actor, Fact, JsonObject, Source } from '@throughline/language';
import pg from 'pg';
import { gift, label } from '../../test/gift-flows.ts';
import { caseId, childId } from '../case-id.ts';
import type { Submission } from '../dispatch/submission.ts';
import { type Bench, bench, closing, erp, named, outcomes, person, start } from '../fixture.test.ts';
import { verifyLog } from '../verify/verify-log.ts';

const officer: Actor = { id: 'pia', kind: 'person', principal: 'pia', roles: ['privacy'] };
const counsel: Actor = { id: 'lea', kind: 'person', principal: 'lea', roles: ['legal'] };
const reason = 'asked by the person';

const giver = 'Rosalind.Quellmann@example.org';
const payer = 'DE89 3704 0044 0532 0130 00';
const former = 'rosa@old.example.org';
const id = caseId(named('G', 'gift'));
const labelId = childId(id, 'label', 'L1');

function to(type: string, data: JsonObject = {}, more: { readonly actor?: Actor; readonly key?: string } = {}): Submission {
  const input = { kind: 'command', type, data, actor: more.actor ?? person, reason } as const;
  return { case: named(more.key ?? 'G', 'gift'), input };
}

function pay(source: Source, data: JsonObject, receipt: string): Submission {
  const input: Fact = { kind: 'fact', type: 'pay', data, actor: erp, source, occurredAt: start };
  return { case: named('G', 'gift'), input, receipt: { source: source.name, key: receipt } };
}

/** A gift that knows its persons in every way that there is: early facts, replaced values, mails done and failed, refusals, an owned case. */
async function given(t: TestContext): Promise<Bench> {
  const opened = await closing(bench(), t);
  const { engine, source } = opened;
  await engine.deploy([label, gift], { by: 'test' });
  const submissions = [
    pay(source, { amount: 5, payer }, 'early'),
    to('give', { number: 'G', lines: ['L1'], giver: former }),
    to('revise', { giver }),
    to('thank'),
    pay(source, { amount: 7, payer }, 'p1'),
    { ...to('thank', { giver }), receipt: { source: 'console', key: 'refused' } },
  ];
  for (const submission of submissions) await engine.dispatch([submission]);
  await engine.runEffects({
    sinks: {
      mail: {
        perform: async ({ caseId: of, payload }) =>
          of === id
            ? { outcome: 'refused', error: `${JSON.stringify(payload)}: mailbox of ${giver} unknown` }
            : { outcome: 'done', result: { accepted: JSON.stringify(payload) } },
      },
    },
  });
  return opened;
}

/** Where any of the texts stands in the database: every column of every table, as text and in binary values. */
async function placesOf(pool: pg.Pool, texts: readonly string[]): Promise<readonly string[]> {
  const { rows: tables } = await pool.query<{ name: string }>(
    `select format('%I.%I', table_schema, table_name) as name from information_schema.tables
      where table_schema not in ('pg_catalog', 'information_schema') and table_type = 'BASE TABLE'`,
  );
  const places: string[] = [];
  for (const { name } of tables)
    for (const text of texts) {
      const { rows } = await pool.query<{ row: string }>(
        `select t::text as row from ${name} t where position(lower($1) in lower(t::text)) > 0
          or position(encode(convert_to($1, 'UTF8'), 'hex') in t::text) > 0`,
        [text],
      );
      for (const { row } of rows) places.push(`${name}: ${text}: ${row.slice(0, 200)}`);
    }
  return places;
}

const persons = [giver, payer, former];

test('[E224] after an erasure nothing in the whole database knows the person, and the log is whole', async (t) => {
  const { engine, pool } = await given(t);
  await engine.dispatch([to('end')]);
  assert.ok((await placesOf(pool, persons)).length > 8);
  const results = await engine.erase({ cases: [id], by: officer, reason });
  assert.deepEqual(outcomes(results), ['applied', 'applied']);
  assert.equal(results[1]?.caseId, labelId);
  assert.deepEqual(await placesOf(pool, persons), []);
  const verdict = await verifyLog(pool);
  assert.deepEqual(verdict.findings, []);
  assert.ok(verdict.erased >= 6);
  const { rows } = await pool.query(
    `select count(*)::int4 from throughline.event where personal is not null or personal_salt is not null`,
  );
  assert.deepEqual(rows, [{ count: 0 }]);
  const effects = await engine.effects(id);
  assert.deepEqual(new Set(effects.map(({ status }) => status)), new Set(['refused']));
});

test('[E225] what was sent before an erasure is a duplicate, whatever it says', async (t) => {
  const { engine, source } = await given(t);
  await engine.dispatch([to('end')]);
  await engine.erase({ cases: [id], by: officer, reason });
  const again = [pay(source, { amount: 7, payer }, 'p1'), pay(source, { amount: 8 }, 'p1')];
  assert.deepEqual(outcomes(await engine.dispatch(again)), ['duplicate', 'duplicate']);
  assert.deepEqual(
    (await engine.answers(again)).map((answer) => answer?.outcome),
    ['duplicate', 'duplicate'],
  );
});

test('[E223] an open case, a held one and one that others have no right to are not erased', async (t) => {
  const { engine } = await given(t);
  const erased = async (by = officer) => outcomes(await engine.erase({ cases: [id], by, reason }));
  assert.deepEqual(await erased(), ['refused not-allowed-in-state']);
  await engine.dispatch([to('end'), to('legal-hold', {}, { actor: counsel })]);
  assert.deepEqual(await erased(), ['refused case-held']);
  const child = await engine.dispatch([
    { case: { id: labelId }, input: { kind: 'command', type: 'erase', data: {}, actor: officer, reason } },
  ]);
  assert.deepEqual(outcomes(child), ['refused case-held']);
  await engine.dispatch([to('lift-legal-hold', {}, { actor: counsel })]);
  assert.deepEqual(await erased(person), ['refused role-required']);
  assert.deepEqual(await erased(), ['applied', 'applied']);
});

test('[E226] a case whose message is on its way is erased when it has been delivered', async (t) => {
  const { engine, pool } = await given(t);
  await engine.dispatch([to('send'), to('end')]);
  assert.deepEqual(outcomes(await engine.erase({ cases: [id], by: officer, reason })), ['failed messages-waiting']);
  await engine.runEffects();
  assert.deepEqual(outcomes(await engine.erase({ cases: [id], by: officer, reason })), ['applied', 'applied']);
  assert.deepEqual(await placesOf(pool, persons), []);
  assert.equal((await engine.findCase(named('G', 'parcel')))?.state, 'packed');
});

test('[E226] effects that were not done are cancelled with what they carried', async (t) => {
  const { engine, pool } = await given(t);
  await engine.dispatch([to('thank'), to('end')]);
  await engine.erase({ cases: [id], by: officer, reason });
  const { rows } = await pool.query(`select status, payload from throughline.effect where case_id = $1 order by seq`, [id]);
  assert.deepEqual(rows.at(-1), { status: 'cancelled', payload: {} });
  assert.equal(await engine.runEffects({ sinks: { mail: { perform: () => Promise.reject(new Error('never called')) } } }), 0);
});

test('[E222] a value is found in every time of a case, and by a part of it', async (t) => {
  const { engine } = await given(t);
  const found = await engine.findPersonal({ value: 'QUELLMANN' });
  assert.deepEqual(
    found.cases.map(({ key, fields }) => [key, fields]),
    [['G', ['giver', 'error']].map((part) => (Array.isArray(part) ? part.toSorted() : part))],
  );
  assert.deepEqual(await engine.findPersonal({ value: 'QUELLMANN', after: found.next ?? '' }), { cases: [] });
  const old = await engine.findPersonal({ value: former });
  assert.deepEqual(new Set(old.cases.map(({ id: each }) => each)), new Set([id, labelId]));
  await assert.rejects(engine.findPersonal({ value: ' a ' }), { code: 'personal-value-invalid' });
  await assert.rejects(engine.findPersonal({ value: 'abc', after: 'x' }), { code: 'personal-value-invalid' });
});

test('[E224] an erasure that fails anywhere has erased nothing', async (t) => {
  const { engine, pool, url } = await given(t);
  await engine.dispatch([to('end')]);
  const before = await placesOf(pool, persons);
  await pool.query(`create function throughline.refuse() returns trigger language plpgsql as $$ begin raise 'disk full' using errcode = '53100'; end $$;
    create trigger refuse before update on throughline.receipt execute function throughline.refuse()`);
  await assert.rejects(engine.erase({ cases: [id], by: officer, reason }), { code: '53100' });
  await pool.query('drop trigger refuse on throughline.receipt; drop function throughline.refuse');
  assert.deepEqual(await placesOf(pool, persons), before);
  assert.deepEqual((await verifyLog(pool)).findings, []);
  assert.ok(url.length > 0 && pg.Pool !== undefined);
});
