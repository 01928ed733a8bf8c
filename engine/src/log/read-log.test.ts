import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { testDatabase } from '@throughline/testing';
import fc from 'fast-check';
import pg from 'pg';
import { explainedDatabase } from '../../test/explained-database.ts';
import { insertManyEvents } from '../../test/many-events.ts';
import { createEngine, type Engine } from '../engine.ts';
import { type Bench, bench, closing, command, day, fact, order, outcomes, parcel, place, start } from '../fixture.test.ts';
import { initialise } from '../initialise.ts';
import { newSealKey, signerOf } from '../seals/signer.ts';
import type { LogQuery, LogSelection } from './log-query.ts';
import type { LogEntry } from './read-log.ts';

const entities = ['halden', 'lenz'] as const;
const people = ['ann', 'bea', 'erp'] as const;

/** Orders in two entities, by several people: with exceptions, tasks, messages and their answers, deviations and repairs. */
async function busyLog({ engine, source }: Pick<Bench, 'engine' | 'source'>): Promise<void> {
  for (const [index, key] of ['A', 'B', 'C', 'D', 'E', 'F'].entries()) {
    const entity = entities[index % 2] ?? 'halden';
    const actor = {
      id: people[index % 2] ?? 'ann',
      kind: 'person',
      principal: people[index % 2] ?? 'ann',
      roles: ['sales', 'store', 'operator'],
    } as const;
    const at = { case: { flow: 'order', entity, key } } as const;
    const asked = (type: string, data = {}) => ({ ...command(key, type, data, { actor, reason: 'because' }), ...at });
    await engine.dispatch([
      { ...place(key, { dueOn: '2026-01-06', amount: 100 }), ...at },
      asked('short'),
      asked('ask'),
      asked('ship'),
    ]);
    await engine.settle();
    await engine.dispatch([
      asked('restock'),
      asked('recall'),
      { ...fact(source, key, index === 2 ? 'strange' : 'ask', { at: start + day }), ...at },
    ]);
    await engine.settle();
    if (index % 3 === 0)
      assert.deepEqual(outcomes(await engine.dispatch([asked('repair', { data: { amount: 50 } })])), ['applied']);
    await engine.travel((await engine.clock()).now + 3 * day);
  }
}

let opened: Bench;
before(async () => {
  opened = await bench();
  await busyLog(opened);
});
after(() => opened.close());

/** Every page of a question. */
async function all(engine: Engine, query: LogQuery): Promise<readonly LogEntry[]> {
  const entries: LogEntry[] = [];
  for (let after: string | undefined; ; ) {
    const page = await engine.log({ ...query, ...(after === undefined ? {} : { after }) });
    entries.push(...page.entries);
    if (page.next === undefined) return entries;
    after = page.next;
  }
}

const name = ({ caseId, seq }: Pick<LogEntry, 'caseId' | 'seq'>) => `${caseId}/${seq}`;

interface Row extends Pick<LogEntry, 'caseId' | 'seq' | 'flow' | 'type' | 'kind' | 'principal' | 'entity'> {
  readonly recordedAt: number;
  readonly root: string;
  readonly deviates: boolean;
  readonly manual: boolean;
}

/** The whole log in its order, read without any of our ways. */
async function wholeLog(pool: pg.Pool): Promise<readonly Row[]> {
  const { rows } = await pool.query<Row>(`select e.case_id as "caseId", e.seq, e.flow, e.type, e.kind, e.principal, d.entity,
      extract(epoch from e.recorded_at)::float8 * 1000 as "recordedAt", coalesce(p.flow, e.flow) as root,
      e.deviation is not null as deviates, coalesce(e.outcome::jsonb @> '{"manual": true}', false) as manual
    from throughline.event e join throughline.case_data d on d.id = e.case_id left join throughline.case_ p on p.id = d.parent
    order by e.recorded_at desc, e.bucket desc, e.case_id desc, e.seq desc`);
  return rows;
}

function isAsked(row: Row, query: LogSelection): boolean {
  const { flow, types, kind, principal, deviation, manual, from, to, entity, cases, seen } = query;
  const isSeen =
    seen === undefined ||
    seen.everywhere.includes(row.root) ||
    seen.within.some((one) => one.flow === row.root && one.entity === row.entity);
  return (
    isSeen &&
    (flow === undefined || row.flow === flow) &&
    (types === undefined || types.includes(row.type)) &&
    (kind === undefined || row.kind === kind) &&
    (principal === undefined || row.principal === principal) &&
    (deviation === undefined || row.deviates) &&
    (manual === undefined || row.manual) &&
    (from === undefined || row.recordedAt >= from) &&
    (to === undefined || row.recordedAt < to) &&
    (entity === undefined || row.entity === entity) &&
    (cases === undefined || cases.includes(row.caseId))
  );
}

const maybe = <T>(value: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 4, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: value });
const instant = fc.integer({ min: -1, max: 20 }).map((days) => start + days * day);
const selections = (ids: readonly string[]) =>
  fc.record({
    flow: maybe(fc.constantFrom('order', 'parcel', 'exception', 'task')),
    types: maybe(
      fc.uniqueArray(fc.constantFrom('place', 'short', 'open', 'ask', 'rung', 'pack', 'nothing'), { minLength: 1, maxLength: 3 }),
    ),
    kind: maybe(fc.constantFrom('command', 'fact', 'deadline', 'message')),
    principal: maybe(fc.constantFrom(...people)),
    deviation: maybe(fc.constant(true as const)),
    manual: maybe(fc.constant(true as const)),
    from: maybe(instant),
    to: maybe(instant),
    entity: maybe(fc.constantFrom(...entities)),
    cases: maybe(fc.uniqueArray(fc.constantFrom(...ids), { maxLength: 4 })),
    seen: maybe(
      fc.constantFrom({ everywhere: ['parcel'], within: [{ flow: 'order', entity: 'lenz' }] }, { everywhere: [], within: [] }),
    ),
    limit: fc.constantFrom(1, 7, 100),
  });

test('[E340] pages of the log, joined, are the events that were asked for, the newest first, whatever is asked', async () => {
  const rows = await wholeLog(opened.pool);
  const ids = [...new Set(rows.map(({ caseId }) => caseId))];
  const kinds = [rows.length > 80, rows.some(({ deviates }) => deviates), rows.some(({ manual }) => manual)];
  assert.deepEqual(kinds, [true, true, true], `${rows.length} events`);
  let found = 0;
  const asked = fc.asyncProperty(selections(ids), async (selection) => {
    const query = JSON.parse(JSON.stringify(selection)) as LogQuery;
    const expected = rows.filter((row) => isAsked(row, query)).map(name);
    found += expected.length;
    assert.deepEqual((await all(opened.engine, query)).map(name), expected);
  });
  await fc.assert(asked, { numRuns: 100 });
  assert.ok(found > 300, `only ${found} events were found`);
});

test('[E341] an event has its causes and all that it caused, as a look through the whole log finds them', async () => {
  const { rows } = await opened.pool.query<{ caseId: string; seq: number; causeCase: string; causeSeq: number }>(
    'select case_id as "caseId", seq, cause_case as "causeCase", cause_seq as "causeSeq" from throughline.event',
  );
  const causing = new Map<string, string[]>();
  for (const row of rows) {
    if (row.causeCase === null) continue;
    const cause = `${row.causeCase}/${row.causeSeq}`;
    causing.set(cause, [...(causing.get(cause) ?? []), name(row)]);
  }
  assert.ok(causing.size > 20, `${causing.size} causes`);
  for (const { caseId, seq, causeCase, causeSeq } of rows) {
    const family = await opened.engine.logFamily(caseId, seq);
    assert.ok(family !== undefined);
    assert.deepEqual(family.caused.map(name).sort(), (causing.get(`${caseId}/${seq}`) ?? []).sort());
    assert.equal(family.causes[0] === undefined ? 'null/null' : name(family.causes[0]), `${causeCase}/${causeSeq}`);
  }
  assert.equal(await opened.engine.logFamily('00000000-0000-0000-0000-000000000000', 1), undefined);
});

test('[E342] an event names the seal that holds it, and none before there is one', async (t) => {
  const { engine } = await closing(bench('virtual', { signer: signerOf(newSealKey()) }), t);
  const seals: (number | null | undefined)[] = [];
  for (const key of ['A', 'B', 'C', 'D', 'E']) {
    await engine.dispatch([place(key)]);
    await engine.seal();
  }
  await engine.dispatch([place('F')]);
  for (const { caseId } of [...(await all(engine, {}))].reverse()) seals.push((await engine.logFamily(caseId, 1))?.seal);
  assert.deepEqual([...seals].sort(), [1, 2, 3, 4, 5, null].sort());
});

test('[E340] a cursor of another question, and what is none, are refused; so is what makes no sense', async (t) => {
  const { engine } = await closing(bench(), t);
  await engine.dispatch([place('A'), place('B')]);
  const { next } = await engine.log({ limit: 1 });
  assert.ok(next !== undefined);
  for (const query of [{ after: next, flow: 'order' }, { after: 'x' }, { after: Buffer.from('[1,2]').toString('base64url') }])
    await assert.rejects(engine.log(query), { code: 'list-cursor-invalid' });
  for (const query of [{ cases: ['x'] }, { from: Number.NaN }, { to: 1e300 }, { types: Array.from({ length: 51 }, String) }])
    await assert.rejects(engine.log(query), { code: 'list-value-invalid' });
});

const count = 100_000;
/** Rows and index entries at which a page of 50 may look: a few for each event shown; more where no index knows the condition. */
const exact = 60 * 8;
const questions: readonly (readonly [string, LogQuery, number])[] = [
  ['the newest', {}, exact],
  ['of a month', { from: Date.UTC(2026, 2, 1), to: Date.UTC(2026, 3, 1) }, exact],
  ['of a flow', { flow: 'order' }, 10 * exact],
  ['of a type', { types: ['pay'] }, 2 * exact],
  ['of a type and kind', { flow: 'order', types: ['remind1'], kind: 'command' }, 2 * exact],
  ['of nobody', { principal: 'nobody' }, 10],
  ['of who does little', { principal: 'rare' }, exact],
  ['deviations', { deviation: true }, exact],
  ['by hand', { manual: true }, exact],
  ['of a kind', { kind: 'fact' }, 40 * exact],
  ['in a small entity', { entity: 'lenz' }, 120_000],
  ['of who sees a small entity', { seen: { everywhere: [], within: [{ flow: 'order', entity: 'lenz' }] } }, 120_000],
  ['of who sees nothing', { seen: { everywhere: [], within: [] } }, 120_000],
];

for (const isAnalysed of [false, true]) {
  test(`[E343] with ${count} events each page is read by indexes and looks at few, ${isAnalysed ? 'analysed' : 'without statistics'}`, async (t) => {
    const { pool, close } = await testDatabase('engine_many_events', async (url) => {
      const made = new pg.Pool({ connectionString: url });
      await initialise(made, { mode: 'virtual', now: start });
      await createEngine({ database: made }).deploy([order, parcel], { by: 'test' });
      await insertManyEvents(made, count);
      await made.end();
    });
    t.after(close);
    await pool.query(isAnalysed ? 'vacuum analyze' : 'vacuum');
    const database = explainedDatabase(pool);
    const engine = createEngine({ database });
    // Of seals there are few.
    const isScan = ({ how, table }: { readonly how: string; readonly table: string }) =>
      table !== 'seal' && how.includes('Seq Scan');
    for (const [asked, query, rowsMax] of questions) {
      database.seen.length = 0;
      const { entries, next } = await engine.log(query);
      const rows = database.seen.reduce((sum, each) => sum + each.rows, 0);
      const said = `${asked}: ${entries.length} events, ${rows} rows: ${JSON.stringify(database.seen.slice(0, 12), null, 1)}`;
      assert.ok(database.seen.length > 0 && !database.seen.some(isScan), said);
      assert.ok(rows <= rowsMax, said);
      assert.ok(entries.length > 0 || next !== undefined || asked === 'of nobody', said);
    }
    const [one] = (await engine.log({ limit: 1 })).entries;
    database.seen.length = 0;
    await engine.logFamily(one?.caseId ?? '', one?.seq ?? 0);
    await engine.logTypes();
    assert.ok(!database.seen.some(isScan), JSON.stringify(database.seen, null, 1));
    assert.ok(database.seen.reduce((sum, { rows }) => sum + rows, 0) < 200, JSON.stringify(database.seen, null, 1));
  });
}
