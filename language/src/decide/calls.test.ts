import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Desk, person } from '../../test/desk.ts';
import { edited } from '../../test/seeded-defects.ts';
import {
  call,
  callMessage,
  checkFlow,
  compileFlow,
  Day,
  days,
  defineFlow,
  diffFlows,
  type EffectDraft,
  Fields,
  Integer,
  type JsonObject,
  Optional,
  Text,
} from '../index.ts';
import { flowPage } from '../pictures/index.ts';

/** Orders that an ERP is asked to book: it answers with a number, refuses, or nobody knows. */
const definition = defineFlow({
  name: 'order',
  title: 'Order',
  owner: 'sales',
  key: 'number',
  data: Fields({
    number: Text({ maxLength: 20 }),
    amount: Integer({ minimum: 0, maximum: 1_000_000 }),
    note: Optional(Text({ maxLength: 30_000 })),
    dueOn: Day(),
    booked: Optional(Text({ maxLength: 100 })),
    trouble: Optional(Text({ maxLength: 3000 })),
  }),
  destinations: {
    erp: {
      title: 'ERP',
      owner: 'sales',
      tier: 1,
      data: Fields({ number: Text(), amount: Integer({ maximum: 900 }), note: Optional(Text({ maxLength: 30_000 })) }),
    },
    board: { owner: 'sales', tier: 3 },
  },
  exceptions: {
    notBooked: { owner: 'sales', severity: 'medium', within: days(1), resolutions: ['booked by hand', 'given up'] },
  },
  events: {
    booked: {
      data: Fields({ destination: Text(), result: Fields({ id: Optional(Text({ maxLength: 50 })) }) }),
      set: { booked: 'has(event.result.id) ? dyn(event.result.id) : "by hand"' },
    },
    notBooked: { data: Fields({ message: Text() }), set: { trouble: 'event.message' } },
    doubtful: { set: { trouble: '"nobody knows"' } },
    ship: { lands: 'shipped' },
  },
  start: { create: 'open' },
  states: {
    open: {
      owner: 'sales',
      within: days(90),
      on: {
        book: {
          effects: [
            call('erp', {
              with: { number: 'data.number', amount: 'data.amount', note: 'has(data.note) ? dyn(data.note) : null' },
              onFailed: 'notBooked',
              reply: { done: 'booked', refused: 'notBooked', unknown: 'doubtful' },
            }),
          ],
        },
        booked: {},
        notBooked: {},
        doubtful: {},
        ship: {
          to: 'shipped',
          effects: [call('erp', { with: { number: 'data.number', amount: 'data.amount' }, onFailed: 'notBooked' })],
        },
        close: 'closed',
      },
    },
    shipped: { final: 'done' },
    closed: { final: 'cancelled' },
  },
  ladders: {
    late: {
      anchor: 'data.dueOn',
      during: ['open'],
      rungs: [
        {
          name: 'tell',
          after: days(1),
          effects: [
            call('board', { with: { text: '"late: " + data.number' }, onFailed: 'notBooked', delivery: 'at-least-once' }),
          ],
        },
      ],
    },
  },
});
const flow = compileFlow(definition);
const start = Date.UTC(2026, 0, 5, 9);
const sam = person('sam', 'sales');
const otto = person('otto', 'operator');
const key = 'transition:book:1:call:0';

type Call = Extract<EffectDraft, { kind: 'call' }>;

function desk(more: JsonObject = {}): Desk {
  const it = new Desk(flow, 'O-1', start);
  it.does('create', { number: 'O-1', amount: 500, dueOn: '2026-01-10', ...more }, sam);
  return it;
}

function calls(effects: readonly EffectDraft[]): readonly Call[] {
  return effects.filter((effect) => effect.kind === 'call');
}

test('[L390] [L396] a call carries what the flow says to a destination by its name, and may happen once at most', () => {
  assert.deepEqual(checkFlow(definition), []);
  const decided = desk().does('book', {}, sam);
  assert.deepEqual(calls(decided.effects), [
    {
      kind: 'call',
      key: calls(decided.effects)[0]?.key,
      payload: {
        to: 'erp',
        data: { number: 'O-1', amount: 500 },
        principal: 'sam',
        onFailed: 'notBooked',
        reply: { done: 'booked', refused: 'notBooked', unknown: 'doubtful' },
      },
      delivery: 'at-most-once',
    },
  ]);
  assert.deepEqual(decided.event.outcome.effects, [calls(decided.effects)[0]?.key]);
  const again = desk();
  const keys = [again.does('book', {}, sam), again.does('book', {}, sam)].map(({ effects }) => effects[0]?.key);
  assert.equal(new Set(keys).size, 2, 'which time it is says the key');
});

test('[L391] what a destination does not take, or is too long, is not called: a command is refused, a fact stands', () => {
  assert.deepEqual(
    [desk({ amount: 1000 }).refuses('book', {}, sam), desk({ note: 'x'.repeat(20_000) }).refuses('book', {}, sam)].map(
      ({ code }) => code,
    ),
    ['data-invalid', 'limit-exceeded'],
  );
  const it = desk({ amount: 1000 });
  const source = { name: 'depot', liveFrom: 0 };
  const actor = { id: 'depot', kind: 'source', principal: 'depot', roles: [] } as const;
  const shipped = it.give({ kind: 'fact', type: 'ship', data: {}, occurredAt: start, source, actor });
  assert.ok(shipped.kind === 'applied', JSON.stringify(shipped));
  assert.deepEqual([it.record.state, shipped.effects, shipped.event.outcome.raised], ['shipped', [], ['notBooked']]);
  assert.ok(!JSON.stringify(shipped.event.outcome).includes('1000'), 'what was at fault is not told');
  const old = desk();
  const history = { ...source, liveFrom: start + 1 };
  const past = old.give({ kind: 'fact', type: 'ship', data: {}, occurredAt: start, source: history, actor });
  assert.ok(past.kind === 'applied' && past.effects.length === 0, 'history calls nobody');
});

test('[L392] the outcome is an event of the case with what it declares, in the name of who is behind the call', () => {
  const it = desk();
  const [{ payload }] = calls(it.does('book', {}, sam).effects) as [Call];
  const done = callMessage(flow, payload, { kind: 'done', result: { id: 'SO-7', status: 201 } }, start);
  assert.deepEqual(done, {
    ...{ kind: 'message', type: 'booked', data: { destination: 'erp', result: { id: 'SO-7' } }, occurredAt: start },
    actor: { id: 'destination:erp', kind: 'automation', principal: 'sam', roles: [] },
  });
  assert.ok(done !== undefined);
  assert.equal(it.give(done).kind, 'applied');
  assert.equal(it.record.data.booked, 'SO-7');
  const no = callMessage(flow, payload, { kind: 'refused', message: `no such \0 customer${'.'.repeat(3000)}` }, start);
  assert.deepEqual(
    [no?.type, String(no?.data.message).slice(0, 18), String(no?.data.message).length],
    ['notBooked', 'no such  customer.', 2000],
  );
  assert.deepEqual(callMessage(flow, payload, { kind: 'unknown', message: 'the line broke' }, start)?.data, {});
  const { reply: _, ...silent } = payload;
  assert.equal(callMessage(flow, silent, { kind: 'done', result: {} }, start), undefined);
});

test('[L393] how somebody says that a call ended comes to the case, unless it has heard that before', () => {
  const it = desk();
  const [{ payload, key: effect }] = calls(it.does('book', {}, sam).effects) as [Call];
  const settled = (status: string, outcome: string) => {
    it.context = { effect: { key: effect, kind: 'call', status, call: payload } };
    return it.does('settle-effect', { effect, outcome }, otto).following?.map((input) => 'type' in input && input.type);
  };
  assert.deepEqual(settled('unknown', 'done'), ['booked']);
  assert.deepEqual(settled('unknown', 'refused'), ['notBooked']);
  assert.deepEqual(settled('refused', 'done'), ['booked']);
  assert.deepEqual([settled('refused', 'refused'), settled('dead', 'refused')], [undefined, undefined]);
});

test('[L394] the call of a rung that nobody has begun is moot once the case has ended', () => {
  const it = desk();
  const [fired] = it.pass(8);
  const rung = 'rung:late:1:tell:call:0';
  assert.deepEqual(
    fired?.effects.map((effect) => [effect.key, effect.kind === 'call' && effect.payload.data]),
    [[rung, { text: 'late: O-1' }]],
  );
  assert.deepEqual(it.does('close', {}, sam).cancels, [rung]);
});

test('[L395] an outcome is heard by events that take it, and a result is an object', () => {
  const found = (change: (copy: typeof definition) => void) => {
    const copy = structuredClone(definition);
    change(copy);
    return checkFlow(copy)
      .filter(({ severity }) => severity === 'error')
      .map(({ code, path }) => `${code} ${path}`);
  };
  const form = (properties: JsonObject, required: string[] = []) => ({
    type: 'object',
    properties,
    required,
    additionalProperties: false,
  });
  const at = '/states/open/on/book/effects/0/reply';
  const event = (name: string, data: JsonObject) => (copy: typeof definition) => {
    copy.events = { ...copy.events, [name]: { data } };
  };
  assert.deepEqual(found(event('booked', form({ result: { type: 'string' } }))), [
    'value-invalid /events/booked/data/properties/result',
  ]);
  assert.deepEqual(found(event('notBooked', form({ code: { type: 'string' } }, ['code']))), [`message-incomplete ${at}/refused`]);
});

test('[L397] what is different of calls and destinations is said, and a page names them', () => {
  const after = edited(
    definition,
    ['/states/open/on/book/effects/0/with/amount', 'data.amount * 100'],
    ['/destinations/erp/tier', 2],
  ) as unknown as typeof definition;
  assert.deepEqual(
    diffFlows(definition, after).changes.map(({ sentence }) => sentence.replace(/ with .*/, '')),
    ['Destination “ERP”: the tier was 1, is 2', 'In “Open”, “Book” calls “erp”'],
  );
  assert.deepEqual(diffFlows(definition, structuredClone(definition)).changes, []);
  const page = flowPage(definition);
  assert.match(page, /calls erp/);
  assert.ok(key.includes('call'));
});
