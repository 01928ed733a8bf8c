import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bill } from '../../test/bill-flow.ts';
import { Desk, person } from '../../test/desk.ts';
import { sameRules } from '../../test/same-rules.ts';
import {
  type Actor,
  compileFlow,
  type FlowDefinition,
  type JsonObject,
  type MigrationDefinition,
  nextDueAt,
  splitPersonal,
} from '../index.ts';

const start = Date.UTC(2026, 0, 5, 9);
const bea = person('bea', 'billing');
const otto = person('otto', 'operator');
const lea = person('lea', 'lead');
const born: JsonObject = { number: 'B-1', customer: 'Ada', contact: 'ada@x.test', amount: 500, dueOn: '2026-01-10' };
const before = compileFlow(bill, 1);

/** `contact` becomes `address`, `open` becomes `sent`, the rung `sue` becomes `court`, and reminders come two days later. */
const renamed = JSON.parse(
  JSON.stringify(bill)
    .replaceAll('"contact"', '"address"')
    .replaceAll('data.contact', 'data.address')
    .replaceAll('"open"', '"sent"')
    .replace('"name":"sue"', '"name":"court"')
    .replace('{"days":7}', '{"days":9}'),
) as FlowDefinition;
const after = compileFlow(renamed, 2);
const nothing = { states: {}, fields: {}, defaults: {}, rungs: {}, exceptions: {}, children: {} };
const mapping: MigrationDefinition = {
  ...{ flow: 'bill', before: before.hash, after: after.hash, ...nothing, lossy: [], undecided: [] },
  ...{ states: { open: 'sent' }, fields: { contact: 'address' }, rungs: { 'dunning/sue': 'court' } },
  back: { ...nothing, states: { sent: 'open' }, fields: { address: 'contact' }, rungs: { 'dunning/court': 'sue' } },
};
const versions = { before, after };

function desk(): Desk {
  const found = new Desk(before, 'B-1', start);
  found.does('create', born, bea);
  return Object.assign(found, { context: { migration: { mapping, versions, isBack: false } } });
}

/** The case as it goes on under the other version. */
function under(flow: typeof after, { subject, now }: Desk, isBack: boolean): Desk {
  return Object.assign(new Desk(flow, 'B-1', now), { subject, context: { migration: { mapping, versions, isBack } } });
}

test('[L352] a case goes on under the other version, and its deadlines follow from that', () => {
  const it = desk();
  const { event, next, dueAt } = it.does('migrate', { to: 2 }, otto);
  assert.deepEqual([event.version, event.from, event.to, next.version, next.state], [2, 'open', 'sent', 2, 'sent']);
  assert.deepEqual([event.patch.version, event.patch.state], [2, 'sent']);
  assert.equal(next.data.address, 'ada@x.test');
  assert.equal(dueAt, Date.UTC(2026, 0, 19, 9));
  assert.equal(dueAt, nextDueAt(after, next, { now: start }));
  assert.ok(!JSON.stringify(splitPersonal(after, event).open).includes('ada@x.test'), 'split by the version that it names');
  const back = under(after, it, true);
  const { next: again, event: came } = back.does('migrate', { to: 1, back: true }, otto);
  assert.deepEqual([came.version, again.version, again.state, again.data.contact], [1, 1, 'open', 'ada@x.test']);
});

test('[L352] a person does it, or a machine for one; without a mapping that fits it is refused with what hinders it', () => {
  const bot = (principal: string): Actor => ({ id: 'bot', kind: 'automation', principal, roles: [] });
  assert.equal(desk().refuses('migrate', { to: 2 }, bea).code, 'role-required');
  assert.equal(desk().refuses('migrate', { to: 2 }, bot('bot')).code, 'person-required');
  assert.equal(desk().refuses('migrate', { to: 2 }, otto, '').code, 'reason-required');
  assert.equal(desk().does('migrate', { to: 2 }, bot('otto')).event.outcome.manual, undefined);
  assert.deepEqual(desk().refuses('migrate', { to: 3 }, otto).expected, 2);
  assert.equal(desk().refuses('migrate', { to: 2, back: true }, otto).code, 'migration-refused');
  const without = Object.assign(desk(), { context: {} });
  assert.equal(without.refuses('migrate', { to: 2 }, otto).code, 'migration-refused');
  const ended = desk();
  ended.does('pay', { amount: 500 }, bea);
  assert.equal(ended.refuses('migrate', { to: 2 }, otto).expected, 'case-ended');
});

test('[L353] requests that go on keep their task, under the name of what they are about; others fall with it', () => {
  const it = desk();
  it.pass(60);
  it.does('writeOff', {}, bea);
  it.context = { migration: { mapping, versions, isBack: false } };
  const { next, event, children } = it.does('migrate', { to: 2 }, otto);
  // The data have another shape, so nothing that was asked for is the same.
  assert.equal(next.clocks.pending, undefined);
  assert.deepEqual(event.outcome.voided, ['dunning/sue', 'writeOff']);
  assert.deepEqual(
    children.map(({ key, message: { type } }) => `${key} ${type}`),
    ['approve dunning/sue#1 close', 'approve writeOff#1 close'],
  );
  const asked = under(after, it, true).pass(0);
  assert.deepEqual(
    asked.map(({ event: { outcome } }) => outcome.awaiting),
    ['dunning/court'],
    'it asks anew by itself',
  );
});

test('[L353] a rung whose approval goes on under another name has its task under that name', () => {
  const second = JSON.parse(JSON.stringify(bill).replace('"name":"sue"', '"name":"court"')) as FlowDefinition;
  const other = compileFlow(second, 2);
  const way: MigrationDefinition = { ...sameRules(before), after: other.hash, rungs: { 'dunning/sue': 'court' } };
  const it = new Desk(before, 'B-1', start);
  it.does('create', born, bea);
  it.pass(60);
  it.context = { migration: { mapping: way, versions: { before, after: other }, isBack: false } };
  const { next, event, children } = it.does('migrate', { to: 2 }, otto);
  assert.deepEqual(Object.keys(next.clocks.pending ?? {}), ['dunning/court']);
  assert.deepEqual(event.outcome.voided, ['dunning/sue']);
  assert.deepEqual(
    children.map(({ key, birth }) => [key, birth]),
    [
      ['approve dunning/sue#1', false],
      ['approve dunning/court#1', true],
    ],
  );
  const goesOn = under(other, it, false);
  const { next: sued } = goesOn.does('approve', { of: 'dunning/court' }, lea);
  assert.equal(sued.state, 'legal');
});
