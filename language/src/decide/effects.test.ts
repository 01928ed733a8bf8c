import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bill } from '../../test/bill-flow.ts';
import { Desk, person } from '../../test/desk.ts';
import {
  checkFlow,
  compileFlow,
  type EffectDraft,
  effectActions,
  type FlowDefinition,
  type JsonObject,
  replyMessage,
} from '../index.ts';

const flow = compileFlow(bill);
const start = Date.UTC(2026, 0, 5, 9);
const bea = person('bea', 'billing');
const otto = person('otto', 'operator');
const lea = person('lea', 'lead');
const born: JsonObject = { number: 'B-1', customer: 'Ada', contact: 'ada@x.test', amount: 500, dueOn: '2026-01-10' };
const reminder = 'rung:dunning:1:remind:mail:0';

function desk(): Desk {
  const found = new Desk(flow, 'B-1', start);
  found.does('create', born, bea);
  return found;
}

function reminded(): Desk {
  const found = desk();
  const [fired] = found.pass(13);
  assert.deepEqual(
    fired?.effects.map(({ key }) => key),
    [reminder],
  );
  return found;
}

test('[L357] an effect that failed is sent again or settled, by an operator or who answers for such failures', () => {
  const effect = { key: reminder, kind: 'mail', status: 'unknown' };
  const it = Object.assign(desk(), { context: { effect } });
  assert.deepEqual(it.does('resend', { effect: reminder }, otto).effect, { key: reminder, to: 'pending' });
  assert.deepEqual(it.does('settle-effect', { effect: reminder, outcome: 'done' }, bea).effect, { key: reminder, to: 'done' });
  assert.deepEqual(it.does('settle-effect', { effect: reminder, outcome: 'refused' }, otto).effect, {
    key: reminder,
    to: 'refused',
  });
  assert.equal(it.refuses('resend', { effect: reminder }, lea).code, 'role-required');
  assert.equal(it.refuses('resend', { effect: 'another' }, otto).code, 'effect-unknown');
  assert.equal(it.refuses('settle-effect', { effect: reminder, outcome: 'sent' }, otto).place, '/outcome');
  for (const status of ['pending', 'held', 'done', 'cancelled']) {
    it.context = { effect: { ...effect, status } };
    assert.equal(it.refuses('resend', { effect: reminder }, otto).code, 'effect-not-failed', status);
  }
});

test('[L194] of each effect that came to nothing it is said who may send it again or say how it ended, and why not', () => {
  const { record } = desk();
  const effect = { key: reminder, kind: 'mail', status: 'dead' };
  const effects = [effect, { ...effect, key: 'another', status: 'done' }];
  const asked = (actor: typeof otto) => effectActions(flow, record, { actor, context: { now: start } }, effects);
  assert.deepEqual(
    asked(otto).map(({ type, effect: of, allowed }) => [type, of, allowed]),
    [
      ['resend', reminder, true],
      ['settle-effect', reminder, true],
    ],
  );
  assert.deepEqual(
    asked(lea).map(({ allowed, refusal }) => [allowed, refusal?.code]),
    [
      [false, 'role-required'],
      [false, 'role-required'],
    ],
  );
});

test('[L358] reminders that nobody has sent yet are moot once the case has ended or has left the ladder for good', () => {
  assert.deepEqual(reminded().does('pay', { amount: 500 }, bea).cancels, [reminder]);
  assert.deepEqual(reminded().does('merge', { into: 'x' }, otto).cancels, [reminder]);
  assert.deepEqual(reminded().does('repair', { state: 'legal' }, otto).cancels, [reminder]);
  assert.equal(reminded().does('pay', { amount: 5 }, bea).cancels, undefined, 'it is still owed');
  assert.equal(reminded().does('park', {}, bea).cancels, undefined, 'it only pauses');
  const it = reminded();
  it.does('pay', { amount: 500 }, bea);
  assert.equal(it.does('comment', { text: 'thanks' }, bea).cancels, undefined, 'said once');
});

test('[L358] what a rung does while it leaves the ladder is meant; what it did before is moot', () => {
  const it = reminded();
  it.pass(40);
  const { cancels, effects } = it.does('approve', { of: 'dunning/sue' }, lea);
  assert.equal(it.record.state, 'legal');
  assert.deepEqual(
    effects.map(({ key }) => key),
    ['rung:dunning:1:sue:mail:0'],
  );
  assert.deepEqual(cancels, [reminder]);
});

test('[L359] an answer comes to the sender as an event of its own, with as much of it as that event declares', () => {
  const it = desk();
  const [sent] = it.does('reserve', {}, bea).effects as readonly Extract<EffectDraft, { kind: 'message' }>[];
  assert.ok(sent !== undefined);
  assert.deepEqual(sent.reply, { applied: 'reserved', refused: 'notReserved' });
  const yes = replyMessage(flow, sent, { kind: 'applied', state: 'booked' }, start);
  assert.deepEqual(yes, {
    ...{ kind: 'message', type: 'reserved', data: { case: 'B-1', state: 'booked' }, occurredAt: start },
    actor: { id: 'case:budget/B-1', kind: 'automation', principal: 'bea', roles: [] },
  });
  assert.ok(yes !== undefined);
  assert.equal(it.give(yes).kind, 'applied');
  assert.equal(it.record.data.reserved, 'B-1 is booked');
  const no = replyMessage(flow, sent, { kind: 'refused', code: 'guard-failed', message: 'Needs: money' }, start);
  assert.deepEqual(no?.data, { code: 'guard-failed' });
  const { reply: _, ...unanswered } = sent;
  assert.equal(replyMessage(flow, unanswered, { kind: 'applied', state: 'booked' }, start), undefined);
});

/** Of the flow with another reply, the codes and places of what the checker finds. */
function found(reply: JsonObject, events: JsonObject = {}): readonly string[] {
  const changed = structuredClone(bill) as unknown as {
    readonly states: { readonly open: { readonly on: { readonly reserve: { readonly send: JsonObject[] } } } };
    events: JsonObject;
  };
  const { send } = changed.states.open.on.reserve;
  send[0] = { ...(send[0] as JsonObject), reply };
  changed.events = { ...changed.events, ...events };
  return checkFlow(changed as unknown as FlowDefinition)
    .filter(({ severity }) => severity === 'error')
    .map(({ code, path }) => `${code} ${path}`);
}

test('[L360] the events of an answer are taken by some state, and need no more than it carries', () => {
  const at = '/states/open/on/reserve/send/0';
  assert.deepEqual(found({ applied: 'reserved', refused: 'notReserved' }), []);
  assert.deepEqual(found({ applied: 'reservd', refused: 'notReserved' }), [`event-unknown ${at}/reply/applied`]);
  assert.deepEqual(found({ applied: 'create', refused: 'notReserved' }), [`event-unknown ${at}/reply/applied`]);
  assert.deepEqual(found({ applied: 'reserved' }), [`refusal-unhandled ${at}`]);
  assert.deepEqual(found({ applied: 'pay', refused: 'notReserved' }), [`message-incomplete ${at}/reply/applied`]);
  const count = { note: { data: { type: 'object', properties: { state: { type: 'integer' } }, additionalProperties: false } } };
  assert.deepEqual(found({ applied: 'note', refused: 'notReserved' }, count), [
    'value-invalid /events/note/data/properties/state',
  ]);
});

test('[L361] no flow declares an event or a state of the kernel', () => {
  const codes = (change: object) => checkFlow({ ...bill, ...change }).map(({ code }) => code);
  for (const event of ['merge', 'legal-hold', 'alias', 'erase'])
    assert.ok(codes({ events: { ...bill.events, [event]: {} } }).includes('event-reserved'), event);
  for (const state of ['expected', 'merged'])
    assert.ok(codes({ states: { ...bill.states, [state]: { final: 'done' } } }).includes('state-reserved'), state);
});
