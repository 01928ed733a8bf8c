import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Json } from '@throughline/language';
import fc from 'fast-check';
import { invoiceFlow } from '../../test/flows.ts';
import { driftOf, ImportFailure, mergeShapes, type RecordMapping, recordMapper, ShapeReader } from '../index.ts';
import { valueAt } from './path.ts';

const mapping: RecordMapping = {
  ...{ flow: 'invoice', entity: { column: 'seller.id' }, key: { column: 'id' }, currency: 'EUR' },
  columns: { paid: { path: 'times.paid', unit: 'seconds' }, first: { cel: 'record.payments[0].cents' } },
  events: [
    { event: 'send', at: { column: 'times.sent', format: 'ISO' } },
    {
      ...{
        event: 'pay',
        at: { column: 'paid', format: 'ISO' },
        when: { column: 'paid', present: true },
        dedupe: ['id', 'payments.0.id'],
      },
      data: { amount: { column: 'first', as: 'integer' } },
    },
  ],
};
const mapper = recordMapper({ mapping, flow: invoiceFlow, source: 'connection/test', liveFrom: 0 });
const record = {
  id: 'I-1',
  seller: { id: 'north' },
  times: { sent: '2026-01-01', paid: 1_767_312_000 },
  payments: [{ id: 'p7', cents: 250 }],
};

test('[C132] paths, instants counted from 1970 and expressions; a fact has the key of its event', () => {
  const { facts, errors } = mapper.map(record, 1);
  assert.deepEqual(errors, []);
  const told = facts.map(({ identity: { entity, key }, dedupeKey, fact }) => [
    entity,
    key,
    dedupeKey,
    fact.occurredAt,
    fact.data,
  ]);
  assert.deepEqual(told, [
    ['north', 'I-1', 'I-1/send', Date.UTC(2026, 0, 1), {}],
    ['north', 'I-1', 'I-1/p7/pay', 1_767_312_000_000, { amount: 250 }],
  ]);
  const wrong = mapper.map({ ...record, payments: [], times: { sent: 'soon' } }, 2);
  assert.deepEqual([wrong.facts, wrong.errors.map(({ field }) => field)], [[], ['first']]);
  assert.equal(valueAt({ 'a.b': 1, a: { b: 2 } }, 'a.b'), 1, 'a member that is called like the path comes first');
  assert.equal(valueAt({ a: { 'b.c': [null, 3] } }, 'a.b\\.c.1'), 3);
  assert.equal(valueAt({}, '__proto__.toString'), undefined);
  const unknown = { ...mapping, columns: { ...mapping.columns, first: { cel: 'record.(' } } };
  assert.throws(() => recordMapper({ mapping: unknown, flow: invoiceFlow, source: 's', liveFrom: 0 }), ImportFailure);
});

test('[C132] whatever JSON a record is, it gives facts or errors, and the same again', () => {
  const shaped = fc.record(
    { id: fc.jsonValue(), seller: fc.jsonValue(), times: fc.jsonValue(), payments: fc.jsonValue() },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(fc.oneof(fc.jsonValue(), shaped), (value) => {
      const once = mapper.map(value as Json, 1);
      assert.ok(once.facts.length === 0 || once.errors.length === 0, 'never both');
      assert.ok(once.facts.length + once.errors.length > 0, 'never nothing');
      assert.deepEqual(mapper.map(value as Json, 1), once);
    }),
  );
});

test('[C133] what vanished, changed its type or appeared is told once; what may be missing is not', () => {
  const seen = (records: readonly Json[]) => {
    const reader = new ShapeReader();
    reader.see(records);
    return reader.shape();
  };
  const many = (of: (index: number) => Json) => Array.from({ length: 30 }, (_, index) => of(index));
  const before = seen(many((index) => ({ id: index, at: { day: 'a', zone: 'b' }, note: index % 2 === 0 ? 'x' : null })));
  assert.deepEqual(
    driftOf(before, seen(many((index) => ({ id: index, at: { day: 'a', zone: null } })))).map(
      ({ code, path }) => `${code} ${path}`,
    ),
    ['field-vanished at.zone'],
  );
  const changed = seen(many((index) => ({ id: String(index), more: [], note: 'y' })));
  const drift = driftOf(before, changed);
  assert.deepEqual(
    drift.map(({ code, path, before: was, after }) => `${code} ${path}: ${was}, ${after}`),
    ['type-changed id: number, text', 'field-vanished at: object, nothing', 'field-appeared more: nothing, list'],
  );
  assert.deepEqual(driftOf(mergeShapes(before, changed, drift), changed), []);
  assert.deepEqual(driftOf(before, seen([{ id: 1 }])), [], 'one record says nothing of what is usual');
  assert.deepEqual(driftOf(seen([{ id: 1 }]), changed), []);
});
