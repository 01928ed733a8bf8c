import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type CaseRecord,
  compileFlow,
  days,
  decide,
  defineFlow,
  Email,
  type EventDraft,
  Fields,
  type JsonObject,
  joinPersonal,
  List,
  Optional,
  splitPersonal,
  Text,
} from './index.ts';

const secret = 'ada@private.test';
const flow = compileFlow(
  defineFlow({
    name: 'ask',
    title: 'Ask',
    owner: 'desk',
    key: 'number',
    data: Fields({
      number: Text(),
      contact: Optional(Email({ personal: true })),
      topic: Optional(Text()),
      people: Optional(List(Fields({ name: Text({ personal: true }), role: Text() }))),
    }),
    events: {
      call: { data: Fields({ by: Text({ personal: true }), topic: Text() }), set: { contact: 'event.by', topic: 'event.topic' } },
    },
    start: { begin: 'open' },
    states: {
      open: {
        owner: 'desk',
        within: days(1),
        on: { call: [{ when: 'event.topic == "big"', approval: { roles: ['boss'] }, to: 'done' }, {}] },
      },
      done: { final: 'done' },
    },
  }),
);
const actor = { id: 'pat', kind: 'person', principal: 'pat', roles: ['desk', 'operator'] } as const;

function live(steps: readonly (readonly [type: string, data: JsonObject, roles?: readonly string[]])[]): EventDraft {
  let record: CaseRecord | undefined;
  let event: EventDraft | undefined;
  for (const [type, data, roles] of steps) {
    const by = roles === undefined ? actor : { ...actor, id: 'bob', principal: 'bob', roles };
    const subject = record ?? { id: '1', flow: 'ask', entity: 'e', key: 'A' };
    const taken = decide(flow, subject, { kind: 'command', type, data, actor: by, reason: 'x' }, { now: 0 });
    assert.ok(taken.kind === 'applied', JSON.stringify(taken));
    record = taken.next;
    event = taken.event;
  }
  return event as EventDraft;
}

const begin = ['begin', { number: 'A', contact: secret }] as const;
const rows: readonly (readonly [name: string, event: () => EventDraft, isPersonal: boolean])[] = [
  ['a birth', () => live([begin]), true],
  ['a birth without', () => live([['begin', { number: 'A' }]]), false],
  ['an event and what it sets', () => live([begin, ['call', { by: secret, topic: 'small' }]]), true],
  ['an approval that waits', () => live([begin, ['call', { by: secret, topic: 'big' }]]), true],
  [
    'an approval given',
    () => live([begin, ['call', { by: secret, topic: 'big' }], ['approve', { of: 'call' }, ['boss']]]),
    false,
  ],
  ['a revision', () => live([begin, ['revise', { contact: `x${secret}` }]]), true],
  ['a revision that removes', () => live([begin, ['revise', { contact: null }]]), true],
  ['a revision of something else', () => live([begin, ['revise', { topic: 't' }]]), false],
  ['a repair', () => live([begin, ['repair', { data: { contact: `x${secret}`, topic: 't' } }]]), true],
  [
    'a list with something personal in it',
    () => live([['begin', { number: 'A', people: [{ name: secret, role: 'buyer' }] }]]),
    true,
  ],
  ['what a built-in event carries beside', () => live([begin, ['comment', { text: 'hello', contact: secret }]]), true],
  ['a comment', () => live([begin, ['comment', { text: 'hello' }]]), false],
];

test('[L33] what is personal is taken out of the open part of an event, and put back together it is the event', () => {
  for (const [name, make, isPersonal] of rows) {
    const event = make();
    const { open, personal } = splitPersonal(flow, event);
    assert.ok(!JSON.stringify(open).includes(secret), name);
    assert.equal(personal !== undefined, isPersonal, name);
    assert.deepEqual(joinPersonal(open, personal), { input: event.input, patch: event.patch }, name);
    assert.deepEqual(joinPersonal(open, undefined), open, `${name}, erased`);
  }
});

test('[L33] a revision that removes a personal field keeps the removal', () => {
  const { open, personal } = splitPersonal(flow, live([begin, ['revise', { contact: null }]]));
  assert.deepEqual(joinPersonal(open, personal).patch.data, { contact: null });
});

test('[L33] what a mail server said of an address, and a fact that no flow declares, keep what is personal apart', () => {
  const born: CaseRecord = {
    ...{ id: '1', flow: 'ask', entity: 'e', key: 'A', version: 1, state: 'open', seq: 1, clocks: {}, enteredAt: 0 },
    data: { number: 'A', contact: secret },
  };
  const engine = { id: 'engine', kind: 'system', principal: 'engine', roles: [] } as const;
  const failed = { effect: 'e', kind: 'mail', outcome: 'refused', error: `550 no such user ${secret}` };
  const source = { name: 's', liveFrom: 0 };
  const inputs = [
    { kind: 'message', type: 'effect-failed', data: failed, actor: engine, occurredAt: 0 },
    { kind: 'fact', type: 'unheard', data: { contact: secret }, actor: engine, source, occurredAt: 0 },
  ] as const;
  for (const input of inputs) {
    const taken = decide(flow, born, input, { now: 0 });
    assert.ok('event' in taken, JSON.stringify(taken));
    const { open, personal } = splitPersonal(flow, taken.event);
    assert.ok(!JSON.stringify({ ...taken.event, ...open }).includes(secret), input.type);
    assert.deepEqual(joinPersonal(open, personal), { input: taken.event.input, patch: taken.event.patch });
  }
});
