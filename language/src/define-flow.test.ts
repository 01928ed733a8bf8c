import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Value } from 'typebox/value';
import { invoice } from '../test/invoice-flow.ts';
import { days, hours, mail } from './define-flow.ts';
import { definePack } from './define-pack.ts';
import { FlowDefinition } from './definition/flow.ts';

test('[L10] a state name in place of a transition is spelt out', () => {
  assert.deepEqual(invoice.start, { create: { to: 'created' } });
  assert.deepEqual(invoice.states.disputed?.on?.reject, { to: 'sent' });
});

test('[L12] what is authored is a plain document: it equals its own JSON and satisfies the schema', () => {
  assert.deepEqual(JSON.parse(JSON.stringify(invoice)), invoice);
  assert.deepEqual([...Value.Errors(FlowDefinition, invoice)], []);
});

test('[L13] lengths and parameters read alike', () => {
  assert.deepEqual(days(7), { days: 7 });
  assert.deepEqual(hours(8), { hours: 8 });
  assert.deepEqual(days(7, { owner: 'lead', from: 1, to: 30 }), { type: 'days', default: 7, owner: 'lead', from: 1, to: 30 });
  assert.deepEqual(mail('hello', { to: 'data.contact' }), {
    kind: 'mail',
    template: 'hello',
    to: 'data.contact',
    delivery: 'at-least-once',
  });
});

test('[L14] a pack is plain data too', () => {
  const pack = definePack({ name: 'order-to-cash', title: 'Order to cash', flows: [invoice] });
  assert.deepEqual(pack.roles, {});
  assert.deepEqual(pack.flows, [invoice]);
  assert.deepEqual(pack.metrics, []);
});
