import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type Actor,
  type Command,
  checkFlow,
  type Fact,
  type FlowDefinition,
  type JsonObject,
  type Source,
} from '@throughline/language';
import { type TestDatabase, testDatabase } from '@throughline/testing';
import pg from 'pg';
import type { Submission } from './dispatch/submission.ts';
import { createEngine, type Engine, type EngineOptions } from './engine.ts';
import { initialise } from './initialise.ts';

/*
 * Two small flows that use what the engine has to carry out: an order with a ladder, exceptions, tasks, mail, a personal field
 * and messages to a parcel, which may refuse them.
 */

const text = { type: 'string', maxLength: 200 };
const fields = (properties: JsonObject, required: readonly string[] = []) => ({
  type: 'object',
  additionalProperties: false,
  properties,
  required,
});

export const order = {
  name: 'order',
  title: 'Order',
  owner: 'sales',
  key: 'number',
  data: fields(
    {
      number: text,
      contact: { ...text, personal: true },
      amount: { type: 'integer', kind: 'money', list: true },
      paid: { type: 'integer' },
      dueOn: { ...text, kind: 'day', list: true },
      customer: { ...text, list: true },
      askedAt: { ...text, kind: 'instant', list: true },
      parcel: text,
    },
    ['number'],
  ),
  computed: { open: 'data.amount - data.paid' },
  columns: { open: { kind: 'money' } },
  exceptions: {
    stock: { owner: 'store', severity: 'high', blocks: true, within: { hours: 8 } },
    lost: { owner: 'store', severity: 'low', within: { days: 1 } },
  },
  links: { parcel: { flow: 'parcel' } },
  mails: { reminder: { subject: 'Order {{ data.number }}', text: 'Please pay' } },
  events: {
    pay: { data: fields({ amount: { type: 'integer' } }, ['amount']), set: { paid: 'event.amount' }, lands: 'paid' },
    ask: { data: fields({}) },
  },
  start: { place: { to: 'open' } },
  states: {
    open: {
      owner: 'sales',
      within: { days: 4000 },
      on: {
        pay: { when: 'has(data.amount) && event.amount >= data.amount', to: 'paid' },
        short: { raise: 'stock' },
        restock: { resolve: 'stock' },
        ask: { task: { role: 'sales', title: 'Answer' } },
        remind: { effects: [{ kind: 'mail', template: 'reminder', to: 'has(data.contact) ? data.contact : ""' }] },
        shout: {
          effects: [
            { kind: 'mail', template: 'reminder', to: 'has(data.contact) ? data.contact : ""', delivery: 'at-most-once' },
          ],
        },
        ship: {
          link: { parcel: 'data.number' },
          open: [{ flow: 'parcel', event: 'pack', key: 'data.number', with: { number: 'data.number' }, onRefused: 'lost' }],
        },
        recall: { send: [{ flow: 'parcel', event: 'back', key: 'data.number', onRefused: 'lost' }] },
      },
    },
    paid: { owner: 'sales', within: { days: 400 }, on: { close: { to: 'closed' } } },
    closed: { final: 'done' },
  },
  ladders: {
    dunning: {
      anchor: 'data.dueOn',
      during: ['open'],
      rungs: [
        {
          name: 'first',
          after: { days: 7 },
          effects: [{ kind: 'mail', template: 'reminder', to: 'has(data.contact) ? data.contact : ""' }],
        },
        { name: 'second', after: { days: 14 }, task: { role: 'finance', title: 'Call' } },
      ],
    },
  },
} as unknown as FlowDefinition;

export const parcel = {
  name: 'parcel',
  title: 'Parcel',
  owner: 'store',
  key: 'number',
  data: fields({ number: text }, ['number']),
  start: { pack: { to: 'packed' } },
  states: {
    packed: { owner: 'store', within: { days: 400 }, on: { back: { to: 'returned' }, send: { to: 'sent' } } },
    sent: { owner: 'store', within: { days: 400 }, on: { arrive: { to: 'arrived' } } },
    arrived: { final: 'done' },
    returned: { final: 'cancelled' },
  },
} as unknown as FlowDefinition;

export const day = 86_400_000;
export const start = Date.UTC(2026, 0, 5, 8);

export interface Bench extends TestDatabase {
  readonly engine: Engine;
  readonly source: Source;
  /** Another engine on the same database, as another process has it. */
  another(options?: Partial<EngineOptions>): Engine;
}

/** A fresh database with the flows deployed; on a virtual clock unless told otherwise. */
export function bench(mode: 'real' | 'virtual' = 'virtual', options: Partial<EngineOptions> = {}): Promise<Bench> {
  return benchOf({ name: 'engine', flows: [order, parcel], now: start }, mode, options);
}

/** The same with flows of a test's own; `name` is that of the database which is made once and copied. */
export async function benchOf(
  { name, flows, now }: { readonly name: string; readonly flows: readonly FlowDefinition[]; readonly now: number },
  mode: 'real' | 'virtual',
  options: Partial<EngineOptions>,
): Promise<Bench> {
  const database = await testDatabase(`${name}_${mode}`, async (url) => {
    const pool = new pg.Pool({ connectionString: url });
    await initialise(pool, mode === 'real' ? { mode } : { mode, now });
    await createEngine({ database: pool }).deploy(flows, { by: 'test' });
    await pool.end();
  });
  const engine = createEngine({ database: database.pool, ...options });
  const source = await engine.source('erp', { liveFrom: 0 });
  return { ...database, engine, source, another: (more) => createEngine({ database: database.pool, ...more }) };
}

export const person: Actor = { id: 'ann', kind: 'person', principal: 'ann', roles: ['sales', 'store', 'finance'] };
export const erp: Actor = { id: 'erp', kind: 'source', principal: 'erp', roles: [] };

export function named(key: string, flow = 'order') {
  return { flow, entity: 'halden', key };
}

export function command(key: string, type: string, data: JsonObject = {}, more: Partial<Command> = {}): Submission {
  return { case: named(key), input: { kind: 'command', type, data, actor: person, ...more } };
}

export function fact(
  source: Source,
  key: string,
  type: string,
  { data = {}, at = start, receipt }: { readonly data?: JsonObject; readonly at?: number; readonly receipt?: string } = {},
): Submission {
  const input: Fact = { kind: 'fact', type, data, actor: erp, source, occurredAt: at };
  return { case: named(key), input, ...(receipt === undefined ? {} : { receipt: { source: source.name, key: receipt } }) };
}

export function place(key: string, more: JsonObject = {}): Submission {
  return command(key, 'place', { number: key, contact: `${key}@example.org`, amount: 100, ...more });
}

/** The outcome of each submission, and the code of what was refused. */
export function outcomes(
  results: readonly { readonly outcome: string; readonly refusal?: { readonly code: string } }[],
): readonly string[] {
  return results.map(({ outcome, refusal }) => (refusal === undefined ? outcome : `${outcome} ${refusal.code}`));
}

/** Closes the bench when the test that asked for it is over. */
export async function closing(opened: Promise<Bench>, t: { after(run: () => Promise<void>): void }): Promise<Bench> {
  const database = await opened;
  t.after(() => database.close());
  return database;
}

test('the flows of the tests have no errors', () => {
  for (const flow of [order, parcel])
    assert.deepEqual(
      checkFlow(flow).filter(({ severity }) => severity === 'error'),
      [],
    );
});
