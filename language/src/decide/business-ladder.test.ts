import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tell } from '../../test/story.ts';
import {
  businessDays,
  businessHours,
  Day,
  days,
  decide,
  defineCalendar,
  defineFlow,
  Fields,
  hours,
  listedFields,
  nextDueAt,
  Text,
} from '../index.ts';

const open = [['09:00', '17:00']] as const;
const office = defineCalendar({
  ...{ timeZone: 'UTC', from: '2026-01-01', to: '2026-12-31' },
  week: { monday: open, tuesday: open, wednesday: open, thursday: open, friday: open },
  holidays: [
    { month: 1, day: 1 },
    { month: 1, day: 6, title: 'Epiphany' },
  ],
  windows: { monthClose: { businessDays: { from: -1, to: 2 } }, freeze: { from: '2026-02-04', to: '2026-02-05' } },
});
const work = { role: 'desk', title: 'Work' };

const flow = defineFlow({
  name: 'bill',
  title: 'Bill',
  owner: 'desk',
  key: 'number',
  calendar: { default: 'office' },
  calendars: { office },
  data: Fields({ number: Text(), due: Day() }),
  parameters: { target: { type: 'businessHours', default: 4, owner: 'desk' } },
  exceptions: { wrong: { owner: 'desk', severity: 'low', within: 'target' } },
  start: { create: 'sent' },
  states: {
    sent: {
      owner: 'desk',
      within: days(300),
      on: {
        halt: 'held',
        object: { raise: 'wrong' },
        post: { to: 'posted', closed: ['monthClose', 'freeze'] },
      },
    },
    held: { owner: 'desk', within: days(300), on: { release: 'sent' } },
    posted: { owner: 'desk', within: businessDays(2), on: { finish: 'done' } },
    done: { final: 'done' },
  },
  ladders: {
    dunning: {
      anchor: 'data.due',
      during: ['sent'],
      pauseWhile: ['held'],
      rungs: [
        { name: 'remind', after: businessDays(1), every: businessDays(2), atMost: 3, task: work },
        { name: 'legal', after: businessDays(20), every: hours(24), atMost: 2, approval: { roles: ['boss'] } },
      ],
    },
  },
});
// Day 0 is Monday, 5 January 2026; the day after is a holiday.
const create = 'create {"number":"B","due":"2026-01-05"}';

test('[L217] [L219] a reminder that comes again, in business days: one task at a time, and what comes late supersedes', () => {
  const story = tell(
    [flow],
    '2026-01-05',
    `0        | ann (desk) | ${create} | sent |
     2 09:00  | clock      | bill.dunning/remind | sent | task dunning/remind
     4 09:00  | clock      | bill.dunning/remind#2 | sent |
     7        | machine    | stops |
     9        | machine    | starts |
     9        | clock      | bill.dunning/remind#3 | sent |
     10       | until      |`,
  );
  const record = story.cases.get('bill/B');
  assert.ok(record);
  const rungs = listedFields(story.flow('bill'), record, { now: story.now }).find(({ name }) => name === '$rung.dunning');
  assert.equal(rungs?.value, 'remind#3');
});

test('[L218] held over a weekend and a holiday, only the business days that lay in it move the reminder', () => {
  tell(
    [flow],
    '2026-01-05',
    `0        | ann (desk) | ${create} | sent |
     0 12:00  | ann (desk) | halt | held |
     8 12:00  | ann (desk) | release | sent |
     9 09:00  | clock      | bill.dunning/remind | sent | task dunning/remind
     11 09:00 | clock      | bill.dunning/remind#2 | sent |
     11 12:00 | until      |`,
  );
});

test('[L219] approvals of a rung that comes again are asked for one by one', () => {
  const story = tell(
    [flow],
    '2026-01-05',
    `0        | ann (desk) | create {"number":"B","due":"2025-12-01"} | sent |
     0        | clock      | bill.dunning/legal#2 asks | sent | awaiting dunning/legal#2; superseded dunning/remind, dunning/remind#2, dunning/remind#3, dunning/legal; task approve dunning/legal#2
     1        | bob (boss) | approve {"of":"dunning/legal#2"} | sent |
     30       | until      |`,
  );
  const task = [...story.cases.values()].find((record) => record.flow === 'task');
  assert.equal(task?.data.title, 'Approve: Legal (2nd time)');
  assert.deepEqual(
    story.log.get('bill/B')?.flatMap(({ outcome }) => outcome.fired ?? []),
    ['dunning/legal#2'],
  );
});

test('[L217] exceptions have target times in business hours, by a parameter', () => {
  const story = tell(
    [flow],
    '2026-01-05',
    `0 15:00 | ann (desk) | ${create} | sent |
     0 15:00 | ann (desk) | object | sent | raised wrong
     1       | until      |`,
  );
  const raised = [...story.cases.values()].find((record) => record.flow === 'exception');
  assert.equal(raised?.data.dueAt, '2026-01-07T11:00:00.000Z');
  assert.deepEqual(businessHours(4), { businessHours: 4 });
});

test('[L217] a target time in business days passes once', () => {
  tell(
    [flow],
    '2026-01-07',
    `0 10:00 | ann (desk) | create {"number":"B","due":"2026-06-01"} | sent |
     0 10:00 | ann (desk) | post | posted |
     2 10:00 | clock      | bill.overdue | posted | raised overdue
     9       | until      |`,
  );
});

test('[L223] in a window of the calendar a command is refused, with its last day and the first open one', () => {
  const story = tell(
    [flow],
    '2026-01-28',
    `0  | ann (desk) | create {"number":"B","due":"2026-06-01"} | sent |
     1  | ann (desk) | halt | held |
     1  | ann (desk) | release | sent |
     2  | ann (desk) | post | sent | refused: window-closed
     5  | ann (desk) | post | sent | refused: window-closed
     6  | ann (desk) | post | sent | refused: window-closed
     7  | ann (desk) | post | sent | refused: window-closed
     8  | ann (desk) | post | sent | refused: window-closed
     9  | ann (desk) | post | posted |
     9  | until      |`,
  );
  // The close of January is from Friday the 30th to Tuesday 3 February; the freeze follows at once.
  assert.deepEqual(
    story.decisions.flatMap((decision) => (decision.kind === 'refused' ? [[decision.message, decision.expected]] : [])),
    [
      ['Month close: closed up to and with 2026-02-05', '2026-02-06'],
      ['Month close: closed up to and with 2026-02-05', '2026-02-06'],
      ['Month close: closed up to and with 2026-02-05', '2026-02-06'],
      ['Freeze: closed up to and with 2026-02-05', '2026-02-06'],
      ['Freeze: closed up to and with 2026-02-05', '2026-02-06'],
    ],
  );
});

test('[L223] facts are not asked whether it is closed', () => {
  tell(
    [flow],
    '2026-01-30',
    `0 | ann (desk) | create {"number":"B","due":"2026-06-01"} | sent |
     0 | erp (source) | post | posted |
     0 | until |`,
  );
});

test('[L40] the revision of the calendars that were seen is in the event', () => {
  const story = tell([flow], '2026-01-05', `0 | ann (desk) | ${create} | sent |\n 0 | until |`);
  const record = story.cases.get('bill/B');
  assert.ok(record);
  const actor = { id: 'ann', kind: 'person', principal: 'ann', roles: ['desk'] } as const;
  const context = { now: story.now, calendarRevision: 3 };
  const decided = decide(story.flow('bill'), record, { kind: 'command', type: 'halt', data: {}, actor }, context);
  assert.ok(decided.kind === 'applied');
  assert.equal(decided.event.context.calendars, 3);
  assert.equal(decided.dueAt, nextDueAt(story.flow('bill'), decided.next, context));
});
