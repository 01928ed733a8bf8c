import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compileFlow, type JsonObject, kernelFlows } from '@throughline/language';
import fc from 'fast-check';
import type pg from 'pg';
import type { Engine } from '../engine.ts';
import { bench, closing, command, day, fact, order, outcomes, parcel, person, place, start } from '../fixture.test.ts';
import { migrate } from '../migrate.ts';
import { foldedText } from './folded-text.ts';
import { type ListRow, listRows } from './list-rows.ts';

const flows = new Map([...[order, parcel].map((each) => [each.name, compileFlow(each)] as const), ...kernelFlows]);
const stored = `select case_id as "caseId", field, flow, is_open as "isOpen", text_value as text, number_value as number, exact
  from throughline.list_field`;

async function storedRows(pool: pg.Pool): Promise<readonly ListRow[]> {
  return inOrder((await pool.query<ListRow>(stored)).rows);
}

/** What the rows must be: worked out from every case as it stands, knowing nothing of how it came there. */
async function derivedRows(pool: pg.Pool, engine: Engine): Promise<readonly ListRow[]> {
  const { rows } = await pool.query<{ id: string }>('select id from throughline.case_');
  const cases = await Promise.all(rows.map(({ id }) => engine.readCase(id)));
  return inOrder(
    cases.flatMap((found) => {
      const flow = found && flows.get(found.flow);
      assert.ok(found !== undefined && flow !== undefined);
      return listRows(flow, found);
    }),
  );
}

function inOrder(rows: readonly ListRow[]): readonly ListRow[] {
  const name = ({ caseId, field }: ListRow) => `${caseId}/${field}`;
  return [...rows].sort((a, b) => (name(a) < name(b) ? -1 : 1));
}

async function rowsOf(pool: pg.Pool, key: string) {
  const { rows } = await pool.query<ListRow>(
    `${stored} where case_id = (select id from throughline.case_data where key = $1 and parent is null) order by field`,
    [key],
  );
  return Object.fromEntries(rows.map(({ field, text, number, exact }) => [field, exact ?? text ?? number]));
}

const types = [
  'place',
  'place',
  'place',
  'pay',
  'short',
  'restock',
  'ask',
  'ship',
  'recall',
  'close',
  'revise',
  'assign',
  'comment',
];
interface Step {
  readonly key: string;
  readonly kind: 'command' | 'fact' | 'deadline';
  readonly type: string;
  readonly at: number;
  readonly amount: number;
  readonly customer: string | null;
}
const step: fc.Arbitrary<Step> = fc.record({
  key: fc.constantFrom('A', 'B', 'C'),
  kind: fc.constantFrom('command', 'command', 'fact', 'deadline'),
  type: fc.constantFrom(...types),
  at: fc.integer({ min: -40, max: 0 }),
  amount: fc.integer({ min: 0, max: 200 }),
  customer: fc.constantFrom('Nord AG', 'NORD ag', `${'ß'.repeat(199)}😀`, null),
});

function dataOf(type: string, { key, amount, customer }: Pick<Step, 'key' | 'amount' | 'customer'>): JsonObject {
  if (type === 'place') return { number: key, amount: 100, dueOn: '2025-12-20', ...(customer === null ? {} : { customer }) };
  if (type === 'pay') return { amount };
  if (type === 'revise') return { customer, amount };
  if (type === 'assign') return { to: `ann${amount % 2}` };
  return type === 'comment' ? { text: 'x' } : {};
}

test('[E120] the rows of lists are at all times those that follow from the cases', async (t) => {
  const { engine, pool, source } = await closing(bench(), t);
  let runs = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(step, { minLength: 1, maxLength: 12 }), { minLength: 1, maxLength: 8 }),
      async (batches) => {
        runs += 1;
        for (const batch of batches) {
          await engine.dispatch(
            batch.map(({ key, kind, type, at, amount, customer }) => {
              const data = dataOf(type, { key, amount, customer });
              const address = { flow: 'order', entity: `run${runs}`, key };
              if (kind === 'deadline') return { case: address, input: { kind } };
              if (kind === 'fact') return { ...fact(source, key, type, { data, at: start + at * day }), case: address };
              return { case: address, input: { kind: 'command', type, data, actor: person, reason: 'because' } };
            }),
          );
        }
      },
    ),
    { numRuns: 40 },
  );
  await engine.settle();
  const rows = await storedRows(pool);
  assert.deepEqual(rows, await derivedRows(pool, engine));
  for (const field of ['$key', '$state', '$assignee', '$exception.stock', '$rung.dunning', 'customer', 'open'])
    assert.ok(
      rows.some((row) => row.field === field),
      `no case had ${field}`,
    );
  assert.ok(rows.some(({ isOpen }) => !isOpen));
});

test('[E121] a case that neither moves nor changes writes nothing there; one that does, only what changed', async (t) => {
  const { engine, pool } = await closing(bench(), t);
  await engine.dispatch([place('A', { customer: 'Nord AG', askedAt: '2026-01-05T08:00:00.5Z' })]);
  const expected = {
    $entity: 'halden',
    $key: 'A',
    $state: 'open',
    amount: 100,
    askedAt: Date.UTC(2026, 0, 5, 8) + 500,
    customer: 'Nord AG',
  };
  assert.deepEqual(await rowsOf(pool, 'A'), expected);
  const marks = async () =>
    Object.fromEntries(
      (await pool.query('select field, xmin::text from throughline.list_field')).rows.map((row) => [row.field, row.xmin]),
    );
  const before = await marks();
  assert.deepEqual(outcomes(await engine.dispatch([command('A', 'comment', { text: 'hello' })])), ['applied']);
  assert.deepEqual(await marks(), before);
  assert.deepEqual(outcomes(await engine.dispatch([command('A', 'assign', { to: 'ann' })])), ['applied']);
  const { $assignee, ...others } = await marks();
  assert.ok($assignee !== undefined);
  assert.deepEqual(others, before);
  assert.deepEqual(outcomes(await engine.dispatch([command('A', 'revise', { amount: 90 }, { reason: 'a slip' })])), ['applied']);
  assert.deepEqual(await rowsOf(pool, 'A'), { ...expected, amount: 90, $assignee: 'ann' });
});

test('[E122] texts are folded for order and search, cut where they are long, and kept as they are', () => {
  assert.equal(foldedText('NORD Ag'), 'nord ag');
  assert.equal(foldedText('Ångström'.normalize('NFD')), foldedText('ÅNGSTRÖM'));
  assert.ok(foldedText('ΟΔΟΣΑ').startsWith(foldedText('ΟΔΟΣ')));
  assert.equal(foldedText(`${'a'.repeat(199)}😀`), 'a'.repeat(199));
  assert.ok(foldedText('😀'.repeat(200)).isWellFormed());
});

test('[E123] the rows of an older database are written in bounded steps, which may be broken off and run beside writers', async (t) => {
  const { engine, pool, another } = await closing(bench(), t);
  assert.equal(await engine.reindex(), 0);
  await engine.dispatch(Array.from({ length: 1200 }, (_, index) => place(`${index}`, { customer: `C${index % 7}` })));
  await engine.dispatch([command('5', 'short'), command('6', 'short')]);
  const rows = await storedRows(pool);
  await pool.query(
    'drop table throughline.list_field, throughline.list_rebuild; delete from throughline.migration where number = 2',
  );
  await migrate(pool);
  assert.equal(await engine.reindex(), 500);
  await engine.dispatch([command('7', 'comment', { text: 'x' }), place('later')]);
  await Promise.all([engine.reindex(), another().reindex(), engine.dispatch([command('5', 'restock'), command('6', 'restock')])]);
  while ((await engine.reindex()) > 0);
  assert.equal(await engine.reindex(), 0);
  const now = await storedRows(pool);
  assert.deepEqual(now, await derivedRows(pool, engine));
  assert.ok(now.length > rows.length);
});
