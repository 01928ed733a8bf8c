import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newStory, tell } from '../../test/story.ts';
import {
  type Actor,
  Day,
  days,
  defineFlow,
  Fields,
  hours,
  Integer,
  type JsonObject,
  Money,
  OneOf,
  Optional,
  Text,
} from '../index.ts';

/*
 * Bugs that others have had, each told as a story of the same things here. The issue is named; the story and what should come of it
 * are ours.
 */

/** An account with its oldest unpaid invoice: blocked a week after that was due, cancelled after eleven days. */
const account = defineFlow({
  name: 'account',
  title: 'Account',
  owner: 'billing',
  key: 'number',
  data: Fields({ number: Text(), unpaidSince: Optional(Day()) }),
  events: {
    pay: {
      data: Fields({ unpaidSince: Optional(Day()) }),
      set: { unpaidSince: 'has(event.unpaidSince) ? event.unpaidSince : null' },
    },
  },
  start: { open: 'clear' },
  states: {
    clear: { owner: 'billing', within: days(900), on: { pay: {}, leave: 'left' } },
    blocked: { owner: 'billing', within: days(900), on: { pay: [{ when: 'has(event.unpaidSince)' }, { to: 'clear' }] } },
    cancelled: { final: 'failed' },
    left: { final: 'done' },
  },
  ladders: {
    overdue: {
      anchor: 'data.unpaidSince',
      during: ['clear', 'blocked'],
      at: '00:00',
      rungs: [
        { name: 'block', after: days(7), to: 'blocked' },
        { name: 'cancel', after: days(11), to: 'cancelled' },
      ],
    },
  },
});

test('[L242] Kill Bill #2297: one of several invoices is paid between two checks, and no state is skipped', () => {
  // The invoice of day 0 is paid on day 6; that of day 4 is now the oldest: blocked on day 11, cancelled on day 15.
  tell(
    [account],
    '2026-03-01',
    `0 | bob (billing)    | open {"number":"A","unpaidSince":"2026-03-01"} | clear |
     6 | bank (source)    | pay {"unpaidSince":"2026-03-05"} | clear |
     11 | clock           | account.overdue/block | blocked |
     15 | clock           | account.overdue/cancel | cancelled |
     20 | until           |`,
  );
});

test('[L242] Kill Bill #2297: paid on the very day, and each day before', () => {
  for (let paidOn = 0; paidOn < 7; paidOn += 1)
    tell(
      [account],
      '2026-03-01',
      `0 | bob (billing)    | open {"number":"A","unpaidSince":"2026-03-01"} | clear |
       ${paidOn} | bank (source) | pay {"unpaidSince":"2026-03-05"} | clear |
       11 | clock           | account.overdue/block | blocked |
       12 | bank (source)   | pay | clear |
       40 | until           |`,
    );
});

/** A ticket whose target depends on its urgency, and whose time stands still while it waits for the customer. */
const ticket = defineFlow({
  name: 'ticket',
  title: 'Ticket',
  owner: 'desk',
  key: 'number',
  data: Fields({ number: Text(), urgency: OneOf(['normal', 'high']), openedOn: Day() }),
  computed: {
    urgentSince: 'data.urgency == "high" ? data.openedOn : "none"',
    calmSince: 'data.urgency == "normal" ? data.openedOn : "none"',
  },
  parameters: { resolveWithin: days(5, { owner: 'desk' }) },
  start: { report: 'open' },
  states: {
    open: { owner: 'desk', within: days(900), on: { wait: 'pending', solve: 'solved' } },
    pending: { owner: 'desk', within: days(900), on: { goOn: 'open' } },
    solved: { final: 'done' },
  },
  ladders: {
    normal: {
      anchor: 'computed.calmSince',
      during: ['open'],
      pauseWhile: ['pending'],
      at: '00:00',
      rungs: [{ name: 'late', after: 'resolveWithin', task: { role: 'desk', title: 'Late' } }],
    },
    high: {
      anchor: 'computed.urgentSince',
      during: ['open'],
      pauseWhile: ['pending'],
      at: '00:00',
      rungs: [{ name: 'late', after: days(2), task: { role: 'desk', title: 'Late' } }],
    },
  },
});

const report = 'report {"number":"T","urgency":"normal","openedOn":"2026-03-01"}';

test('[L242] GLPI #6902: a ticket that waits is made urgent, and the time that it waits does not count for the new target', () => {
  tell(
    [ticket],
    '2026-03-01',
    `0 | ann (desk)  | ${report} | open |
     1 | ann (desk)  | wait    | pending |
     4 | ann (desk)  | revise {"urgency":"high"} | pending |
     6 | ann (desk)  | goOn    | open |
     7 | clock       | ticket.high/late | open | task high/late
     30 | until      |`,
  );
});

test('[L242] GLPI #15605: the target changes after the wait, and the wait before it counts in full', () => {
  tell(
    [ticket],
    '2026-03-01',
    `0 | ann (desk)   | ${report} | open |
     1 | ann (desk)   | wait    | pending |
     8 | ann (desk)   | goOn    | open |
     8 12:00 | ann (desk) | revise {"urgency":"high"} | open |
     9 | clock        | ticket.high/late | open | task high/late
     30 | until       |`,
  );
  // The same where the length of the target is tuned, not chosen.
  tell(
    [ticket],
    '2026-03-01',
    `0 | ann (desk)   | ${report} | open |
     1 | ann (desk)   | wait    | pending |
     8 | ann (desk)   | goOn    | open |
     8 | parameters   | {"resolveWithin":3}
     10 | clock       | ticket.normal/late | open | task normal/late
     30 | until       |`,
  );
});

/** An invoice to which interest is added when it is dunned. */
const dunned = defineFlow({
  name: 'dunned',
  title: 'Invoice',
  owner: 'finance',
  key: 'number',
  data: Fields({ number: Text(), amount: Money(), interest: Money({ default: 0 }), paid: Money({ default: 0 }), dueOn: Day() }),
  computed: { open: 'data.amount + data.interest - data.paid' },
  events: {
    pay: {
      data: Fields({ amount: Money({ minimum: 1 }) }),
      set: { paid: 'data.paid + event.amount' },
      lands: [{ when: 'event.amount >= computed.open', to: 'paid' }, { to: 'open' }],
    },
  },
  start: { create: 'open' },
  states: {
    open: {
      owner: 'finance',
      within: days(900),
      on: {
        pay: [{ when: 'event.amount >= computed.open', to: 'paid' }, {}],
        waive: [
          { when: 'data.paid >= data.amount', by: 'person', reason: true, set: { interest: '0' }, to: 'paid' },
          { by: 'person', reason: true, set: { interest: '0' } },
        ],
      },
    },
    paid: { final: 'done' },
  },
  ladders: {
    dunning: {
      anchor: 'data.dueOn',
      during: ['open'],
      stopWhen: 'computed.open <= 0',
      at: '00:00',
      rungs: [
        { name: 'first', after: days(7), set: { interest: 'data.interest + 500' } },
        { name: 'second', after: days(14), set: { interest: 'data.interest + 500' } },
      ],
    },
  },
});

test('[L242] ERPNext #58220: the invoice is paid without its interest, which stays open, goes on and is paid or waived by somebody', () => {
  const begin = `0 | ann (finance)  | create {"number":"I","amount":10000,"dueOn":"2026-03-01"} | open |
     7 | clock          | dunned.dunning/first | open |
     8 | bank (source)  | pay {"amount":10000} | open |
     14 | clock         | dunned.dunning/second | open |`;
  const paid = tell([dunned], '2026-03-01', `${begin}\n 15 | bank (source) | pay {"amount":1000} | paid |`);
  assert.equal(paid.cases.get('dunned/I')?.data.paid, 11_000);
  const waived = tell(
    [dunned],
    '2026-03-01',
    `${begin}
     15 | bot (automation) | waive | open | refused: person-required
     15 | ann (finance)    | waive | open | refused: reason-required
     15 | ann (finance)    | waive "good customer" | paid |`,
  );
  assert.deepEqual(waived.cases.get('dunned/I')?.data.interest, 0);
});

/** A request that must first be answered within 8 hours, and after each further word of the customer within 2. */
const request = defineFlow({
  name: 'request',
  title: 'Request',
  owner: 'desk',
  key: 'number',
  data: Fields({ number: Text() }),
  start: { ask: 'fresh' },
  states: {
    fresh: { owner: 'desk', within: days(900), on: { answer: 'answered', add: {}, close: 'closed', halt: 'held' } },
    held: { owner: 'desk', within: days(900), on: { resume: 'fresh' } },
    answered: { owner: 'desk', within: days(900), on: { add: 'asked', close: 'closed' } },
    asked: { owner: 'desk', within: days(900), on: { answer: 'answered' } },
    closed: { owner: 'desk', within: days(900), on: { add: 'asked', archive: 'archived' } },
    archived: { final: 'done' },
  },
  ladders: {
    first: {
      anchor: 'entered',
      during: ['fresh'],
      pauseWhile: ['held'],
      rungs: [{ name: 'late', after: hours(8), task: { role: 'desk', title: 'First answer' } }],
    },
    update: {
      anchor: 'entered',
      during: ['asked'],
      rungs: [{ name: 'late', after: hours(2), task: { role: 'desk', title: 'Answer' } }],
    },
  },
});

test('[L242] Zammad #5177: the shorter time to update does not overrule the time to the first answer', () => {
  tell(
    [request],
    '2026-03-01',
    `0 | cus (desk)       | ask {"number":"R"} | fresh |
     0 01:00 | cus (desk) | add   | fresh |
     0 08:00 | clock      | request.first/late | fresh | task first/late
     0 09:00 | ann (desk) | answer | answered |
     0 20:00 | cus (desk) | add   | asked |
     0 22:00 | clock      | request.update/late | asked | task update/late
     5 | until            |`,
  );
});

test('[L242] Zammad #5177: reopened or held, each wait is counted anew, and what was answered is not late', () => {
  tell(
    [request],
    '2026-03-01',
    `0 | cus (desk)       | ask {"number":"R"} | fresh |
     0 06:00 | ann (desk) | halt   | held |
     1 06:00 | ann (desk) | resume | fresh |
     1 07:00 | ann (desk) | answer | answered |
     1 08:00 | cus (desk) | add    | asked |
     1 09:00 | ann (desk) | answer | answered |
     1 10:00 | ann (desk) | close  | closed |
     3       | cus (desk) | add    | asked |
     3 02:00 | clock      | request.update/late | asked | task update/late
     9 | until            |`,
  );
});

/** A run that somebody triggers and somebody else lets go on. Nobody names the author: nobody needs to. */
const run = defineFlow({
  name: 'run',
  title: 'Run',
  owner: 'author',
  key: 'number',
  data: Fields({ number: Text(), rows: Optional(Integer()) }),
  start: { trigger: 'waiting' },
  states: {
    waiting: {
      owner: 'author',
      within: days(3),
      on: { resume: { to: 'done', approval: { roles: ['author', 'admin'] } }, stop: 'stopped' },
    },
    done: { final: 'done' },
    stopped: { final: 'cancelled' },
  },
  ladders: {
    nudge: {
      anchor: 'entered',
      during: ['waiting'],
      rungs: [{ name: 'force', after: days(1), to: 'done', approval: { roles: ['author'] } }],
    },
  },
});

test('[L242] Windmill #10262: who triggered it owns it, may do all, takes every path there is, and still does not approve it', () => {
  const story = newStory([run]);
  const roles = ['author', 'admin', 'operator'];
  const ann: Actor = { id: 'ann', kind: 'person', principal: 'ann', roles };
  const bob: Actor = { id: 'bob', kind: 'person', principal: 'bob', roles };
  const machines: readonly Actor[] = [
    { id: 'anns-key', kind: 'automation', principal: 'ann', roles },
    { id: 'case:other/1', kind: 'automation', principal: 'ann', roles },
    { id: 'erp', kind: 'source', principal: 'ann', roles },
    { id: 'engine', kind: 'system', principal: 'engine', roles },
  ];
  const give = (actor: Actor, type: string, data: JsonObject = {}, kind: 'command' | 'message' | 'fact' = 'command') => {
    const common = { type, data, actor, occurredAt: story.now };
    const source = { name: 's', liveFrom: 0 };
    const input = kind === 'fact' ? ({ kind, ...common, source } as const) : ({ kind, ...common } as const);
    const taken = story.give('run/R', { flow: 'run', key: 'R' }, input);
    return taken.kind === 'refused' ? taken.code : taken.kind;
  };
  // Her key triggers it, somebody else asks: she has had a part in it.
  give(machines[0] as Actor, 'trigger', { number: 'R' });
  give(bob, 'resume');
  story.runUntil(story.now + 2 * 86_400_000);
  for (const asked of ['resume', 'nudge/force']) {
    assert.equal(give(ann, 'approve', { of: asked }), 'approver-excluded');
    for (const kind of ['command', 'message'] as const)
      for (const machine of machines) assert.equal(give(machine, 'approve', { of: asked }, kind), 'person-required');
    assert.equal(give(ann, 'approve', { of: asked }, 'message'), 'approver-excluded');
    assert.equal(give(ann, 'approve', { of: asked }, 'fact'), 'event-unknown');
  }
  assert.equal(give(bob, 'approve', { of: 'resume' }), 'approver-excluded', 'who asked');
  assert.equal(story.cases.get('run/R')?.state, 'waiting');
  const cy: Actor = { id: 'cy', kind: 'person', principal: 'cy', roles: ['admin'] };
  assert.equal(give(cy, 'approve', { of: 'resume' }), 'applied');
});
