import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { checkFlow, type FlowDefinition, type JsonObject } from '@throughline/language';
import { type FaultMode, faultyPool, testDatabase } from '@throughline/testing';
import pg from 'pg';
import { caseId } from '../case-id.ts';
import type { Submission } from '../dispatch/submission.ts';
import { createEngine, type Engine } from '../engine.ts';
import { person, start } from '../fixture.test.ts';
import { initialise } from '../initialise.ts';
import { verifyLog } from '../verify/verify-log.ts';

/*
 * Money is allocated by reserving, then confirming: payments ask an invoice for a part of what is open, and confirm what they were given. What
 * the invoice answers is an event of the payment.
 */

const text = { type: 'string', maxLength: 200 };
const amount = { type: 'integer', minimum: 1 };
const fields = (properties: JsonObject, required: readonly string[] = []): JsonObject => ({
  type: 'object',
  additionalProperties: false,
  properties,
  required,
});
const sum = { type: 'integer', default: 0 };

export const bill = {
  name: 'bill',
  title: 'Bill',
  owner: 'billing',
  key: 'number',
  data: fields(
    { number: text, amount, reserved: sum, confirmed: sum, notes: { type: 'array', items: text, maxItems: 500, default: [] } },
    ['number', 'amount', 'reserved', 'confirmed', 'notes'],
  ),
  events: {
    reserve: { data: fields({ amount }, ['amount']), set: { reserved: 'data.reserved + event.amount' } },
    confirm: { data: fields({ amount }, ['amount']), set: { confirmed: 'data.confirmed + event.amount' } },
    note: { data: fields({ text }, ['text']), set: { notes: 'data.notes + [event.text]' } },
  },
  start: { issue: { to: 'open' } },
  states: {
    open: {
      owner: 'billing',
      within: { days: 400 },
      on: {
        reserve: { when: 'data.reserved + event.amount <= data.amount', to: 'open' },
        confirm: [
          { when: 'data.confirmed + event.amount == data.amount', to: 'paid' },
          { when: 'data.confirmed + event.amount < data.amount', to: 'open' },
        ],
        note: {},
      },
    },
    paid: { final: 'done' },
  },
} as unknown as FlowDefinition;

const answered = { case: text, state: text };
const refusal = { case: text, code: text, message: { type: 'string', maxLength: 2000 } };

export const payment = {
  name: 'payment',
  title: 'Payment',
  owner: 'treasury',
  key: 'number',
  data: fields({ number: text, bill: text, amount, why: text }, ['number', 'bill', 'amount']),
  exceptions: { turnedDown: { owner: 'treasury', severity: 'low', within: { days: 3 } } },
  events: {
    reserved: { data: fields(answered, ['state']) },
    confirmed: { data: fields(answered, ['state']) },
    refused: { data: fields(refusal, ['code']), set: { why: 'event.code' } },
    remark: { data: fields({ text }, ['text']) },
  },
  start: {
    pay: {
      to: 'reserving',
      send: [
        {
          flow: 'bill',
          event: 'reserve',
          key: 'data.bill',
          with: { amount: 'data.amount' },
          reply: { applied: 'reserved', refused: 'refused' },
        },
      ],
    },
  },
  states: {
    reserving: {
      owner: 'treasury',
      within: { days: 3 },
      on: {
        reserved: {
          to: 'confirming',
          send: [
            {
              flow: 'bill',
              event: 'confirm',
              key: 'data.bill',
              with: { amount: 'data.amount' },
              onRefused: 'turnedDown',
              reply: { applied: 'confirmed' },
            },
          ],
        },
        refused: { to: 'returned' },
        withdraw: { to: 'withdrawn' },
        remark: {
          send: [{ flow: 'bill', event: 'note', key: 'data.bill', with: { text: 'event.text' }, onRefused: 'turnedDown' }],
        },
      },
    },
    confirming: { owner: 'treasury', within: { days: 3 }, on: { confirmed: { to: 'settled' } } },
    settled: { final: 'done' },
    returned: { final: 'cancelled' },
    withdrawn: { final: 'cancelled' },
  },
} as unknown as FlowDefinition;

const entity = 'halden';
export const bills = (number: string) => ({ flow: 'bill', entity, key: number });
export const payments = (number: string) => ({ flow: 'payment', entity, key: number });

export function command(address: ReturnType<typeof bills>, type: string, data: JsonObject = {}): Submission {
  const actor = { ...person, roles: ['billing', 'treasury'] };
  return {
    case: address,
    input: { kind: 'command', type, data, actor },
    receipt: { source: 'desk', key: `${type}/${JSON.stringify(data)}` },
  };
}

export const issue = (number: string, total: number) => command(bills(number), 'issue', { number, amount: total });
export const pay = (number: string, of: string, part: number) =>
  command(payments(number), 'pay', { number, bill: of, amount: part });

export async function ledger(t: Pick<TestContext, 'after'>) {
  const opened = await testDatabase('engine_ledger', async (url) => {
    const pool = new pg.Pool({ connectionString: url });
    await initialise(pool, { mode: 'virtual', now: start });
    await createEngine({ database: pool }).deploy([bill, payment], { by: 'test' });
    await pool.end();
  });
  t.after(() => opened.close());
  const engine = createEngine({ database: opened.pool });
  await engine.source('desk', { liveFrom: 0 });
  return { ...opened, engine };
}

export const types = async (engine: Engine, address: ReturnType<typeof bills>) =>
  (await engine.history(caseId(address), { limit: 1000 })).map(({ type }) => type);

test('the flows of the ledger have no errors', () => {
  for (const flow of [bill, payment])
    assert.deepEqual(
      checkFlow(flow, { flows: [bill, payment] } as never).filter(({ severity }) => severity === 'error'),
      [],
    );
});

/** The notes of a bill, in the order in which they came. */
export async function notesOf(engine: Engine, number: string): Promise<readonly string[]> {
  const found = await engine.findCase(bills(number));
  return (found?.data.notes ?? []) as readonly string[];
}

/** What is reserved is there, and confirmed; each payment has what it asked for, or nothing. */
export async function allIsAllocated(
  engine: Engine,
  total: number,
  numbers: readonly (readonly [string, number])[],
): Promise<void> {
  const data = (await engine.findCase(bills('B')))?.data as { reserved: number; confirmed: number };
  assert.ok(data.reserved <= total, `${data.reserved} of ${total} are reserved`);
  assert.equal(data.confirmed, data.reserved);
  let settled = 0;
  for (const [number, part] of numbers) {
    const state = (await engine.findCase(payments(number)))?.state;
    assert.ok(state === 'settled' || state === 'returned', `${number} is ${state}`);
    if (state === 'settled') settled += part;
  }
  assert.equal(settled, data.confirmed);
}

/** What a client does: asks again, under the same receipt. */
async function persistently(work: () => Promise<unknown>): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      await work();
      return;
    } catch (error) {
      if (tries >= 5) throw error;
    }
  }
}

/** The n-th query fails, for n = 1, 1 + step, ... until a run comes through untouched. */
export async function allocateWithFaults(
  t: Pick<TestContext, 'after'>,
  { step, modes }: { readonly step: number; readonly modes: readonly FaultMode[] },
): Promise<void> {
  const parts = [
    ['P', 60],
    ['Q', 60],
    ['R', 40],
  ] as const;
  const { pool, engine: calm } = await ledger(t);
  for (const mode of modes)
    for (let failAt = 1; ; failAt += step) {
      const fault = faultyPool(pool, { failAt, mode });
      const engine = createEngine({ database: fault.pool });
      await persistently(() => engine.dispatch([issue('B', 100), ...parts.map(([number, part]) => pay(number, 'B', part))]));
      await persistently(() => engine.settle());
      // The server may not know yet that a connection is gone: until then its transaction keeps its lane, and others pass it over.
      do await calm.settle();
      while ((await calm.effectCounts()).some(({ status }) => status === 'pending'));
      await allIsAllocated(calm, 100, parts);
      // Which of the two comes first is not said; what is left is the third's.
      const heard = await Promise.all(parts.map(([number]) => types(calm, payments(number))));
      const settled = ['pay', 'reserved', 'confirmed'];
      assert.deepEqual(heard.slice(0, 2).toSorted(), [['pay', 'refused'], settled], `${mode} at ${failAt}`);
      assert.deepEqual(heard[2], settled, `${mode} at ${failAt}`);
      assert.equal((await verifyLog(pool)).found, 0);
      if (!fault.struck()) break;
      for (const table of ['case_', 'case_data', 'event', 'receipt', 'effect', 'link', 'list_field'])
        await pool.query(`delete from throughline.${table}`);
    }
}
