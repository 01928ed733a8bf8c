import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cameOf, newStory, type Story } from '../../test/story.ts';
import {
  type Actor,
  Day,
  days,
  deadlines,
  defineFlow,
  Fields,
  Flag,
  type Input,
  type JsonObject,
  ladderView,
  nextDueAt,
  Optional,
  Text,
} from '../index.ts';

const flow = defineFlow({
  name: 'bill',
  title: 'Bill',
  owner: 'desk',
  key: 'number',
  data: Fields({ number: Text(), due: Day(), settled: Optional(Flag()) }),
  events: {
    dispute: { lands: 'disputed', late: 'apply' },
    settle: { lands: 'sent', late: 'apply' },
    pay: { lands: 'paid', late: 'apply' },
    credit: { set: { settled: 'true' }, late: 'apply' },
    reverse: { set: { settled: 'false' }, late: 'apply' },
  },
  start: { create: 'sent' },
  states: {
    sent: { owner: 'desk', within: days(300), on: { dispute: 'disputed', pay: 'paid', credit: {}, reverse: {} } },
    disputed: { owner: 'desk', within: days(300), on: { settle: 'sent', pay: 'paid' } },
    paid: { final: 'done' },
  },
  ladders: {
    dunning: {
      anchor: 'data.due',
      during: ['sent'],
      pauseWhile: ['disputed'],
      stopWhen: 'has(data.settled) && data.settled',
      rungs: [
        { name: 'remind', after: days(7), task: { role: 'desk', title: 'Call' } },
        { name: 'finance', after: days(14), task: { role: 'desk', title: 'Call again' } },
      ],
    },
  },
});

const dayMs = 86_400_000;
const zero = Date.UTC(2026, 0, 1);
const on = (day: number) => zero + day * dayMs;
const identity = { flow: 'bill', key: 'B' };
const ann: Actor = { id: 'ann', kind: 'person', principal: 'ann', roles: ['desk'] };
const erp: Actor = { id: 'erp', kind: 'source', principal: 'erp', roles: [] };

/** A bill that is due on day 0; the reminder fires on day 7 at nine. */
function begun(): Story {
  const story = newStory([flow]);
  story.now = on(0);
  story.give('B', identity, { kind: 'command', type: 'create', data: { number: 'B', due: '2026-01-01' }, actor: ann });
  return story;
}

/** What is said to have happened on one day and learned on another; the clock runs until then. */
function learn(story: Story, type: string, { happened, learned }: { happened: number; learned: number }, data: JsonObject = {}) {
  story.runUntil(on(learned) - 1);
  story.now = on(learned);
  const fact: Input = {
    ...{ kind: 'fact', type, data, actor: erp, source: { name: 'erp', liveFrom: 0 } },
    occurredAt: on(happened),
  };
  const decision = story.give('B', identity, fact);
  assert.ok(decision.kind === 'applied', cameOf(decision));
  story.requireFolds();
  return decision;
}

const remind = (story: Story) => story.cases.get('B')?.clocks.ladders?.dunning?.rungs?.remind;
const nine = 9 / 24;

test('[L220] a pause learned late marks what fired in it, moves what has not fired, and fires nothing twice', () => {
  const story = begun();
  const { event } = learn(story, 'dispute', { happened: 5, learned: 9 });
  assert.deepEqual(event.outcome.overtaken, ['dunning/remind']);
  assert.deepEqual(remind(story), { standing: 'fired', at: on(7 + nine), due: on(7 + nine), overtaken: on(9) });
  learn(story, 'settle', { happened: 10, learned: 10 });
  const record = story.cases.get('B');
  assert.ok(record);
  assert.equal(nextDueAt(story.flow('bill'), record, { now: on(10) }), on(19 + nine), '14 days and 5 in dispute');
  story.runUntil(on(40));
  assert.deepEqual(
    story.log.get('B')?.flatMap(({ outcome }) => outcome.fired ?? []),
    ['dunning/remind', 'dunning/finance'],
  );
  const [first] = deadlines(story.flow('bill'), record, { now: on(10) });
  assert.equal(
    first?.why,
    'fired 2026-01-08 09:00: due 2026-01-01 + 7 days, paused by Disputed from 2026-01-06 to 2026-01-11, though, as was learned 2026-01-10, its time did not count then',
  );
  assert.equal(ladderView(story.flow('bill'), record, { now: on(10) }, 'dunning')?.rungs[0]?.overtakenAt, on(9));
});

test('[L220] the mark goes when the pause turns out to have ended before the rung was due, and stays when it had not', () => {
  const ended = begun();
  learn(ended, 'dispute', { happened: 5, learned: 9 });
  const { event } = learn(ended, 'settle', { happened: 6, learned: 10 });
  assert.equal(event.outcome.overtaken, undefined);
  assert.deepEqual(remind(ended), { standing: 'fired', at: on(7 + nine), due: on(7 + nine) });

  const lasted = begun();
  learn(lasted, 'dispute', { happened: 5, learned: 9 });
  learn(lasted, 'settle', { happened: 8, learned: 10 });
  assert.equal(remind(lasted)?.overtaken, on(9));
});

test('[L220] an end learned late marks too: a final state, or stopWhen', () => {
  const paid = begun();
  const { event } = learn(paid, 'pay', { happened: 5, learned: 9 });
  assert.deepEqual([event.outcome.overtaken, event.outcome.stopped], [['dunning/remind'], ['dunning/finance']]);
  assert.equal(remind(paid)?.overtaken, on(9));

  const credited = begun();
  assert.deepEqual(learn(credited, 'credit', { happened: 5, learned: 9 }).event.outcome.overtaken, ['dunning/remind']);
  // That it is said again changes nothing: the ladder was over already.
  assert.equal(learn(credited, 'credit', { happened: 3, learned: 11 }).event.outcome.overtaken, undefined);
  assert.equal(remind(credited)?.overtaken, on(9));
});

test('[L220] [L320] an end that is taken back before the rung was due takes the mark; a return while the end stands does not', () => {
  const reversed = begun();
  learn(reversed, 'credit', { happened: 5, learned: 9 });
  learn(reversed, 'reverse', { happened: 6, learned: 10 });
  assert.equal(remind(reversed)?.overtaken, undefined);

  const ended = begun();
  learn(ended, 'credit', { happened: 5, learned: 9 });
  learn(ended, 'dispute', { happened: 5, learned: 10 });
  learn(ended, 'settle', { happened: 6, learned: 11 });
  assert.equal(remind(ended)?.overtaken, on(9));
});

test('[L220] what is learned in time, or began when the rung had been due, overtakes nothing', () => {
  const inTime = begun();
  assert.equal(learn(inTime, 'dispute', { happened: 8, learned: 8 }).event.outcome.overtaken, undefined);
  const later = begun();
  assert.equal(learn(later, 'dispute', { happened: 8, learned: 12 }).event.outcome.overtaken, undefined);
  assert.equal(remind(later)?.overtaken, undefined);
  const before = begun();
  assert.equal(learn(before, 'dispute', { happened: 2, learned: 6 }).event.outcome.overtaken, undefined);
  assert.equal(remind(before), undefined);
});
