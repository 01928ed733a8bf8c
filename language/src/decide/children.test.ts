import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tell } from '../../test/story.ts';
import { type CaseRecord, compileFlow, days, decide, defineFlow, Fields, hours, type JsonObject, List, Text } from '../index.ts';
import { childrenMax } from './children.ts';
import { openMax } from './owned-children.ts';

const job = defineFlow({
  name: 'job',
  title: 'Job',
  stage: 'work',
  owner: 'desk',
  key: 'number',
  data: Fields({ number: Text(), parts: List(Fields({ name: Text() }), { maxItems: 600 }) }),
  parameters: { lookWithin: hours(4, { owner: 'desk' }) },
  exceptions: { odd: { title: 'Odd', owner: 'desk', severity: 'low', within: 'lookWithin', resolutions: ['fine'] } },
  start: { begin: 'open' },
  states: {
    open: {
      owner: 'desk',
      within: days(30),
      on: {
        odd: { raise: 'odd' },
        even: { resolve: 'odd' },
        ask: { task: { role: 'boss', title: 'Look at it', within: days(1) } },
        split: {
          open: [
            {
              flow: 'job',
              event: 'begin',
              each: 'data.parts',
              key: 'data.number + "-" + item.name',
              with: { number: 'data.number + "-" + item.name', parts: '[]' },
            },
          ],
        },
        finish: 'done',
      },
    },
    done: { final: 'done' },
  },
});
const begin = 'begin {"number":"J","parts":[{"name":"a"},{"name":"b"}]}';

test('[L56] an exception and a task are cases of the kernel, with owner, target time and their own deadline', () => {
  const story = tell(
    [job],
    '2026-01-01',
    `0 | ann (desk) | ${begin} | open |
     1 | ann (desk) | odd | open | raised odd
     1 | ann (desk) | ask | open | task ask
     1 12:00 | ann (desk) | comment {"text":"later"} | open |`,
  );
  assert.deepEqual(story.cases.get('job/J/exception/odd#1')?.data, {
    key: 'odd#1',
    kind: 'odd',
    title: 'Odd',
    owner: 'desk',
    severity: 'low',
    ofFlow: 'job',
    ofKey: 'J',
    stage: 'work',
    blocks: false,
    resolutions: ['fine'],
    dueAt: '2026-01-02T04:00:00.000Z',
    overdue: true,
  });
  const task = story.cases.get('job/J/task/ask#1') as CaseRecord;
  assert.deepEqual([task.data.owner, task.data.dueAt, task.data.overdue], ['boss', '2026-01-03T00:00:00.000Z', undefined]);
  const doneBy = (roles: string[]) =>
    story.give(task.id, task, {
      kind: 'command',
      type: 'done',
      data: {},
      actor: { id: 'x', kind: 'person', principal: 'x', roles },
    });
  const refused = doneBy(['desk']);
  assert.equal(refused.kind === 'refused' && refused.code, 'role-required');
  assert.equal(doneBy(['boss']).kind, 'applied');
  assert.deepEqual(story.cases.get('job/J')?.clocks.children?.['task/ask'], { count: 1, open: [] });
  story.requireFolds();
});

test('[L56] what is open ends with the case', () => {
  const story = tell(
    [job],
    '2026-01-01',
    `0 | ann (desk) | ${begin} | open |
     0 | ann (desk) | odd    | open | raised odd
     0 | ann (desk) | ask    | open | task ask
     0 | ann (desk) | finish | done | resolved odd
     9 | until      |`,
  );
  assert.deepEqual(
    [...story.cases.values()].map(({ key, state }) => `${key} ${state}`),
    ['J done', 'odd#1 resolved', 'ask#1 closed'],
  );
});

test('[L56] beyond a thousand children none is opened, and the event says so', () => {
  const flow = compileFlow(job);
  const actor = { id: 'ann', kind: 'person', principal: 'ann', roles: ['desk'] } as const;
  const record: CaseRecord = {
    id: '1',
    flow: 'job',
    entity: 'e',
    key: 'J',
    version: 1,
    state: 'open',
    seq: 9,
    data: { number: 'J', parts: [] },
    clocks: { children: { 'exception/odd': { count: childrenMax, open: [] } } },
    enteredAt: 0,
  };
  const taken = decide(flow, record, { kind: 'command', type: 'odd', data: {}, actor }, { now: 0 });
  assert.ok(taken.kind === 'applied');
  assert.deepEqual([taken.children, taken.event.outcome.failures?.length], [[], 1]);
});

test('[L57] a case is opened for each item, in order, each under a key of its own; at most 500', () => {
  const story = tell(
    [job],
    '2026-01-01',
    `0 | ann (desk) | ${begin} | open |
     0 | ann (desk) | split | open |
     0 | message    | job.begin | open |
     0 | message    | job.begin | open |`,
  );
  const effects = story.decisions.flatMap((each) => (each.kind === 'applied' ? each.effects : []));
  assert.deepEqual(
    effects.map((effect) => [effect.key, effect.kind === 'message' && effect.target.key]),
    [
      ['event:split:1:open:0:0', 'J-a'],
      ['event:split:1:open:0:1', 'J-b'],
    ],
  );
  const flow = compileFlow(job);
  const record = story.cases.get('job/J') as CaseRecord;
  const parts: JsonObject[] = Array.from({ length: openMax + 1 }, (_, n) => ({ name: String(n) }));
  const many: CaseRecord = { ...record, data: { ...record.data, parts } };
  const actor = { id: 'ann', kind: 'person', principal: 'ann', roles: ['desk'] } as const;
  const taken = decide(flow, many, { kind: 'command', type: 'split', data: {}, actor }, { now: 0 });
  assert.equal(taken.kind === 'refused' && taken.code, 'limit-exceeded');
});

test('[L56] only its owner opens and closes an owned child; who finishes one resolves it, and the owner counts it', () => {
  const story = tell(
    [job],
    '2026-01-01',
    `0 | ann (desk) | ${begin} | open |
     1 | ann (desk) | odd | open | raised odd`,
  );
  const id = 'job/J/exception/odd#1';
  const identity = { flow: 'exception', key: 'odd#1', parent: 'job/J' };
  const ann = { id: 'ann', kind: 'person', principal: 'ann', roles: ['desk', 'operator', 'operations'] } as const;
  const bot = { id: 'bot', kind: 'automation', principal: 'bot', roles: [] } as const;
  const data = { resolution: 'swept away' };
  const source = { name: 's', liveFrom: 0 };
  const code = (...given: Parameters<typeof story.give>) => {
    const taken = story.give(...given);
    return taken.kind === 'refused' ? taken.code : taken.kind;
  };
  for (const actor of [ann, bot]) {
    assert.equal(code(id, identity, { kind: 'command', type: 'close', data, actor }), 'event-unknown');
    assert.equal(code(id, identity, { kind: 'fact', type: 'close', data, actor, source, occurredAt: 1 }), 'event-unknown');
    const stray = { ...(story.cases.get(id)?.data as JsonObject), key: 'stray' };
    for (const kind of ['command', 'message'] as const)
      assert.equal(
        code('x', { flow: 'exception', key: 'stray' }, { kind, type: 'open', data: stray, actor, occurredAt: 1 }),
        'event-unknown',
      );
  }
  const repair = (state: string) =>
    code(id, identity, { kind: 'command', type: 'repair', data: { state }, actor: ann, reason: 'x' });
  assert.equal(repair('resolved'), 'applied');
  assert.deepEqual(story.cases.get('job/J')?.clocks.children, { 'exception/odd': { count: 1, open: [] } });
  assert.equal(repair('open'), 'not-allowed-in-state');
  assert.equal(code('job/J', { flow: 'job', key: 'J' }, { kind: 'command', type: 'finish', data: {}, actor: ann }), 'applied');
});

test('[L40] the order in which a database gives the members of an object back changes nothing', () => {
  const story = tell(
    [job],
    '2026-01-01',
    `0 | ann (desk) | ${begin} | open |
     1 | ann (desk) | odd | open | raised odd
     1 | ann (desk) | ask | open | task ask`,
  );
  const record = story.cases.get('job/J') as CaseRecord;
  const children = Object.fromEntries(Object.entries(record.clocks.children ?? {}).reverse());
  const finish = {
    kind: 'command',
    type: 'finish',
    data: {},
    actor: { id: 'b', kind: 'automation', principal: 'b', roles: [] },
  } as const;
  const given = (clocks: CaseRecord['clocks']) =>
    JSON.stringify(decide(compileFlow(job), { ...record, clocks }, finish, { now: 0 }));
  const [one, other] = [given(record.clocks), given({ ...record.clocks, children })].map((text) => JSON.parse(text));
  assert.deepEqual(other.children, one.children);
});
