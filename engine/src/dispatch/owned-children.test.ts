import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { applyPatch, type CaseRecord, type FlowDefinition, type JsonObject } from '@throughline/language';
import { caseId, childId } from '../case-id.ts';
import { bench, closing, day, erp, named, outcomes, person, start } from '../fixture.test.ts';
import { verifyLog } from '../verify/verify-log.ts';
import type { Submission } from './submission.ts';

const text = { type: 'string', maxLength: 200 };
const fields = (properties: JsonObject, required: readonly string[] = []): JsonObject => ({
  type: 'object',
  additionalProperties: false,
  properties,
  required,
});

const line = {
  name: 'line',
  title: 'Line',
  owner: 'store',
  key: 'number',
  data: fields({ number: { ...text, maxLength: 9 } }, ['number']),
  exceptions: { broken: { owner: 'store', severity: 'low', within: { days: 1 } } },
  start: { begin: { to: 'open' } },
  states: {
    open: {
      owner: 'store',
      within: { days: 3 },
      on: { pick: { to: 'picked' }, drop: { to: 'dropped' }, halt: { to: 'held' }, breaks: { raise: 'broken' } },
    },
    held: { owner: 'store', within: { days: 9 }, on: { pick: { to: 'picked', resolve: 'broken' } } },
    picked: { final: 'done' },
    dropped: { final: 'cancelled' },
  },
};

const opening = {
  open: [{ child: 'lines', event: 'begin', each: 'data.lines', key: 'item', with: { number: 'item' } }],
};

const basket = {
  name: 'basket',
  title: 'Basket',
  owner: 'sales',
  key: 'number',
  expected: { within: { days: 2 } },
  data: fields(
    {
      number: text,
      lines: { type: 'array', items: text, maxItems: 500 },
      paid: { type: 'integer', default: 0 },
      payer: { ...text, personal: true },
    },
    ['number', 'lines', 'paid'],
  ),
  children: { lines: { flow: 'line', ended: 'lineEnded', end: 'drop' } },
  events: {
    pay: {
      data: fields({ amount: { type: 'integer' }, payer: { ...text, personal: true } }, ['amount']),
      set: { paid: 'data.paid + event.amount' },
      lands: 'stay',
    },
  },
  start: { place: { to: 'open', ...opening } },
  states: {
    open: {
      owner: 'sales',
      within: { days: 90 },
      on: {
        lineEnded: { when: 'children.lines.open == 0', to: 'ready' },
        more: opening,
        pay: {},
        cancel: { to: 'cancelled' },
      },
    },
    ready: { owner: 'sales', within: { days: 90 }, on: { close: { to: 'closed' }, pay: {} } },
    closed: { final: 'done' },
    cancelled: { final: 'cancelled' },
  },
};

async function shop(t: TestContext) {
  const opened = await closing(bench(), t);
  await opened.engine.deploy([line, basket] as unknown as FlowDefinition[], { by: 'test' });
  return opened;
}

function to(type: string, data: JsonObject = {}, key = 'B'): Submission {
  return { case: named(key, 'basket'), input: { kind: 'command', type, data, actor: person } };
}

function toLine(key: string, type: string, basketKey = 'B'): Submission {
  const id = childId(caseId(named(basketKey, 'basket')), 'line', key);
  return { case: { id }, input: { kind: 'command', type, data: {}, actor: person } };
}

const place = (lines: readonly string[], key = 'B') => to('place', { number: key, lines }, key);
const numbered = (count: number) => Array.from({ length: count }, (_, index) => `L${index}`);

/** Each case is the fold of the patches of its events. */
async function requireFold(engine: Awaited<ReturnType<typeof shop>>['engine'], id: string) {
  const is = await engine.readCase(id);
  assert.ok(is !== undefined);
  const events = await engine.history(id);
  const { state: _s, data: _d, clocks: _c, seq: _q, enteredAt: _e, ...identity } = is;
  const empty = { ...identity, state: '', data: {}, clocks: {}, seq: 0, enteredAt: 0 } as unknown as CaseRecord;
  const folded = events.reduce((record, { patch }) => applyPatch(record, patch ?? {}), empty);
  assert.deepEqual([folded.state, folded.data, folded.clocks], [is.state, is.data, is.clocks]);
}

test('[E36] three lines are opened with their owner, work on by themselves, and when the last ends the owner moves on', async (t) => {
  const { engine, pool } = await shop(t);
  const [placed] = await engine.dispatch([place(['1', '2', '3'])]);
  assert.deepEqual(placed, { outcome: 'applied', caseId: caseId(named('B', 'basket')), seq: 1, state: 'open', born: true });
  const id = placed?.caseId ?? '';
  assert.deepEqual(
    (await engine.children(id)).map(({ flow, key, state, parent }) => [flow, key, state, parent]),
    ['1', '2', '3'].map((key) => ['line', key, 'open', id]),
  );
  assert.deepEqual(outcomes(await engine.dispatch([toLine('1', 'pick'), toLine('3', 'drop')])), ['applied', 'applied']);
  assert.equal((await engine.readCase(id))?.state, 'open');
  assert.deepEqual(outcomes(await engine.dispatch([toLine('2', 'pick')])), ['applied']);
  const owner = await engine.readCase(id);
  assert.deepEqual(
    [owner?.state, owner?.lastType, owner?.clocks.children],
    ['ready', 'child-closed', { 'child/lines': { count: 3, open: [] } }],
  );
  await requireFold(engine, id);
  assert.equal((await verifyLog(pool)).found, 0);
});

test('[E36] five hundred lines are one transaction; so is their end with their owner', async (t) => {
  const { engine, pool } = await shop(t);
  const [placed] = await engine.dispatch([place(numbered(500))]);
  const id = placed?.caseId ?? '';
  assert.deepEqual(outcomes(await engine.dispatch([toLine('L7', 'halt'), toLine('L8', 'pick'), to('cancel')])), [
    'applied',
    'applied',
    'applied',
  ]);
  const states = Map.groupBy(await engine.children(id), ({ state }) => state);
  assert.deepEqual([...states].map(([state, list]) => [state, list.length]).sort(), [
    ['dropped', 498],
    ['held', 1],
    ['picked', 1],
  ]);
  await requireFold(engine, id);
  assert.equal((await verifyLog(pool)).found, 0);
});

test('[E36] a line that is refused refuses the command; of a fact it raises an exception, and the rest stands', async (t) => {
  const { engine, source, pool } = await shop(t);
  const refused = await engine.dispatch([place(['1', 'much too long for a line'])]);
  assert.deepEqual(outcomes(refused), ['refused data-invalid']);
  assert.equal(await engine.findCase(named('B', 'basket')), undefined);
  const data = { number: 'B', lines: ['1', 'much too long for a line', '3'] };
  const fact: Submission = {
    case: named('B', 'basket'),
    input: { kind: 'fact', type: 'place', data, actor: erp, source, occurredAt: start },
  };
  const [placed] = await engine.dispatch([fact]);
  assert.equal(placed?.outcome, 'applied');
  const id = placed?.caseId ?? '';
  const { children } = (await engine.readCase(id))?.clocks ?? {};
  assert.deepEqual(children, {
    'child/lines': { count: 2, open: ['1', '3'] },
    'exception/effectFailed': { count: 1, open: [1] },
  });
  await requireFold(engine, id);
  assert.equal((await verifyLog(pool)).found, 0);
});

test('[E36] what has ended keeps its key: opened again it is refused as a case that exists', async (t) => {
  const { engine } = await shop(t);
  const [placed] = await engine.dispatch([place(['1', '2']), toLine('1', 'pick')]);
  const [open, revised, ended, added] = await engine.dispatch([
    to('more'),
    to('revise', { lines: ['1'] }),
    to('more'),
    to('revise', { lines: ['3'] }),
  ]);
  assert.deepEqual(outcomes([open, revised, ended, added].filter((each) => each !== undefined)), [
    'refused case-exists',
    'applied',
    'refused case-exists',
    'applied',
  ]);
  assert.deepEqual(outcomes(await engine.dispatch([to('more')])), ['applied']);
  assert.deepEqual((await engine.readCase(placed?.caseId ?? ''))?.clocks.children, {
    'child/lines': { count: 3, open: ['2', '3'] },
  });
});

test('[E36] a line has its own deadlines and exceptions, and its owner is found from it', async (t) => {
  const { engine, pool } = await shop(t);
  const [placed] = await engine.dispatch([place(['1'])]);
  await engine.dispatch([toLine('1', 'breaks'), toLine('1', 'halt')]);
  await engine.travel(start + 10 * day);
  const lineId = childId(placed?.caseId ?? '', 'line', '1');
  assert.deepEqual((await engine.children(lineId)).map(({ key, state }) => `${key} ${state}`).sort(), [
    'broken#1 open',
    'overdue#1 open',
  ]);
  assert.deepEqual(outcomes(await engine.dispatch([toLine('1', 'pick')])), ['applied']);
  assert.equal((await engine.readCase(placed?.caseId ?? ''))?.state, 'ready');
  assert.equal((await verifyLog(pool)).found, 0);
});

test('[E37] facts that waited are decided in the transaction of the birth, each an event of its own', async (t) => {
  const { engine, source, pool } = await shop(t);
  const pay = (amount: number, at: number, receipt: string): Submission => ({
    case: named('B', 'basket'),
    input: { kind: 'fact', type: 'pay', data: { amount, payer: 'kim@a.test' }, actor: erp, source, occurredAt: at },
    receipt: { source: source.name, key: receipt },
  });
  const early = await engine.dispatch([pay(60, start - 1 * day, 'b'), pay(40, start - 2 * day, 'a')]);
  assert.deepEqual(
    early.map((result) => 'state' in result && [result.outcome, result.state, result.born]),
    [
      ['applied', 'expected', false],
      ['applied', 'expected', false],
    ],
  );
  assert.deepEqual(outcomes(await engine.dispatch([pay(60, start - 1 * day, 'b')])), ['duplicate']);
  const [born] = await engine.dispatch([place(['1', '2'])]);
  assert.deepEqual(born, { outcome: 'applied', caseId: caseId(named('B', 'basket')), seq: 3, state: 'open', born: true });
  const id = born?.caseId ?? '';
  const history = await engine.history(id);
  assert.deepEqual(
    history.map(({ type, from, to: next, cause, actor }) => [type, from, next, cause?.seq ?? null, actor]),
    [
      ['expected', null, 'expected', null, 'erp'],
      ['expected', 'expected', 'expected', null, 'erp'],
      ['place', 'expected', 'open', null, 'ann'],
      ['pay', 'open', 'open', 3, 'erp'],
      ['pay', 'open', 'open', 3, 'erp'],
    ],
  );
  assert.deepEqual((await engine.readCase(id))?.data.paid, 100);
  await requireFold(engine, id);
  assert.equal((await verifyLog(pool)).found, 0);
  const { rows } = await pool.query(
    `select count(*)::int n from throughline.event where input::text like '%kim@%' or patch::text like '%kim@%'`,
  );
  assert.deepEqual(rows, [{ n: 0 }], 'who paid stands in the personal part alone');
});

test('[E37] what nobody begins is overdue, with an exception for its owner', async (t) => {
  const { engine, source, pool } = await shop(t);
  const input = { kind: 'fact', type: 'pay', data: { amount: 1 }, actor: erp, source, occurredAt: start } as const;
  const [early] = await engine.dispatch([{ case: named('B', 'basket'), input }]);
  await engine.travel(start + 3 * day);
  assert.deepEqual(
    (await engine.children(early?.caseId ?? '')).map(({ key, state }) => `${key} ${state}`),
    ['overdue#1 open'],
  );
  assert.deepEqual(outcomes(await engine.dispatch([place(['1'])])), ['applied']);
  assert.equal((await engine.children(early?.caseId ?? '')).find(({ key }) => key === 'overdue#1')?.state, 'resolved');
  assert.equal((await verifyLog(pool)).found, 0);
});
