import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type CaseRecord,
  compileFlow,
  Day,
  days,
  defineFlow,
  Fields,
  fieldTitle,
  ladderView,
  Money,
  Optional,
  rungTitle,
  Text,
} from './index.ts';

const flow = compileFlow(
  defineFlow({
    name: 'bill',
    title: 'Bill',
    owner: 'desk',
    key: 'number',
    data: Fields({ number: Text(), dueOn: Optional(Day({ title: 'Due' })), paid: Money({ default: 0 }) }),
    computed: { rest: '100 - data.paid' },
    columns: { rest: { kind: 'money', title: 'Left' } },
    start: { begin: 'open' },
    states: {
      open: { owner: 'desk', within: days(90), on: { wait: 'waiting', finish: 'done' } },
      waiting: { owner: 'desk', within: days(90), on: { go: 'open' } },
      resting: { owner: 'desk', within: days(90), on: { go: 'open' } },
      done: { final: 'done' },
    },
    ladders: {
      chase: {
        anchor: 'data.dueOn',
        during: ['open'],
        pauseWhile: ['waiting'],
        stopWhen: 'data.paid >= 100',
        rungs: [
          { name: 'first', after: days(1), set: {} },
          { name: 'second', title: 'Last call', after: days(5), set: {} },
        ],
      },
    },
  }),
);
const at = (text: string) => Date.parse(`${text}Z`);
const record: CaseRecord = {
  ...{ id: '1', flow: 'bill', entity: 'e', key: 'B', version: 1, state: 'open', seq: 3 },
  data: { number: 'B', dueOn: '2026-03-01', paid: 0 },
  enteredAt: at('2026-02-01T00:00'),
  clocks: {
    ladders: {
      chase: {
        episode: 1,
        pauses: [{ from: at('2026-03-03T12:00'), to: at('2026-03-06T12:00'), by: 'waiting' }],
        rungs: { first: { standing: 'fired', at: at('2026-03-02T09:00'), due: at('2026-03-02T09:00') } },
      },
    },
  },
};
const context = { now: at('2026-03-07T00:00') };

test('[L190] a ladder says from when it counts, how it stands, and of each rung when, when without pauses, and when it fired', () => {
  const view = ladderView(flow, record, context, 'chase');
  assert.deepEqual(view?.base, { day: at('2026-03-01T00:00') / 86_400_000 });
  assert.equal(view?.pauses.length, 1);
  assert.deepEqual(
    view?.rungs.map(({ why: _, ...rung }) => rung),
    [
      {
        ...{ name: 'first', title: 'First', after: '1 day', standing: 'fired' },
        ...{ dueAt: at('2026-03-02T09:00'), plannedAt: at('2026-03-02T09:00'), firedAt: at('2026-03-02T09:00') },
      },
      {
        ...{ name: 'second', title: 'Last call', after: '5 days', standing: 'pending' },
        ...{ dueAt: at('2026-03-09T09:00'), plannedAt: at('2026-03-06T09:00'), firedAt: null },
      },
    ],
  );
  const standing = (change: Partial<CaseRecord>) => ladderView(flow, { ...record, ...change }, context, 'chase')?.standing;
  assert.deepEqual(
    [
      standing({}),
      standing({ state: 'waiting' }),
      standing({ state: 'resting' }),
      standing({ state: 'done' }),
      standing({ data: { ...record.data, paid: 100 } }),
    ],
    ['running', 'paused', 'idle', 'over', 'over'],
  );
  const unanchored = ladderView(flow, { ...record, data: { number: 'B', paid: 0 }, clocks: {} }, context, 'chase');
  assert.equal(unanchored?.base, undefined);
  assert.deepEqual(unanchored?.rungs[0]?.plannedAt, null);
  assert.equal(ladderView(flow, record, context, 'none'), undefined);
});

test('[L193] a rung is called by its title, else by its name in words, also where no version known has it', () => {
  const called = [
    ['chase', 'second'],
    ['chase', 'first'],
    ['chase', 'lastOfAll'],
    ['toString', 'x'],
  ] as const;
  assert.deepEqual(
    called.map(([ladder, rung]) => rungTitle(flow.definition, ladder, rung)),
    ['Last call', 'First', 'Last of all', 'X'],
  );
});

test('[L191] a field is called by its title, by that of its column, or by its name in words', () => {
  assert.deepEqual(
    ['dueOn', 'rest', 'deliveryReference'].map((field) => fieldTitle(flow.definition, field)),
    ['Due', 'Left', 'Delivery reference'],
  );
});
