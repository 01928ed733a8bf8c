import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Actor, compileFlow, days, decide, defineFlow, Fields, kernelFlows, startActions, Text } from './index.ts';

const flow = compileFlow(
  defineFlow({
    name: 'ticket',
    title: 'Ticket',
    owner: 'desk',
    key: 'number',
    roles: { clerk: { title: 'The clerks' }, desk: {}, boss: {} },
    data: Fields({ number: Text(), what: Text() }),
    start: {
      hand: [
        { when: 'event.what == "vip"', to: 'open', roles: ['boss'] },
        { to: 'open', roles: ['clerk'], reason: true },
      ],
      find: 'open',
    },
    states: { open: { owner: 'desk', within: days(1), on: { finish: 'done' } }, done: { final: 'done' } },
  }),
);
const person = (...roles: string[]): Actor => ({ id: 'p', kind: 'person', principal: 'p', roles });
const context = { now: Date.parse('2026-01-01T00:00:00Z') };

test('[L192] starts say who may begin a case and what it carries, as decide answers', () => {
  const allowed = (actor: Actor) => startActions(flow, { actor, context }).map(({ type, allowed }) => `${type} ${allowed}`);
  assert.deepEqual(allowed(person('clerk')), ['hand true', 'find false']);
  assert.deepEqual(allowed(person('desk')), ['hand false', 'find true']);
  assert.deepEqual(allowed({ id: 'bot', kind: 'automation', principal: 'bot', roles: [] }), ['hand true', 'find true']);
  const [hand, find] = startActions(flow, { actor: person('desk'), context });
  assert.deepEqual(hand?.refusal, { code: 'role-required', message: 'This needs the role boss', expected: ['boss'] });
  assert.deepEqual([hand?.needs.reason, find?.needs.reason], [true, false]);
  assert.deepEqual(Object.keys(find?.needs.data?.properties ?? {}), ['number', 'what']);
  const born = (actor: Actor, type: string) =>
    decide(
      flow,
      { id: '1', flow: 'ticket', entity: 'e', key: 'T' },
      { kind: 'command', type, data: { number: 'T', what: 'leak' }, actor, reason: 'asked' },
      context,
    );
  assert.equal(born(person('clerk'), 'hand').kind, 'applied');
  assert.equal(born(person('desk'), 'find').kind, 'applied');
  assert.equal(born(person('clerk'), 'find').kind, 'refused');
  for (const owned of kernelFlows.values()) assert.deepEqual(startActions(owned, { actor: person('desk'), context }), []);
});
