import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newStory, tell } from '../../test/story.ts';
import {
  caseActions,
  compileFlow,
  days,
  defineFlow,
  Fields,
  Integer,
  type JsonObject,
  kernelFlows,
  Optional,
  Text,
} from '../index.ts';

/** A payment that is drafted, edited and released by another. `release` says which approval it needs. */
function payment(approval: JsonObject, more: { readonly edit?: JsonObject; readonly submit?: JsonObject } = {}) {
  return JSON.parse(
    JSON.stringify({
      name: 'payment',
      title: 'Payment',
      owner: 'desk',
      key: 'number',
      data: Fields({ number: Text(), amount: Integer(), note: Optional(Text()) }),
      parameters: { managerLimit: { type: 'integer', default: 10_000, owner: 'desk' } },
      events: { edit: { data: Fields({ amount: Integer() }), set: { amount: 'event.amount' } } },
      start: { draft: { to: 'drafted' } },
      states: {
        drafted: {
          owner: 'desk',
          within: { days: 9 },
          on: { edit: { ...more.edit }, look: {}, release: { to: 'released', approval }, back: { ...more.submit } },
        },
        released: { final: 'done' },
      },
      ladders: {
        slow: {
          anchor: 'entered',
          during: ['drafted'],
          rungs: [{ name: 'force', after: { days: 5 }, to: 'released', approval }],
        },
      },
    }),
  );
}

const draft = 'draft {"number":"P","amount":5000}';

test('[L230] A edits, B comments, A approves: refused; so is A by a bot, and whoever began, edited or asked', () => {
  tell(
    [payment({ roles: ['boss'] })],
    '2026-01-01',
    `0 | zoe (desk)        | ${draft}          | drafted |
     0 | ann (desk)        | edit {"amount":1} | drafted |
     0 | bob (desk, boss)  | comment {"text":"fine"} | drafted |
     0 | bot of cy (automation) | look         | drafted |
     0 | dot (desk)        | release           | drafted | awaiting release; task approve release
     1 | ann (boss)        | approve {"of":"release"} | drafted | refused: approver-excluded
     1 | zoe (boss)        | approve {"of":"release"} | drafted | refused: approver-excluded
     1 | dot (boss)        | approve {"of":"release"} | drafted | refused: approver-excluded
     1 | cy (boss)         | approve {"of":"release"} | drafted | refused: approver-excluded
     1 | bob (desk, boss)  | approve {"of":"release"} | released | stopped slow/force`,
  );
});

test('[L230] a comment, an assignment, a link, an approval and a decline are no part in it', () => {
  tell(
    [payment({ roles: ['boss'] })],
    '2026-01-01',
    `0 | zoe (desk)       | ${draft} | drafted |
     0 | bob (desk, boss) | assign {"to":"zoe"} | drafted |
     0 | zoe (desk)       | release  | drafted | awaiting release; task approve release
     1 | bob (desk, boss) | decline {"of":"release"} "too early" | drafted |
     2 | zoe (desk)       | release  | drafted | awaiting release; task approve release
     3 | bob (desk, boss) | approve {"of":"release"} | released | stopped slow/force`,
  );
});

test('[L230] with not, those are excluded who did these events, asked, revised or repaired', () => {
  const named = payment({ roles: ['boss'], not: ['edit', 'approve'] });
  const open = (who: string, came: string) =>
    tell(
      [named],
      '2026-01-01',
      `0 | zoe (desk) | ${draft} | drafted |
       0 | ann (desk) | edit {"amount":1} | drafted |
       0 | eve (desk) | revise {"note":"x"} | drafted |
       0 | pat (operator) | repair {"data":{"note":"y"}} "typing error" | drafted | manual
       0 | bob (desk) | look | drafted |
       0 | dot (desk) | release | drafted | awaiting release; task approve release
       1 | ${who} (boss) | approve {"of":"release"} | ${came}`,
    );
  for (const who of ['ann', 'eve', 'pat', 'dot']) open(who, 'drafted | refused: approver-excluded');
  for (const who of ['zoe', 'bob']) open(who, 'released | stopped slow/force');
});

test('[L230] a rung that needs an approval excludes in the same way', () => {
  tell(
    [payment({ roles: ['boss'] })],
    '2026-01-01',
    `0 | zoe (desk)  | ${draft} | drafted |
     5 | clock       | payment.slow/force asks | drafted | awaiting slow/force; task approve slow/force
     6 | zoe (boss)  | approve {"of":"slow/force"} | drafted | refused: approver-excluded
     6 | bob (boss)  | approve {"of":"slow/force"} | released |`,
  );
});

test('[L231] of a quorum each is another person; the task stays open; a revision voids all, and all begin again', () => {
  const story = tell(
    [payment({ roles: ['boss'], quorum: 2, not: [] })],
    '2026-01-01',
    `0 | zoe (desk) | ${draft} | drafted |
     0 | zoe (desk) | release  | drafted | awaiting release; task approve release
     1 | bob (boss) | approve {"of":"release"} | drafted | missing 1
     1 | bob (boss) | approve {"of":"release"} | drafted | refused: approval-given
     1 | zoe (boss) | approve {"of":"release"} | drafted | refused: approver-excluded
     2 | ann (desk) | revise {"note":"urgent"}  | drafted | void release
     2 | cy (boss)  | approve {"of":"release"} | drafted | refused: approval-not-pending
     2 | zoe (desk) | release  | drafted | awaiting release; task approve release
     3 | cy (boss)  | approve {"of":"release"} | drafted | missing 1
     3 | ann (boss) | approve {"of":"release"} | drafted | refused: approver-excluded
     3 | bob (boss) | approve {"of":"release"} | released | stopped slow/force`,
  );
  const tasks = [...story.cases.values()].filter(({ flow }) => flow === 'task').map(({ key, state }) => `${key} ${state}`);
  assert.deepEqual(tasks, ['approve release#1 closed', 'approve release#2 closed']);
  const given = (story.log.get('payment/P') ?? []).flatMap(({ type, outcome }) => (type === 'approve' ? [outcome.missing] : []));
  assert.deepEqual(given, [1, 1, undefined]);
});

test('[L231] a decline ends a quorum that was begun', () => {
  tell(
    [payment({ roles: ['boss'], quorum: 3 })],
    '2026-01-01',
    `0 | zoe (desk) | ${draft} | drafted |
     0 | zoe (desk) | release  | drafted | awaiting release; task approve release
     1 | bob (boss) | approve {"of":"release"} | drafted | missing 2
     1 | cy (boss)  | approve {"of":"release"} | drafted | missing 1
     2 | dot (boss) | decline {"of":"release"} "no budget" | drafted |
     2 | dot (boss) | approve {"of":"release"} | drafted | refused: approval-not-pending`,
  );
});

test('[L232] nobody approves more than one of his roles may; a role without a limit approves all', () => {
  const limit = { of: 'data.amount', by: { clerk: '1000', manager: 'parameters.managerLimit' } };
  const limited = payment({ roles: ['clerk', 'manager', 'head'], limit });
  const story = tell(
    [limited],
    '2026-01-01',
    `0 | zoe (desk)           | ${draft} | drafted |
     0 | zoe (desk)           | release  | drafted | awaiting release; task approve release
     1 | bob (clerk)          | approve {"of":"release"} | drafted | refused: approval-limit
     1 | bob (desk)           | approve {"of":"release"} | drafted | refused: role-required
     1 | parameters           | {"managerLimit":4999}
     1 | cy (clerk, manager)  | approve {"of":"release"} | drafted | refused: approval-limit
     2 | dot (clerk, head)    | approve {"of":"release"} | released | stopped slow/force`,
  );
  const refused = story.decisions.flatMap((each) => (each.kind === 'refused' && each.code === 'approval-limit' ? [each] : []));
  assert.deepEqual(
    refused.map(({ message, expected }) => [message, expected]),
    [
      ['It is 5000, and the approver may approve: clerk up to 1000', { clerk: 1000 }],
      ['It is 5000, and the approver may approve: clerk up to 1000, manager up to 4999', { clerk: 1000, manager: 4999 }],
    ],
  );
  tell(
    [limited],
    '2026-01-01',
    `0 | zoe (desk)    | ${draft} | drafted |
     0 | zoe (desk)    | release  | drafted | awaiting release; task approve release
     1 | cy (manager)  | approve {"of":"release"} | released | stopped slow/force`,
  );
});

test('[L232] what may be approved is told before it is asked, by the same code', () => {
  const flow = payment({ roles: ['clerk'], limit: { of: 'data.amount', by: { clerk: '1000' } } });
  const story = tell(
    [flow],
    '2026-01-01',
    `0 | zoe (desk) | ${draft} | drafted |
     0 | zoe (desk) | release  | drafted | awaiting release; task approve release`,
  );
  const record = story.cases.get('payment/P');
  assert.ok(record !== undefined);
  const actor = { id: 'bob', kind: 'person', principal: 'bob', roles: ['clerk'] } as const;
  const actions = caseActions(compileFlow(flow), record, { actor, context: { now: story.now } });
  assert.equal(actions.find(({ type }) => type === 'approve')?.refusal?.code, 'approval-limit');
});

test('[L233] a new round: who took part before may approve; who does the event that begins it may not', () => {
  tell(
    [payment({ roles: ['boss'] }, { submit: { newRound: true } })],
    '2026-01-01',
    `0 | zoe (desk) | ${draft} | drafted |
     0 | ann (desk) | edit {"amount":1} | drafted |
     0 | bob (desk) | back     | drafted |
     0 | dot (desk) | release  | drafted | awaiting release; task approve release
     1 | bob (boss) | approve {"of":"release"} | drafted | refused: approver-excluded
     1 | ann (boss) | approve {"of":"release"} | released | stopped slow/force`,
  );
});

test('[L233] who asked for an approved new round has written what its event carries', () => {
  const flow = payment({ roles: ['boss'] }, { edit: { newRound: true, approval: { roles: ['boss'] } } });
  const story = tell(
    [flow],
    '2026-01-01',
    `0 | zoe (desk) | ${draft} | drafted |
     0 | ann (desk) | edit {"amount":1} | drafted | awaiting edit; task approve edit
     0 | bob (boss) | approve {"of":"edit"} | drafted |
     1 | dot (desk) | release  | drafted | awaiting release; task approve release
     1 | ann (boss) | approve {"of":"release"} | drafted | refused: approver-excluded
     1 | zoe (boss) | approve {"of":"release"} | released | stopped slow/force`,
  );
  assert.deepEqual(story.cases.get('payment/P')?.clocks.principals, { approve: ['bob', 'zoe'], edit: ['ann'], release: ['dot'] });
});

test('[L230] finishing the task that asks for an approval is no part in what is approved', () => {
  const story = newStory([payment({ roles: ['boss'] })]);
  const give = (who: string, type: string, data: JsonObject = {}, id = 'payment/P') => {
    const [flow = '', key = ''] = id.includes('/task/') ? ['task', 'approve release#1'] : ['payment', 'P'];
    const actor = { id: who, kind: 'person', principal: who, roles: ['desk', 'boss'] } as const;
    const parent = flow === 'task' ? { parent: 'payment/P' } : {};
    return story.give(id, { flow, key, ...parent }, { kind: 'command', type, data, actor });
  };
  give('zoe', 'draft', { number: 'P', amount: 1 });
  give('zoe', 'release');
  assert.ok(kernelFlows.has('task'));
  assert.equal(give('bob', 'done', {}, 'payment/P/task/approve release#1').kind, 'applied');
  assert.equal(give('bob', 'approve', { of: 'release' }).kind, 'applied');
  assert.equal(story.cases.get('payment/P')?.state, 'released');
});

test('[L230] what defineFlow makes of an approval is what decide keeps', () => {
  const flow = defineFlow({
    name: 'leave',
    title: 'Leave',
    owner: 'staff',
    key: 'number',
    data: Fields({ number: Text() }),
    start: { ask: 'asked' },
    states: {
      asked: { owner: 'staff', within: days(3), on: { grant: { to: 'granted', approval: { roles: ['lead'] } } } },
      granted: { final: 'done' },
    },
  });
  tell(
    [flow],
    '2026-01-01',
    `0 | ann (staff)       | ask {"number":"L"} | asked |
     0 | bob (staff)       | grant | asked | awaiting grant; task approve grant
     0 | ann (staff, lead) | approve {"of":"grant"} | asked | refused: approver-excluded
     0 | cy (lead)         | approve {"of":"grant"} | granted |`,
  );
});

const books = {
  calendar: { default: 'books' },
  calendars: {
    books: {
      timeZone: 'UTC',
      from: '2026-01-01',
      to: '2026-12-31',
      week: { monday: [['09:00', '17:00']] },
      windows: { close: [{ from: '2026-01-05', to: '2026-01-07' }] },
    },
  },
};

test('[L234] nobody asks for it in a closed window, nor gives the last approval there; facts and rungs are not held up', () => {
  const open = payment({ roles: ['boss'], quorum: 2 });
  const release = { ...open.states.drafted.on.release, closed: ['close'] };
  const drafted = { ...open.states.drafted, on: { ...open.states.drafted.on, release } };
  const flow = { ...open, ...books, states: { ...open.states, drafted } };
  tell(
    [flow],
    '2026-01-01',
    `3 | zoe (desk) | ${draft} | drafted |
     3 | dot (desk) | release  | drafted | awaiting release; task approve release
     4 | bob (boss) | approve {"of":"release"} | drafted | missing 1
     4 | cy (boss)  | approve {"of":"release"} | drafted | refused: window-closed
     6 | cy (boss)  | decline {"of":"release"} "next week" | drafted |
     6 23:00 | dot (desk) | release | drafted | refused: window-closed
     7 | dot (desk) | release  | drafted | awaiting release; task approve release
     7 | bob (boss) | approve {"of":"release"} | drafted | missing 1
     7 | cy (boss)  | approve {"of":"release"} | released | stopped slow/force`,
  );
  const early = newStory([flow]);
  const actor = { id: 'dot', kind: 'person', principal: 'dot', roles: ['desk'] } as const;
  early.now = Date.UTC(2026, 0, 6);
  early.give(
    'payment/P',
    { flow: 'payment', key: 'P' },
    { kind: 'command', type: 'draft', data: { number: 'P', amount: 1 }, actor },
  );
  const born = early.cases.get('payment/P');
  assert.ok(born !== undefined);
  const actions = caseActions(compileFlow(flow), born, { actor, context: { now: early.now } });
  const { allowed, refusal } = actions.find(({ type }) => type === 'release') ?? {};
  assert.deepEqual([allowed, refusal?.code, refusal?.expected], [false, 'window-closed', '2026-01-08']);
  const source = { name: 'erp', liveFrom: 0 };
  const erp = { id: 'erp', kind: 'source', principal: 'erp', roles: [] } as const;
  const fact = { kind: 'fact', type: 'release', data: {}, actor: erp, source, occurredAt: early.now } as const;
  assert.equal(early.give('payment/P', { flow: 'payment', key: 'P' }, fact).kind, 'applied');
});

test('[L231] of an approval that others must give too, it is not said where it leads', () => {
  const flow = payment({ roles: ['boss'], quorum: 2 });
  const story = tell(
    [flow],
    '2026-01-01',
    `0 | zoe (desk) | ${draft} | drafted |
     0 | dot (desk) | release  | drafted | awaiting release; task approve release`,
  );
  const leadsTo = () => {
    const record = story.cases.get('payment/P');
    assert.ok(record !== undefined);
    const actor = { id: 'bob', kind: 'person', principal: 'bob', roles: ['boss'] } as const;
    const found = caseActions(compileFlow(flow), record, { actor, context: { now: story.now } });
    return found.find(({ type }) => type === 'approve')?.to;
  };
  assert.equal(leadsTo(), undefined);
  const cy = { id: 'cy', kind: 'person', principal: 'cy', roles: ['boss'] } as const;
  story.give(
    'payment/P',
    { flow: 'payment', key: 'P' },
    { kind: 'command', type: 'approve', data: { of: 'release' }, actor: cy },
  );
  assert.equal(leadsTo(), 'released');
});
