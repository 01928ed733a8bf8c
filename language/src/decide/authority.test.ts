import assert from 'node:assert/strict';
import { test } from 'node:test';
import { claims } from '../../test/claim-flow.ts';
import { Desk, person } from '../../test/desk.ts';
import { type Actor, caseActions, compileFlow, startActions } from '../index.ts';

const now = Date.parse('2026-03-02T08:00:00Z');
const clerk = person('cleo', 'clerk');
const sure = (actor: Actor): Actor => ({ ...actor, secondFactor: true });
const boss = sure(person('bo', 'boss'));
const chief = sure(person('chi', 'chief'));

function filed(amount = 0): Desk {
  const desk = new Desk(claims, 'C-1', now);
  desk.does('file', { number: 'C-1', amount }, clerk);
  return desk;
}

/** A claim whose settlement the clerk has asked for. */
function asked(amount = 0): Desk {
  const desk = filed(amount);
  desk.does('settle', {}, person('ada', 'clerk'));
  return desk;
}

test('[L363] a role of another entity is none here; the event keeps the roles that were held here', () => {
  const desk = new Desk(claims, 'C-1', now);
  const elsewhere: Actor = { ...person('cleo', 'broker'), rolesIn: { f: ['clerk'] } };
  assert.equal(desk.refuses('file', { number: 'C-1' }, elsewhere).code, 'role-required');
  const here: Actor = { ...elsewhere, rolesIn: { e: ['clerk', 'broker'], f: ['boss'] } };
  const { event } = desk.does('file', { number: 'C-1' }, here);
  assert.deepEqual(event.context.roles, ['broker', 'clerk']);
  const allowed = (actor: Actor) =>
    caseActions(claims, desk.record, { actor, context: { now } })
      .filter((action) => action.allowed)
      .map(({ type }) => type);
  assert.deepEqual(allowed(elsewhere), ['comment']);
  assert.deepEqual(allowed(here), ['settle', 'revise', 'assign', 'comment']);
  const births = (entity?: string) =>
    startActions(claims, { actor: elsewhere, context: { now }, ...(entity === undefined ? {} : { entity }) })[0]?.allowed;
  assert.deepEqual([births(), births('f'), births('e'), births('constructor')], [true, true, false, false]);
});

test('[L364] a lent role does not count where all who lent it are excluded or have approved; another role does', () => {
  const lent = (by: readonly string[], ...roles: string[]): Actor => ({
    ...sure(person('dee', ...roles)),
    lent: { boss: by },
  });
  const refusal = asked().refuses('approve', { of: 'settle' }, lent(['ada'], 'boss'));
  assert.deepEqual(
    [refusal.code, refusal.message],
    ['approver-excluded', 'The role boss is lent by ada, who asked for it and cannot approve it'],
  );
  assert.equal(asked().refuses('approve', { of: 'settle' }, lent(['ada', 'cleo'], 'boss')).code, 'approver-excluded');
  asked().does('approve', { of: 'settle' }, lent(['ada', 'zoe'], 'boss'));
  asked().does('approve', { of: 'settle' }, lent(['ada'], 'boss', 'chief'));
  const given = asked();
  given.does('approve', { of: 'settle' }, boss);
  assert.match(given.refuses('approve', { of: 'settle' }, lent(['bo'], 'boss')).message, /has approved it already/);
  assert.equal(given.does('approve', { of: 'settle' }, chief).next.state, 'settled');
});

test('[L364] nor does the limit of a lent role that does not count; for all else it counts', () => {
  const both: Actor = { ...sure(person('dee', 'boss', 'chief')), lent: { chief: ['ada'] } };
  assert.equal(asked(500).refuses('approve', { of: 'settle' }, both).code, 'approval-limit');
  asked(500).does('approve', { of: 'settle' }, { ...both, lent: { boss: ['ada'] } });
  const desk = filed();
  const { event } = desk.does('settle', {}, { ...person('dee', 'clerk'), lent: { clerk: ['cleo'] } });
  assert.deepEqual(event.context.lent, { clerk: ['cleo'] });
});

test('[L365] a second factor is asked of whoever does it and whoever approves, of no machine, and of nobody who declines', () => {
  const desk = filed();
  assert.equal(desk.refuses('pay', { amount: 5 }, clerk).code, 'second-factor-required');
  assert.equal(desk.refuses('pay', { amount: 5 }, sure(person('x'))).code, 'role-required');
  const pay = () =>
    caseActions(claims, desk.record, { actor: clerk, context: { now } }).find(({ type }) => type === 'pay')?.refusal?.code;
  assert.equal(pay(), 'second-factor-required');
  assert.equal(desk.does('pay', { amount: 5 }, sure(clerk)).event.context.secondFactor, true);
  const waiting = asked();
  const weak = { ...boss, secondFactor: false };
  assert.equal(waiting.refuses('approve', { of: 'settle' }, weak).code, 'second-factor-required');
  waiting.does('decline', { of: 'settle' }, weak);
});

test('[L368] whoever sees the case may comment, but neither an auditor nor a stranger', () => {
  const desk = filed();
  const code = (...roles: string[]) => {
    const decision = desk.ask('comment', { text: 'Seen' }, person('x', ...roles));
    return decision.kind === 'refused' ? decision.code : decision.kind;
  };
  assert.deepEqual([code('broker'), code('operator'), code('auditor', 'broker')], ['applied', 'applied', 'applied']);
  assert.deepEqual(
    [code(), code('auditor'), code('administrator'), code('actuary')],
    ['role-required', 'role-required', 'role-required', 'role-required'],
  );
  desk.does('comment', { text: 'Seen' }, { id: 'bot', kind: 'automation', principal: 'bot', roles: [] });
});

test('[L375] where a flow names its operators, they put its cases right, and the role operator does not', () => {
  const guarded = compileFlow({ ...claims.definition, operators: ['chief'] });
  const desk = new Desk(guarded, 'C-1', now);
  desk.does('file', { number: 'C-1', amount: 0 }, clerk);
  const operator = person('opal', 'operator');
  for (const [type, data] of [
    ['repair', { state: 'settled' }],
    ['rekey', { key: 'C-2' }],
    ['replay', {}],
  ] as const) {
    assert.deepEqual(
      caseActions(guarded, desk.record, { actor: operator, context: { now } }).filter(
        (action) => action.type === type && action.allowed,
      ),
      [],
    );
    const refusal = desk.refuses(type, data, operator);
    assert.deepEqual([refusal.code, refusal.expected], ['role-required', ['chief']], type);
  }
  assert.equal(desk.does('repair', { state: 'settled' }, chief).next.state, 'settled');
});
