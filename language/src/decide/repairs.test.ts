import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bill } from '../../test/bill-flow.ts';
import { Desk, person } from '../../test/desk.ts';
import { type Actor, caseActions, compileFlow, deadlines, type JsonObject, kernelFlows, nextDueAt } from '../index.ts';

const flow = compileFlow(bill);
const start = Date.UTC(2026, 0, 5, 9);
const bea = person('bea', 'billing');
const otto = person('otto', 'operator');
const lea = person('lea', 'lead');
const born: JsonObject = { number: 'B-1', customer: 'Ada', contact: 'ada@x.test', amount: 500, dueOn: '2026-01-10' };

function desk(): Desk {
  const found = new Desk(flow, 'B-1', start);
  found.does('create', born, bea);
  return found;
}

const failedMail = { effect: { key: 'rung:dunning:1:remind:mail:0', kind: 'mail', status: 'dead' } };
const repairs: readonly (readonly [type: string, data: JsonObject])[] = [
  ['repair', { data: { amount: 400 } }],
  ['skip-rung', { ladder: 'dunning', rung: 'remind' }],
  ['replay', {}],
  ['merge', { into: 'another' }],
  ['rekey', { key: 'B-2' }],
  ['retract', {}],
  ['resend', { effect: failedMail.effect.key }],
  ['settle-effect', { effect: failedMail.effect.key, outcome: 'done' }],
];

test('[L344] repairs are for persons of the role operator who say why, and count as manual', () => {
  const bot: Actor = { id: 'bot', kind: 'automation', principal: 'otto', roles: ['operator'] };
  for (const [type, data] of repairs) {
    const fresh = () => Object.assign(desk(), { context: failedMail });
    assert.equal(fresh().refuses(type, data, lea).code, 'role-required', type);
    assert.equal(fresh().refuses(type, data, bot).code, 'person-required', type);
    assert.equal(fresh().refuses(type, data, otto, ' ').code, 'reason-required', type);
    assert.equal(fresh().does(type, data, otto).event.outcome.manual, true, type);
    const fact = fresh().give({
      ...{ kind: 'fact', type, data, actor: otto, occurredAt: start },
      source: { name: 'erp', liveFrom: 0 },
    });
    assert.equal(fact.kind === 'refused' && fact.code, 'event-unknown', type);
  }
});

test('[L345] a rung that is skipped never fires, the others do; what has happened to one stays', () => {
  const it = desk();
  const { event, dueAt } = it.does('skip-rung', { ladder: 'dunning', rung: 'remind' }, otto);
  assert.deepEqual(event.outcome.skipped, ['dunning/remind']);
  assert.equal(dueAt, Date.UTC(2026, 0, 24, 9), 'the next is what comes due');
  assert.equal(deadlines(flow, it.record, { now: it.now })[0]?.standing, 'skipped');
  assert.deepEqual(
    it.pass(30).map(({ event: { outcome } }) => outcome.fired),
    ['dunning/call'],
  );
  assert.equal(it.refuses('skip-rung', { ladder: 'dunning', rung: 'call' }, otto).code, 'not-allowed-in-state');
  assert.equal(it.refuses('skip-rung', { ladder: 'dunning', rung: 'remind' }, otto).code, 'not-allowed-in-state');
  assert.deepEqual(it.refuses('skip-rung', { ladder: 'toString', rung: 'call' }, otto).expected, ['dunning']);
  assert.deepEqual(it.refuses('skip-rung', { ladder: 'dunning', rung: 'cal' }, otto).expected, ['remind', 'call', 'sue']);
});

test('[L345] a request for the approval of a rung falls with it, and its task; nothing is skipped once the case has ended', () => {
  const it = desk();
  it.pass(60);
  assert.ok('dunning/sue' in (it.record.clocks.pending ?? {}));
  const { children } = it.does('skip-rung', { ladder: 'dunning', rung: 'sue' }, otto);
  assert.deepEqual(it.record.clocks.pending, undefined);
  assert.deepEqual(
    children.map(({ key, message }) => [key, message.type]),
    [['approve dunning/sue#1', 'close']],
  );
  const ended = desk();
  ended.does('pay', { amount: 500 }, bea);
  assert.equal(ended.refuses('skip-rung', { ladder: 'dunning', rung: 'sue' }, otto).code, 'not-allowed-in-state');
});

test('[L346] what is replayed changes in nothing, and its wake-up is derived anew', () => {
  const it = desk();
  const before = it.record;
  const { event, next, dueAt } = it.does('replay', {}, otto);
  assert.deepEqual(event.patch, {});
  assert.deepEqual(next, { ...before, seq: before.seq + 1 });
  assert.equal(dueAt, nextDueAt(flow, next, { now: it.now }));
});

test('[L347] a merged case has ended: nothing is due, open children are closed, and it says where it went', () => {
  const it = desk();
  it.does('writeOff', {}, bea);
  it.pass(25);
  const { event, next, dueAt, children } = it.does('merge', { into: 'the other' }, otto);
  assert.equal(next.state, 'merged');
  assert.equal(next.clocks.mergedInto, 'the other');
  assert.equal(dueAt, null);
  assert.deepEqual(event.outcome.voided, ['writeOff']);
  assert.deepEqual(children.map(({ key, message: { type } }) => `${key} ${type}`).sort(), [
    'approve writeOff#1 close',
    'dunning/call#1 close',
  ]);
  assert.deepEqual(it.pass(500), []);
  assert.equal(desk().refuses('merge', { into: 'id-of-B-1' }, otto).place, '/into');
});

test('[L348] whatever is meant for a merged case is refused with where to ask; what concerns its record is not', () => {
  const it = desk();
  it.does('merge', { into: 'the other' }, otto);
  const source = { name: 'erp', liveFrom: 0 };
  const paid = it.give({ kind: 'fact', type: 'pay', data: { amount: 5 }, actor: bea, source, occurredAt: start });
  assert.deepEqual(
    [paid.kind === 'refused' && paid.code, paid.kind === 'refused' && paid.expected],
    ['case-merged', 'the other'],
  );
  for (const type of ['pay', 'revise', 'assign', 'rekey', 'merge', 'nonsense'])
    assert.equal(it.refuses(type, {}, otto).code, 'case-merged', type);
  it.does('comment', { text: 'the clerk typed it twice' }, bea);
  it.does('legal-hold', {}, person('liv', 'legal'));
  const types = caseActions(flow, it.record, { actor: otto, context: { now: it.now } }).map(({ type }) => type);
  assert.deepEqual(types, ['comment', 'repair', 'replay']);
});

test('[L348] what was merged by mistake is had back by a repair that says its state', () => {
  const it = desk();
  it.does('merge', { into: 'the other' }, otto);
  assert.equal(it.refuses('repair', { data: { amount: 1 } }, otto).code, 'case-merged');
  const { next, dueAt } = it.does('repair', { state: 'open' }, otto);
  assert.equal(next.clocks.mergedInto, undefined);
  assert.ok(dueAt !== null, 'its ladder goes on');
});

test('[L348] facts that waited for a case that turned out to be another are given to that one', () => {
  const it = new Desk(flow, 'B-01', start);
  const fact = { type: 'pay', data: { amount: 5 }, actor: bea, source: { name: 'erp', liveFrom: 0 }, occurredAt: start } as const;
  it.give({ kind: 'fact', ...fact });
  assert.equal(it.record.state, 'expected');
  const { forwards, next } = it.does('merge', { into: 'id-of-B-1' }, otto);
  assert.deepEqual(forwards, [{ kind: 'fact', ...fact }]);
  assert.deepEqual([next.state, next.clocks.waiting, next.data], ['merged', undefined, {}]);
  assert.equal(it.refuses('repair', { state: 'open' }, otto).code, 'case-merged', 'it never was a case');
});

test('[L349] a case is named anew: it keeps its id, its data say the new key, and its former names are remembered', () => {
  const it = desk();
  const { event, next, alias } = it.does('rekey', { key: 'B-2' }, otto);
  assert.deepEqual([next.id, next.key, next.data.number, next.clocks.formerKeys], ['id-of-B-1', 'B-2', 'B-2', ['B-1']]);
  assert.equal(event.patch.key, 'B-2');
  assert.equal(alias?.key, 'B-2');
  assert.equal(it.ask('rekey', { key: 'B-2' }, otto).kind, 'ignored');
  const back = it.does('rekey', { key: 'B-1' }, otto);
  assert.equal(back.alias, undefined, 'the former name leads to it already');
  assert.deepEqual(back.next.clocks.formerKeys, ['B-2']);
  assert.equal(it.refuses('rekey', { key: 'x'.repeat(21) }, otto).code, 'data-invalid', 'the schema of the key holds');
  assert.equal(it.refuses('revise', { number: 'B-3' }, bea).code, 'data-invalid');
});

test('[L350] the new name leads to the case: nothing is born under it, and it is no case itself', () => {
  const { alias } = desk().does('rekey', { key: 'B-2' }, otto);
  assert.ok(alias !== undefined);
  const name = new Desk(flow, 'B-2', start);
  const made = name.give(alias.message);
  assert.ok(made.kind === 'applied');
  assert.deepEqual(
    [made.next.state, made.next.clocks, made.next.data, made.dueAt],
    ['merged', { mergedInto: 'id-of-B-1' }, {}, null],
  );
  assert.equal(name.refuses('create', { ...born, number: 'B-2' }, bea).code, 'case-merged');
  assert.equal(name.refuses('repair', { state: 'open' }, otto).code, 'case-merged');
  const taken = desk().give(alias.message);
  assert.equal(taken.kind === 'refused' && taken.code, 'key-taken');
  assert.equal(new Desk(flow, 'B-2', start).refuses('alias', { of: 'x' }, otto).code, 'event-unknown', 'nobody asks for it');
});

test('[L351] what its owner counts under its key is neither merged nor named anew', () => {
  const owned = new Desk(flow, 'B-9', start, 'an owner');
  owned.does('create', { ...born, number: 'B-9' }, bea);
  assert.equal(owned.refuses('merge', { into: 'x' }, otto).code, 'not-allowed-in-state');
  assert.equal(owned.refuses('rekey', { key: 'x' }, otto).code, 'not-allowed-in-state');
  assert.ok([...kernelFlows.values()].every(({ states }) => states.get('merged')?.final === true));
});

test('[L362] repairs are actions of those alone who may do them', () => {
  const it = desk();
  const types = (actor: Actor) =>
    caseActions(flow, it.record, { actor, context: { now: it.now } })
      .filter(({ allowed }) => allowed)
      .map(({ type }) => type);
  assert.deepEqual(types(otto), ['comment', 'repair', 'skip-rung', 'replay', 'merge', 'rekey', 'retract']);
  assert.deepEqual(types(person('liv', 'legal')), ['comment', 'legal-hold']);
  assert.deepEqual(types(person('pia', 'privacy')), ['comment']);
  const skip = caseActions(flow, it.record, { actor: otto, context: { now: it.now } }).find(({ type }) => type === 'skip-rung');
  assert.deepEqual(skip?.needs.data?.properties, {
    ladder: { type: 'string', enum: ['dunning'] },
    rung: { type: 'string', enum: ['remind', 'call', 'sue'] },
  });
  assert.equal(skip?.needs.reason, true);
  assert.equal(
    caseActions(flow, it.record, { actor: lea, context: { now: it.now } }).some(({ type }) => type === 'merge'),
    false,
  );
});

test('[L377] a case that was taken back has ended: nothing is due, and its children and effects go with it', () => {
  const it = desk();
  it.does('writeOff', {}, bea);
  it.pass(25);
  const { event, next, dueAt, children, retracts } = it.does('retract', {}, otto);
  assert.deepEqual([next.state, dueAt, retracts, children], ['retracted', null, true, []]);
  assert.deepEqual(next.clocks.retracted, [{ seq: next.seq, at: event.occurredAt }]);
  assert.deepEqual(next.clocks.pending, undefined);
  assert.ok(Object.values(next.clocks.children ?? {}).every(({ count, open }) => count > 0 && open.length === 0));
  assert.deepEqual(it.pass(500), []);
  assert.equal(it.ask('retract', {}, otto).kind, 'ignored');
  const types = caseActions(flow, it.record, { actor: otto, context: { now: it.now } }).map(({ type }) => type);
  assert.deepEqual(types, ['create', 'comment', 'replay']);
});

test('[L378] what was taken back is born again with nothing of what it was, and the names of its effects go on', () => {
  const it = desk();
  it.pass(25);
  const keys = (record: typeof it.record) =>
    Object.entries(record.clocks.ladders ?? {}).map(([name, { episode }]) => [name, episode]);
  assert.deepEqual(keys(it.record), [['dunning', 1]]);
  it.does('retract', {}, otto);
  for (const type of ['assign', 'repair', 'rekey', 'link']) assert.equal(it.refuses(type, {}, otto).code, 'case-not-born', type);
  const source = { name: 'erp', liveFrom: 0 };
  const early = it.give({ kind: 'fact', type: 'pay', data: { amount: 5 }, actor: bea, source, occurredAt: it.now });
  assert.equal(early.kind === 'applied' && early.next.state, 'expected');
  const { next, event } = it.does('create', { ...born, amount: 70, contact: 'eva@x.test' }, bea);
  assert.deepEqual([next.state, next.data.amount, next.data.contact], ['open', 70, 'eva@x.test']);
  assert.deepEqual(keys(next), [['dunning', 2]]);
  assert.equal(event.from, 'expected');
  assert.equal(it.does('retract', {}, otto).next.clocks.retracted?.length, 2);
});

test('[L379] what is owned is taken back by its owner alone, and what is on legal hold by nobody', () => {
  const owned = new Desk(flow, 'B-9', start, 'an owner');
  owned.does('create', { ...born, number: 'B-9' }, bea);
  assert.equal(owned.refuses('retract', {}, otto).code, 'not-allowed-in-state');
  const it = desk();
  it.does('legal-hold', {}, person('liv', 'legal'));
  assert.equal(it.refuses('retract', {}, otto).code, 'case-held');
});
