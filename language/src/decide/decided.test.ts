import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type Actor,
  caseActions,
  checkFlow,
  compileFlow,
  days,
  decide,
  defineFlow,
  diffFlows,
  Fields,
  Flag,
  type FlowDefinition,
  type Input,
  Integer,
  type JsonObject,
  List,
  startActions,
  Text,
} from '../index.ts';

/** A delivery that is signed for: who may revise it writes the note, the signature comes of `sign` alone. */
const delivery = (isDecided = true) =>
  defineFlow({
    name: 'delivery',
    title: 'Delivery',
    owner: 'desk',
    key: 'number',
    data: Fields({
      number: Text(),
      note: Text({ maxLength: 100, ...{ default: '' } }),
      signed: Flag({ default: false, ...(isDecided ? { decided: true } : {}) }),
      parcels: List(Fields({ weight: Integer({ ...(isDecided ? { decided: true } : {}) }) }), { default: [] }),
    }),
    events: { sign: { set: { signed: 'true' } } },
    start: { order: 'open', bring: 'open' },
    states: {
      open: {
        owner: 'desk',
        within: days(5),
        on: { sign: {}, hand: { when: 'data.signed', to: 'delivered' }, drop: 'dropped' },
      },
      delivered: { final: 'done' },
      dropped: { final: 'cancelled' },
    },
  });

const ann: Actor = { id: 'ann', kind: 'person', principal: 'ann', roles: ['desk', 'operator'] };
const context = { now: 1_000 };
const flow = compileFlow(delivery());
const identity = { id: '1', flow: 'delivery', entity: 'e', key: 'D-1' };
const command = (type: string, data: JsonObject = {}): Input => ({ kind: 'command', type, data, actor: ann, reason: 'so' });

function born(data: JsonObject = {}) {
  const decision = decide(flow, identity, command('order', { number: 'D-1', ...data }), context);
  assert.equal(decision.kind, 'applied');
  assert.ok('next' in decision);
  return decision.next;
}

/** What came of it: the data, or the code, place and message of the refusal. */
function told(record: ReturnType<typeof born> | typeof identity, input: Input): unknown {
  const decision = decide(flow, record, input, context);
  if (decision.kind === 'refused') return [decision.code, decision.place, decision.message];
  return 'next' in decision ? decision.next.data : decision.kind;
}

test('[L420] what only events write is revised by nobody: the whole revision is refused', () => {
  const record = born();
  const whole = { number: 'D-1', note: 'x', signed: false, parcels: [] };
  assert.deepEqual(told(record, command('revise', { note: 'x' })), whole);
  assert.deepEqual(
    told(record, command('revise', { note: 'x', signed: false, parcels: [] })),
    whole,
    'it says what is so anyhow',
  );
  const refused = (field: string) => ['data-invalid', `/${field}`, `/${field} is written by what happens, not revised`];
  assert.deepEqual(told(record, command('revise', { note: 'x', signed: true })), refused('signed'));
  assert.deepEqual(told(record, command('revise', { signed: null })), refused('signed'));
  assert.deepEqual(told(record, command('revise', { parcels: [{ weight: 3 }] })), refused('parcels'), 'marked in a part');
});

test('[L420] events and repairs write it', () => {
  const record = born();
  assert.deepEqual(told(record, command('sign')), { number: 'D-1', note: '', signed: true, parcels: [] });
  assert.deepEqual(told(record, command('repair', { data: { signed: true } })), {
    ...{ number: 'D-1', note: '', signed: true, parcels: [] },
  });
});

test('[L421] a person gives it to no new case; a program for nobody and a fact may', () => {
  const data = { number: 'D-1', signed: true };
  const place = ['data-invalid', '/signed', '/signed is written by what happens, not given at its birth'];
  assert.deepEqual(told(identity, command('order', data)), place);
  const bot: Actor = { id: 'bot', kind: 'automation', principal: 'ann', roles: ['desk'] };
  const order: Input = { kind: 'command', type: 'order', data, actor: bot };
  assert.deepEqual(told(identity, order), place, 'for a person');
  const signed = { number: 'D-1', note: '', signed: true, parcels: [] };
  assert.deepEqual(told(identity, { ...order, actor: { ...bot, principal: 'bot' } }), signed);
  const source: Actor = { id: 'erp', kind: 'source', principal: 'erp', roles: [] };
  const fact: Input = { kind: 'fact', type: 'order', data, actor: source, source: { name: 'erp', liveFrom: 0 }, occurredAt: 500 };
  assert.deepEqual(told(identity, fact), signed);
});

test('[L422] nobody is asked for it, but operators in a repair', () => {
  const fieldsOf = (data: JsonObject | undefined): readonly string[] => Object.keys((data?.properties ?? {}) as JsonObject);
  const actions = caseActions(flow, born(), { actor: ann, context });
  const needsOf = (type: string) => actions.find((action) => action.type === type)?.needs.data;
  assert.deepEqual(fieldsOf(needsOf('revise')), ['note']);
  const { data: repaired } = (needsOf('repair')?.properties ?? {}) as JsonObject;
  assert.deepEqual(fieldsOf(repaired as JsonObject), ['note', 'signed', 'parcels']);
  const [order] = startActions(flow, { actor: ann, context });
  assert.deepEqual(fieldsOf(order?.needs.data), ['number', 'note']);
});

test('[L422] the checker finds of a flow what it finds where the field may be revised', () => {
  assert.deepEqual(checkFlow(delivery()), checkFlow(delivery(false)));
  // Nothing signs: that it is handed over all the same is not ruled out.
  const unsigned = (isDecided: boolean) => {
    const { sign: _, ...events } = delivery(isDecided).events as JsonObject;
    return JSON.parse(JSON.stringify({ ...delivery(isDecided), events }).replace('"sign":{},', '')) as FlowDefinition;
  };
  assert.deepEqual(checkFlow(unsigned(true)), checkFlow(unsigned(false)));
});

test('[L420] marking a field alters how cases behave, and strands none', () => {
  const plain = JSON.parse(JSON.stringify(delivery(false)));
  const marked = JSON.parse(JSON.stringify(delivery(false)));
  marked.data.properties.signed.decided = true;
  const told = (before: FlowDefinition, after: FlowDefinition) =>
    diffFlows(before, after).changes.map(({ weight, sentence }) => `${weight}: ${sentence}`);
  assert.deepEqual(told(plain, marked), ['behaviour: The case: “Signed”: that only events write it is new: yes']);
  assert.deepEqual(told(marked, plain), ['behaviour: The case: “Signed”: that only events write it is gone; it was yes']);
});

test('[L420] a birth for persons alone, of a case that must have what no person gives, is never possible', () => {
  const needing = (start: FlowDefinition['start']) => {
    const flow = delivery();
    const { signed, ...properties } = flow.data.properties as JsonObject;
    const { default: _, ...required } = signed as JsonObject;
    const data = { ...flow.data, properties: { ...properties, signed: required }, required: ['number', 'signed'] };
    return checkFlow({ ...flow, data, start }).flatMap(({ code, path }) => (code === 'start-incomplete' ? [path] : []));
  };
  const byPerson = { to: 'open', by: 'person' } as const;
  assert.deepEqual(needing({ order: byPerson }), ['/start/order']);
  assert.deepEqual(needing({ order: { to: 'open' } }), [], 'a program may give it');
  assert.deepEqual(needing({ order: { ...byPerson, set: { signed: 'false' } } }), []);
});
