import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bill } from '../../test/bill-flow.ts';
import { Desk, dayMs, person } from '../../test/desk.ts';
import { compileFlow, type Fact, type JsonObject, joinPersonal, splitPersonal } from '../index.ts';

const flow = compileFlow(bill);
const start = Date.UTC(2026, 0, 5, 9);
const bea = person('bea', 'billing');
const liv = person('liv', 'legal');
const pia = person('pia', 'privacy');
const otto = person('otto', 'operator');
const born: JsonObject = { number: 'B-1', customer: 'Ada', contact: 'ada@x.test', amount: 500, dueOn: '2026-01-10' };

function paid(): Desk {
  const found = new Desk(flow, 'B-1', start);
  found.does('create', born, bea);
  found.does('pay', { amount: 500 }, bea);
  return found;
}

function fact(type: string, data: JsonObject, occurredAt = start + dayMs): Fact {
  return { kind: 'fact', type, data, actor: bea, source: { name: 'erp', liveFrom: 0 }, occurredAt };
}

test('[L354] legal holds are by matter: the case is held until the last is lifted', () => {
  const it = paid();
  assert.equal(it.refuses('legal-hold', {}, pia).code, 'role-required');
  assert.equal(it.refuses('legal-hold', {}, liv, '').code, 'reason-required');
  assert.equal(it.refuses('lift-legal-hold', {}, liv).code, 'not-allowed-in-state');
  const { event } = it.does('legal-hold', { matter: 'Ada v. us' }, liv);
  assert.deepEqual(event.patch, { clocks: { heldBy: { 'Ada v. us': 'liv' } } });
  assert.equal(event.outcome.manual, undefined, 'nothing was put right');
  assert.equal(it.ask('legal-hold', { matter: 'Ada v. us' }, liv).kind, 'ignored');
  it.does('legal-hold', {}, liv);
  it.does('lift-legal-hold', { matter: 'Ada v. us' }, liv);
  assert.deepEqual(it.record.clocks.heldBy, { general: 'liv' });
  assert.equal(it.refuses('lift-legal-hold', { matter: 'Ada v. us' }, liv).place, '/matter');
  it.does('lift-legal-hold', {}, liv);
  assert.equal(it.record.clocks.heldBy, undefined);
  assert.equal(it.refuses('legal-hold', { matter: 'toString' }, liv).place, '/matter');
});

test('[L355] a case that has ended is erased unless it is held; one that is open is not', () => {
  const it = paid();
  assert.equal(it.refuses('erase', {}, otto).code, 'role-required');
  it.does('legal-hold', {}, liv);
  assert.equal(it.refuses('erase', {}, pia).code, 'case-held');
  it.does('lift-legal-hold', {}, liv);
  const { event, next, erases } = it.does('erase', {}, pia);
  assert.equal(erases, true);
  assert.deepEqual(next.data, { number: 'B-1', amount: 500, paid: 500, dueOn: '2026-01-10' });
  assert.equal(next.clocks.erasedAt, start);
  assert.deepEqual(splitPersonal(flow, event).open.input, {});
  const open = new Desk(flow, 'B-1', start);
  open.does('create', born, bea);
  assert.equal(open.refuses('erase', {}, pia).code, 'not-allowed-in-state');
});

test('[L355] what waits for a birth loses what is personal in it, and stays held after the birth', () => {
  const it = new Desk(flow, 'B-1', start);
  it.give(fact('note', { text: 'late', by: 'Ada' }));
  it.does('erase', {}, pia);
  assert.deepEqual(it.record.clocks.waiting?.[0]?.data, { text: 'late' });
  it.does('legal-hold', {}, liv);
  it.does('create', born, bea);
  assert.deepEqual(it.record.clocks.heldBy, { general: 'liv' });
  assert.equal(it.record.clocks.erasedAt, undefined, 'what it was born with is there');
});

test('[L356] afterwards nothing demands what was erased, and what is there must still be right', () => {
  const it = paid();
  it.does('erase', {}, pia);
  const more = it.give(fact('pay', { amount: 5 }));
  assert.equal(more.kind, 'deviated', 'a fact that comes after the end is recorded');
  it.does('repair', { state: 'open', data: { amount: 700 } }, otto);
  assert.equal(it.refuses('repair', { data: { contact: 'no address' } }, otto).place, '/contact');
  assert.equal(it.refuses('repair', { data: { dueOn: null } }, otto).place, '/dueOn', 'what was not erased is demanded');
  it.does('repair', { data: { contact: 'ada@y.test' } }, otto);
  it.does('pay', { amount: 700 }, bea);
  it.does('erase', {}, pia);
  assert.equal(it.record.data.contact, undefined);
  const late = it.give(fact('note', { text: 'x' }, start - dayMs));
  assert.ok(late.kind === 'applied');
});

test('[L356] also where a schema demands them in one of several ways', () => {
  const { data } = compileFlow({
    ...bill,
    data: {
      ...(bill.data as JsonObject),
      oneOf: [{ required: ['customer'] }, { required: ['reserved'] }],
    },
  });
  const lacking = { number: 'B-1', amount: 1, paid: 0, dueOn: '2026-01-10' };
  assert.ok(data.errors(lacking).length > 0);
  assert.deepEqual(data.errors(lacking, true), []);
  assert.equal(data.errors({ ...lacking, amount: -1 }, true)[0]?.path, '/amount');
});

test('[L33] a new key is personal in what the event carries where the key is, and what the kernel carries is not', () => {
  const named = compileFlow({ ...bill, key: 'customer' });
  const it = new Desk(named, 'Ada', start);
  it.does('create', born, bea);
  const { event } = it.does('rekey', { key: 'Eve' }, otto);
  const { open, personal } = splitPersonal(named, event);
  assert.deepEqual(open.input, {});
  assert.equal(open.patch.key, 'Eve', 'what a case is called is never erased');
  assert.equal(JSON.stringify(open.patch.data ?? {}).includes('Eve'), false);
  assert.deepEqual(joinPersonal(open, personal), { input: event.input, patch: event.patch });
  const to = compileFlow({
    ...bill,
    data: {
      ...bill.data,
      properties: { ...(bill.data as { properties: object }).properties, to: { type: 'string', personal: true } },
    },
  });
  assert.deepEqual(splitPersonal(to, { type: 'migrate', input: { to: 2 }, patch: {} }).open.input, { to: 2 });
});
