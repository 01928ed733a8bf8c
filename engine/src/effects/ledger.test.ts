import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { checkFlow, type FlowDefinition, type JsonObject } from '@throughline/language';
import { testDatabase } from '@throughline/testing';
import pg from 'pg';
import { caseId } from '../case-id.ts';
import type { Submission } from '../dispatch/submission.ts';
import { createEngine, type Engine } from '../engine.ts';
import { person, start } from '../fixture.test.ts';
import { initialise } from '../initialise.ts';

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
