import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tell } from '../../test/story.ts';
import {
  type CaseRecord,
  compileFlow,
  Day,
  days,
  deadlines,
  decide,
  defineFlow,
  Fields,
  Flag,
  type FlowDefinition,
  hours,
  Instant,
  Optional,
  Text,
} from '../index.ts';

type Ladders = NonNullable<FlowDefinition['ladders']>;

/** States that one can walk between at will, and the ladders of the test. */
function walk(ladders: Ladders): FlowDefinition {
  const on = { toA: 'a', toB: 'b', toP: 'p', toX: 'x', finish: 'end' } as const;
  return defineFlow({
    name: 'walk',
    title: 'Walk',
    owner: 'desk',
    key: 'number',
    data: Fields({ number: Text(), due: Optional(Day()), at: Optional(Instant()), over: Optional(Flag()) }),
    exceptions: { late: { owner: 'desk', severity: 'low' } },
    start: { begin: 'x' },
    states: {
      x: { owner: 'desk', on },
      a: { owner: 'desk', on },
      b: { owner: 'desk', on },
      p: { owner: 'desk', on },
      end: { final: 'done' },
    },
    ladders: ladders as never,
  });
}

const begin = 'begin {"number":"W","due":"2026-01-05"}';
const work = { role: 'desk', title: 'Work' };

test('[L51] a ladder anchored at the entry begins an episode at each entry; moving between its states is none', () => {
  const flow = walk({ work: { anchor: 'entered', during: ['a', 'b'], rungs: [{ name: 'one', after: hours(36), task: work }] } });
  const story = tell(
    [flow],
    '2026-01-01',
    `0        | ann (desk) | ${begin} | x |
     1 10:00  | ann (desk) | toA      | a |
     2        | ann (desk) | toB      | b |
     2 22:00  | clock      | walk.work/one | b | task work/one
     3        | ann (desk) | toX      | x |
     5        | ann (desk) | toA      | a |
     6 12:00  | clock      | walk.work/one | a |
     9        | until      |`,
  );
  assert.equal(story.cases.get('walk/W')?.clocks.ladders?.work?.episode, 2);
});

test('[L51] [L52] entered through a state that pauses it, a ladder begins there and counts from when the pause ends', () => {
  const flow = walk({
    work: { anchor: 'entered', during: ['a'], pauseWhile: ['p'], rungs: [{ name: 'one', after: hours(24), task: work }] },
  });
  tell(
    [flow],
    '2026-01-01',
    `0 | ann (desk) | ${begin} | x |
     1 | ann (desk) | toP | p |
     4 | ann (desk) | toA | a |
     4 12:00 | ann (desk) | toP | p |
     5 12:00 | ann (desk) | toA | a |
     6 | clock | walk.work/one | a | task work/one
     9 | until |`,
  );
});

test('[L51] a ladder anchored in a field has one episode, whatever states it comes and goes through', () => {
  const flow = walk({
    dun: {
      anchor: 'data.due',
      during: ['a'],
      rungs: [
        { name: 'one', after: days(1), task: work },
        { name: 'two', after: days(4), task: work },
      ],
    },
  });
  tell(
    [flow],
    '2026-01-01',
    `0       | ann (desk) | ${begin} | x |
     1       | ann (desk) | toA | a |
     5 09:00 | clock      | walk.dun/one | a | task dun/one
     6       | ann (desk) | toX | x |
     8       | ann (desk) | toA | a |
     8 01:00 | ann (desk) | revise {"due":"2026-01-09"} | a |
     12 09:00 | clock     | walk.dun/two | a | task dun/two
     30      | until      |`,
  );
});

test('[L52] outside of its states a ladder does not fire, and its time goes on; what came due is fired on the way back', () => {
  const flow = walk({ dun: { anchor: 'data.due', during: ['a'], rungs: [{ name: 'one', after: days(1), task: work }] } });
  tell(
    [flow],
    '2026-01-01',
    `0  | ann (desk) | ${begin} | x |
     9  | ann (desk) | toA      | a |
     9  | clock      | walk.dun/one | a | task dun/one
     20 | until      |`,
  );
});

test('[L52] a pause moves what was not yet due when it began, and nothing else', () => {
  const flow = walk({
    dun: {
      anchor: 'data.due',
      during: ['a'],
      pauseWhile: ['p'],
      rungs: [
        { name: 'one', after: days(1), task: work },
        { name: 'two', after: days(9), task: work },
      ],
    },
  });
  const story = tell(
    [flow],
    '2026-01-01',
    `0   | ann (desk) | ${begin} | x |
     1   | ann (desk) | toA | a |
     4   | machine    | stops |
     7   | ann (desk) | toP | p |
     17  | ann (desk) | toA | a |
     18  | machine    | starts |
     18  | clock      | walk.dun/one | a | task dun/one
     23 09:00 | clock | walk.dun/two | a | task dun/two
     40  | until      |`,
  );
  const due = story.log
    .get('walk/W')
    ?.flatMap(({ outcome }) => (outcome.due === undefined ? [] : [new Date(outcome.due).toISOString()]));
  assert.deepEqual(due, ['2026-01-06T09:00:00.000Z', '2026-01-24T09:00:00.000Z']);
});

test('[L50] [L52] a rung that was due before the case was live stays history, however long it is paused later', () => {
  const flow = compileFlow(
    walk({
      dun: {
        anchor: 'data.due',
        during: ['a'],
        pauseWhile: ['p'],
        rungs: [
          { name: 'one', after: days(1), task: work },
          { name: 'two', after: days(9), task: work },
        ],
      },
    }),
  );
  const record: CaseRecord = {
    id: '1',
    flow: 'walk',
    entity: 'e',
    key: 'W',
    version: 1,
    state: 'a',
    seq: 4,
    data: { number: 'W', due: '2026-01-05' },
    enteredAt: Date.UTC(2026, 0, 20),
    clocks: {
      liveFrom: Date.UTC(2026, 0, 10),
      ladders: { dun: { episode: 1, pauses: [{ from: Date.UTC(2026, 0, 12), to: Date.UTC(2026, 0, 20), by: 'p' }] } },
    },
  };
  const context = { now: Date.UTC(2026, 0, 21) };
  assert.deepEqual(
    deadlines(flow, record, context).map(({ standing }) => standing),
    ['historic', 'pending'],
  );
  assert.deepEqual(decide(flow, record, { kind: 'deadline' }, context), {
    kind: 'ignored',
    reason: 'nothing-due',
    dueAt: Date.UTC(2026, 0, 22, 9),
  });
});

test('[L53] stopWhen stops what has not fired; where it no longer holds, that is pending again, and what fired stays fired', () => {
  const flow = walk({
    dun: {
      anchor: 'data.due',
      during: ['a'],
      stopWhen: 'has(data.over) && data.over',
      rungs: [
        { name: 'one', after: days(1), task: work },
        { name: 'two', after: days(3), task: work },
      ],
    },
  });
  tell(
    [flow],
    '2026-01-01',
    `0       | ann (desk) | ${begin} | x |
     1       | ann (desk) | toA | a |
     5 09:00 | clock      | walk.dun/one | a | task dun/one
     6       | ann (desk) | revise {"over":true} | a | stopped dun/two
     9       | ann (desk) | revise {"over":false} | a |
     9       | clock      | walk.dun/two | a | task dun/two
     30      | until      |`,
  );
});

test('[L53] the end of the case stops what was to come, and says nothing of ladders that had not begun', () => {
  const flow = walk({
    dun: { anchor: 'data.due', during: ['a'], rungs: [{ name: 'one', after: days(1), task: work }] },
    other: { anchor: 'data.at', during: ['a'], rungs: [{ name: 'one', after: days(1), task: work }] },
    work: { anchor: 'entered', during: ['b'], rungs: [{ name: 'one', after: days(1), task: work }] },
  });
  tell([flow], '2026-01-01', `0 | ann (desk) | ${begin} | x |\n 1 | ann (desk) | finish | end | stopped dun/one\n 30 | until |`);
});

const three = [
  { name: 'one', after: days(1), task: work },
  { name: 'two', after: days(2), task: work },
  { name: 'three', after: days(3), task: work },
];

test('[L54] caught up with the latest, the earlier rungs are superseded; or each, in order', () => {
  const ladder: Ladders[string] = { anchor: 'data.due', during: ['a'], rungs: three };
  const late = (came: string) =>
    `0 | ann (desk) | ${begin} | x |\n 6 12:00 | ann (desk) | toA | a |\n ${came}\n 7 09:00 | clock | walk.dun/three | a | task dun/three\n 30 | until |`;
  tell([walk({ dun: ladder })], '2026-01-01', late('6 12:00 | clock | walk.dun/two | a | superseded dun/one; task dun/two'));
  tell(
    [walk({ dun: { ...ladder, catchUp: 'each' } })],
    '2026-01-01',
    late('6 12:00 | clock | walk.dun/one | a | task dun/one\n 6 12:00 | clock | walk.dun/two | a | task dun/two'),
  );
});

test('[L45] a rung that waits for approval: the clock asks once; revised, it asks anew; declined, it does not', () => {
  const flow = walk({
    dun: {
      anchor: 'data.due',
      during: ['a'],
      pauseWhile: ['p'],
      rungs: [{ name: 'legal', after: days(1), approval: { roles: ['boss'] }, to: 'b' }],
    },
  });
  const opening = `0 | ann (desk) | ${begin} | x |\n 1 | ann (desk) | toA | a |
     5 09:00 | clock | walk.dun/legal asks | a | awaiting dun/legal; task approve dun/legal`;
  tell(
    [flow],
    '2026-01-01',
    `${opening}
     6       | ann (desk) | revise {"over":true} | a | void dun/legal
     6       | clock      | walk.dun/legal asks | a | awaiting dun/legal; task approve dun/legal
     7       | bob (boss) | approve {"of":"dun/legal"} | b |
     30      | until      |`,
  );
  tell(
    [flow],
    '2026-01-01',
    `${opening}
     7       | bob (boss) | decline {"of":"dun/legal"} "no" | a |
     8       | ann (desk) | revise {"over":true} | a |
     30      | until      |`,
  );
  tell(
    [flow],
    '2026-01-01',
    `${opening}
     7       | ann (desk) | toP | p | void dun/legal
     9       | ann (desk) | toA | a |
     9       | clock      | walk.dun/legal asks | a | awaiting dun/legal; task approve dun/legal
     9 01:00 | ann (desk) | finish | end | stopped dun/legal; void dun/legal
     30      | until      |`,
  );
});

test('[L55] the target time of a state passes once; the next state closes the exception', () => {
  const flow = defineFlow({
    name: 'walk',
    title: 'Walk',
    owner: 'desk',
    key: 'number',
    data: Fields({ number: Text() }),
    start: { begin: 'x' },
    states: {
      x: { owner: 'desk', within: days(2), on: { toA: 'a' } },
      a: { owner: 'desk', within: days(2), on: { toA: 'a', finish: 'end' } },
      end: { final: 'done' },
    },
  });
  tell(
    [flow],
    '2026-01-01',
    `0 10:00 | ann (desk) | begin {"number":"W"} | x |
     2 10:00 | clock | walk.overdue | x | raised overdue
     5       | ann (desk) | toA | a | resolved overdue
     6       | ann (desk) | toA | a |
     7       | clock | walk.overdue | a | raised overdue
     30      | until |`,
  );
});

test('[L55] what is not due yet is ignored, with the true wake-up', () => {
  const flow = compileFlow(walk({ dun: { anchor: 'data.due', during: ['x'], rungs: three } }));
  const actor = { id: 'ann', kind: 'person', principal: 'ann', roles: ['desk'] } as const;
  const subject = { id: '1', flow: 'walk', entity: 'e', key: 'W' };
  const born = decide(
    flow,
    subject,
    { kind: 'command', type: 'begin', data: { number: 'W', due: '2026-01-05' }, actor },
    { now: 0 },
  );
  assert.ok(born.kind === 'applied');
  const dueAt = Date.UTC(2026, 0, 6, 9);
  assert.equal(born.dueAt, dueAt);
  assert.deepEqual(decide(flow, born.next, { kind: 'deadline' }, { now: dueAt - 1 }), {
    kind: 'ignored',
    reason: 'nothing-due',
    dueAt,
  });
  assert.deepEqual(decide(flow, subject, { kind: 'deadline' }, { now: dueAt }), {
    kind: 'ignored',
    reason: 'nothing-due',
    dueAt: null,
  });
});

test('[L415] [L416] an event begins a ladder anew: it counts from then, without the pauses of before, and fires again; entering by it begins it once', () => {
  const flow = walk({
    work: {
      ...{ anchor: 'entered', during: ['a', 'b'], pauseWhile: ['p'], renewedBy: ['toB'] },
      rungs: [{ name: 'one', after: { minutes: 90 }, task: work }],
    },
  });
  const story = tell(
    [flow],
    '2026-01-01',
    `0       | ann (desk) | ${begin} | x |
     0 01:00 | ann (desk) | toB      | b |
     0 01:30 | ann (desk) | toP      | p |
     0 04:30 | ann (desk) | toA      | a |
     0 05:30 | clock      | walk.work/one | a | task work/one
     0 06:00 | ann (desk) | toB      | b |
     0 07:30 | clock      | walk.work/one | b |
     0 08:00 | ann (desk) | toB      | b |
     0 09:00 | ann (desk) | toX      | x |
     2       | until      |`,
  );
  assert.deepEqual(story.cases.get('walk/W')?.clocks.ladders?.work, { episode: 3, from: Date.parse('2026-01-01T08:00:00Z') });
});
