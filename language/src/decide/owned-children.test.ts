import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newStory, type Story, tell } from '../../test/story.ts';
import {
  type CaseRecord,
  compileFlow,
  decide,
  Fields,
  type FlowDefinition,
  Integer,
  type JsonObject,
  List,
  Optional,
  Text,
} from '../index.ts';
import { childrenMax } from './children.ts';
import { openMax } from './owned-children.ts';

const plain = (value: unknown) => JSON.parse(JSON.stringify(value)) as FlowDefinition;

const line = plain({
  name: 'line',
  title: 'Line',
  owner: 'store',
  key: 'number',
  data: Fields({ number: Text(), amount: Optional(Integer()) }),
  start: { begin: { to: 'open' } },
  states: {
    open: { owner: 'store', within: { days: 9 }, on: { pick: { to: 'picked' }, drop: { to: 'dropped' }, halt: { to: 'held' } } },
    held: { owner: 'store', within: { days: 9 }, on: { pick: { to: 'picked' } } },
    picked: { final: 'done' },
    dropped: { final: 'cancelled' },
  },
});

const lines = {
  open: [
    {
      child: 'lines',
      event: 'begin',
      each: 'data.lines',
      key: 'item.number',
      with: { number: 'item.number', amount: 'has(item.amount) ? item.amount : null' },
    },
  ],
};

/** An order that goes on by itself once all its lines have ended. */
function orderWith(more: { readonly child?: JsonObject; readonly open?: JsonObject; readonly top?: JsonObject } = {}) {
  return plain({
    name: 'order',
    title: 'Order',
    owner: 'sales',
    key: 'number',
    data: Fields({
      number: Text(),
      lines: List(Fields({ number: Text(), amount: Optional(Integer()) }), { maxItems: 2000 }),
      last: Optional(Text()),
    }),
    children: { lines: { flow: 'line', ended: 'lineEnded', end: 'drop', ...more.child } },
    events: { lineEnded: { data: Fields({ key: Text(), state: Text() }), set: { last: 'event.key' } } },
    exceptions: { odd: { owner: 'sales', severity: 'low', within: { days: 1 }, blocks: true, resolutions: ['fine'] } },
    start: { place: { to: 'open', ...lines } },
    states: {
      open: {
        owner: 'sales',
        within: { days: 30 },
        on: {
          lineEnded: { when: 'children.lines.open == 0', to: 'ready', ...more.open },
          again: lines,
          odd: { raise: 'odd' },
          even: { resolve: 'odd' },
          count: { when: 'children.exceptions.open == 1 && children.exceptions.count == 2 && children.tasks.count == 0' },
          cancel: { to: 'cancelled' },
        },
      },
      ready: { owner: 'sales', within: { days: 30 }, on: { close: { to: 'closed' } } },
      closed: { final: 'done' },
      cancelled: { final: 'cancelled' },
    },
    ...more.top,
  });
}

const order = orderWith();
const place = 'place {"number":"O","lines":[{"number":"1","amount":5},{"number":"2"},{"number":"3"}]}';

function giveLine(story: Story, key: string, type: string, who = 'wim') {
  const id = `order/O/line/${key}`;
  const actor = { id: who, kind: 'person', principal: who, roles: ['store', 'sales'] } as const;
  const taken = story.give(id, { flow: 'line', key, parent: 'order/O' }, { kind: 'command', type, data: {}, actor });
  return taken.kind === 'refused' ? taken.code : taken.kind;
}

test('[L237] [L238] three lines are opened with their owner; when all have ended, it moves on by itself', () => {
  const story = tell([order, line], '2026-01-01', `0 | ann (sales) | ${place} | open |`);
  assert.deepEqual(story.cases.get('order/O')?.clocks.children, { 'child/lines': { count: 3, open: ['1', '2', '3'] } });
  assert.deepEqual(story.cases.get('order/O/line/1')?.data, { number: '1', amount: 5 });
  assert.deepEqual(giveLine(story, '1', 'pick'), 'applied');
  assert.deepEqual(giveLine(story, '3', 'drop'), 'applied');
  assert.equal(story.cases.get('order/O')?.state, 'open');
  assert.deepEqual(giveLine(story, '2', 'pick'), 'applied');
  const { state, data, clocks } = story.cases.get('order/O') as CaseRecord;
  assert.deepEqual([state, data.last, clocks.children], ['ready', '2', { 'child/lines': { count: 3, open: [] } }]);
  assert.deepEqual(
    story.log.get('order/O')?.map(({ type, from, to }) => `${type}: ${from} -> ${to}`),
    ['place: null -> open', 'child-closed: open -> open', 'child-closed: open -> open', 'child-closed: open -> ready'],
  );
  assert.deepEqual(clocks.principals?.lineEnded, ['wim'], 'who ended the line had a part in what came of it');
  story.requireFolds();
});

test('[L238] what refuses the event of a child is noted, with an exception; the child has ended all the same', () => {
  const story = tell(
    [order, line],
    '2026-01-01',
    `0 | ann (sales) | ${place} | open |
     0 | ann (sales) | odd | open | raised odd`,
  );
  for (const key of ['1', '2', '3']) assert.equal(giveLine(story, key, 'pick'), 'applied');
  const { state, data, clocks } = story.cases.get('order/O') as CaseRecord;
  assert.deepEqual([state, data.last], ['open', undefined], 'nothing of the event stays');
  assert.deepEqual(clocks.children, {
    'child/lines': { count: 3, open: [] },
    'exception/odd': { count: 1, open: [1] },
    'exception/effectFailed': { count: 1, open: [1] },
  });
  assert.deepEqual(story.log.get('order/O')?.at(-1)?.outcome, { failures: ['lineEnded: Open: Odd'], raised: ['effectFailed'] });
  story.requireFolds();
});

test('[L238] an approval that the event needs is asked for', () => {
  const careful = orderWith({ open: { approval: { roles: ['boss'] } } });
  const story = tell([careful, line], '2026-01-01', `0 | ann (sales) | ${place} | open |`);
  for (const key of ['1', '2', '3']) giveLine(story, key, 'pick');
  assert.equal(story.log.get('order/O')?.at(-1)?.outcome.awaiting, 'lineEnded');
  const approve = (id: string) => {
    const actor = { id, kind: 'person', principal: id, roles: ['boss'] } as const;
    const data = { of: 'lineEnded' };
    const taken = story.give('order/O', { flow: 'order', key: 'O' }, { kind: 'command', type: 'approve', data, actor });
    return taken.kind === 'refused' ? taken.code : taken.kind;
  };
  assert.deepEqual(['wim', 'ann', 'bob'].map(approve), ['approver-excluded', 'approver-excluded', 'applied']);
  assert.deepEqual([story.cases.get('order/O')?.state, story.cases.get('order/O')?.data.last], ['ready', '3']);
});

test('[L239] when the owner ends, those open are given the event that ends them; who does not take it lives on, uncounted', () => {
  const story = newStory([order, line]);
  story.give('order/O', { flow: 'order', key: 'O' }, begin([{ number: '1' }, { number: '2' }, { number: '3' }, { number: '4' }]));
  giveLine(story, '1', 'pick');
  giveLine(story, '4', 'halt');
  const actor = { id: 'ann', kind: 'person', principal: 'ann', roles: ['sales'] } as const;
  const cancelled = story.give('order/O', { flow: 'order', key: 'O' }, { kind: 'command', type: 'cancel', data: {}, actor });
  assert.ok(cancelled.kind === 'applied');
  assert.deepEqual(
    cancelled.children.map(({ key, message }) => `${key} ${message.type}`),
    ['2 drop', '3 drop', '4 drop'],
  );
  assert.deepEqual(
    ['1', '2', '3', '4'].map((key) => story.cases.get(`order/O/line/${key}`)?.state),
    ['picked', 'dropped', 'dropped', 'held'],
  );
  assert.deepEqual(story.cases.get('order/O')?.clocks.children, { 'child/lines': { count: 4, open: [] } });
  assert.equal(story.log.get('order/O')?.at(-1)?.type, 'cancel', 'that they ended as they were told is no news');
  const late = { ...ended('2'), actor: { id: 'case:line/2', kind: 'automation', principal: 'wim', roles: [] } } as const;
  const again = story.give('order/O', { flow: 'order', key: 'O' }, late);
  assert.deepEqual(again, { kind: 'ignored', reason: 'already-so' });
});

test('[L239] children whose kind names no end live on, and their owner still counts them', () => {
  const { end: _, ...loose } = { flow: 'line', ended: 'lineEnded', end: 'drop' };
  const flow = orderWith();
  const free = { ...flow, children: { lines: loose } };
  const story = newStory([free, line]);
  story.give('order/O', { flow: 'order', key: 'O' }, begin());
  const actor = { id: 'ann', kind: 'person', principal: 'ann', roles: ['sales'] } as const;
  story.give('order/O', { flow: 'order', key: 'O' }, { kind: 'command', type: 'cancel', data: {}, actor });
  assert.deepEqual(story.cases.get('order/O')?.clocks.children?.['child/lines']?.open.length, 3);
  assert.equal(giveLine(story, '2', 'pick'), 'applied');
  assert.deepEqual(story.cases.get('order/O')?.clocks.children?.['child/lines'], { count: 3, open: ['1', '3'] });
});

function begin(items: readonly JsonObject[] = [{ number: '1' }, { number: '2' }, { number: '3' }]) {
  const actor = { id: 'ann', kind: 'person', principal: 'ann', roles: ['sales'] } as const;
  return { kind: 'command', type: 'place', data: { number: 'O', lines: [...items] }, actor } as const;
}

function ended(key: string) {
  return { kind: 'message', type: 'child-closed', data: { child: `line/${key}`, state: 'picked' }, occurredAt: 0 } as const;
}

test('[L237] a key that is open is not opened again: a command is refused, of a fact it is noted', () => {
  const flow = compileFlow(order);
  const subject = { id: 'o', flow: 'order', entity: 'e', key: 'O' };
  const twice = decide(flow, subject, begin([{ number: '1' }, { number: '1' }]), { now: 0 });
  assert.equal(twice.kind === 'refused' && twice.code, 'case-exists');
  const story = tell(
    [order, line],
    '2026-01-01',
    `0 | ann (sales) | ${place} | open |
     0 | ann (sales) | again    | open | refused: case-exists
     0 | erp (source) | again   | open | failed expression, expression, expression`,
  );
  assert.deepEqual(story.cases.get('order/O')?.clocks.children?.['child/lines'], { count: 3, open: ['1', '2', '3'] });
});

test('[L237] one open opens at most 500, and a case owns at most 1,000', () => {
  const flow = compileFlow(order);
  const subject = { id: 'o', flow: 'order', entity: 'e', key: 'O' };
  const numbered = (count: number, from = 0) => Array.from({ length: count }, (_, index) => ({ number: String(from + index) }));
  const many = decide(flow, subject, begin(numbered(openMax + 1)), { now: 0 });
  assert.equal(many.kind === 'refused' && many.code, 'limit-exceeded');
  const born = decide(flow, subject, begin(numbered(openMax)), { now: 0 });
  assert.ok(born.kind === 'applied');
  assert.equal(born.children.length, openMax);
  const full: CaseRecord = {
    ...born.next,
    data: { ...born.next.data, lines: numbered(2, 5000) },
    clocks: { children: { 'child/lines': { count: childrenMax - 1, open: [] } } },
  };
  const { actor } = begin();
  const beyond = decide(flow, full, { kind: 'command', type: 'again', data: {}, actor }, { now: 0 });
  assert.equal(beyond.kind === 'refused' && beyond.code, 'limit-exceeded');
  const source = { name: 'erp', liveFrom: 0 };
  const erp = { id: 'erp', kind: 'source', principal: 'erp', roles: [] } as const;
  const fact = decide(flow, full, { kind: 'fact', type: 'again', data: {}, actor: erp, source, occurredAt: 0 }, { now: 0 });
  assert.ok(fact.kind === 'applied');
  assert.deepEqual([fact.children.length, fact.event.outcome.failures?.length], [1, 1]);
  const raised = decide(flow, full, { kind: 'command', type: 'odd', data: {}, actor }, { now: 0 });
  assert.deepEqual(raised.kind === 'applied' && raised.event.outcome.raised, ['odd'], 'an exception still finds room');
});

test('[L237] history opens its children too, as history', () => {
  const flow = compileFlow(order);
  const erp = { id: 'erp', kind: 'source', principal: 'erp', roles: [] } as const;
  const { type, data } = begin();
  const source = { name: 'erp', liveFrom: 100 };
  const subject = { id: 'o', flow: 'order', entity: 'e', key: 'O' };
  const born = decide(flow, subject, { kind: 'fact', type, data, actor: erp, source, occurredAt: 5 }, { now: 200 });
  assert.ok(born.kind === 'applied');
  assert.deepEqual(
    born.children.map(({ message }) => [message.source?.liveFrom, message.occurredAt]),
    [
      [100, 5],
      [100, 5],
      [100, 5],
    ],
  );
});

test('[L237] what could not be born is forgotten, and an exception raised', () => {
  const story = tell([order, line], '2026-01-01', `0 | ann (sales) | ${place} | open |`);
  const failed = { effect: 'child:line/2', kind: 'child', outcome: 'refused', error: 'no', child: 'line/2' };
  const engine = { id: 'engine', kind: 'system', principal: 'engine', roles: [] } as const;
  story.give(
    'order/O',
    { flow: 'order', key: 'O' },
    { kind: 'message', type: 'effect-failed', data: failed, actor: engine, occurredAt: 0 },
  );
  assert.deepEqual(story.cases.get('order/O')?.clocks.children?.['child/lines'], { count: 2, open: ['1', '3'] });
  assert.deepEqual(story.log.get('order/O')?.at(-1)?.outcome.raised, ['effectFailed']);
});

test('[L240] expressions read how many children are open and were, of each kind, of exceptions and of tasks', () => {
  tell(
    [order, line],
    '2026-01-01',
    `0 | ann (sales) | ${place} | open |
     1 | ann (sales) | odd   | open | raised odd
     1 | ann (sales) | count | open | refused: guard-failed
     1 | ann (sales) | even  | open | resolved odd
     1 | ann (sales) | count | open | refused: guard-failed
     2 | ann (sales) | odd   | open | raised odd
     2 | ann (sales) | count | open |`,
  );
});

test('[L240] a ladder stops when its children have ended', () => {
  const flow = orderWith({
    top: {
      ladders: {
        chase: {
          anchor: 'entered',
          during: ['open'],
          stopWhen: 'children.lines.open == 0',
          rungs: [{ name: 'ask', after: { days: 3 }, task: { role: 'sales', title: 'Ask the store' } }],
        },
      },
    },
    open: { to: 'open' },
  });
  const story = tell([flow, line], '2026-01-01', `0 | ann (sales) | ${place} | open |`);
  for (const key of ['1', '2', '3']) giveLine(story, key, 'pick');
  assert.deepEqual(story.log.get('order/O')?.at(-1)?.outcome.stopped, ['chase/ask']);
});

test('[L241] a case that cannot be opened raises the exception that its opener names', () => {
  const opener = plain({
    name: 'opener',
    title: 'Opener',
    owner: 'sales',
    key: 'number',
    data: Fields({ number: Text() }),
    exceptions: { notOpened: { owner: 'sales', severity: 'low', within: { days: 1 }, resolutions: ['fine'] } },
    start: { begin: { to: 'open' } },
    states: {
      open: {
        owner: 'sales',
        within: { days: 9 },
        on: {
          go: {
            open: [{ flow: 'line', event: 'begin', key: 'data.number', with: { number: 'data.number' }, onRefused: 'notOpened' }],
          },
          end: { to: 'ended' },
        },
      },
      ended: { final: 'done' },
    },
  });
  tell(
    [opener, line],
    '2026-01-01',
    `0 | ann (sales) | begin {"number":"A"} | open |
     0 | ann (sales) | go      | open |
     0 | message     | line.begin | open |
     0 | ann (sales) | go      | open |
     0 | message     | line.begin | open | refused: case-exists
     0 | message     | opener.effect-failed | open | raised notOpened`,
  );
});
