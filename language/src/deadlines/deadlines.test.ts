import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type CaseRecord,
  type Clocks,
  compileFlow,
  Day,
  days,
  deadlines,
  defineFlow,
  Fields,
  hours,
  Instant,
  Integer,
  type JsonObject,
  nextDueAt,
  Optional,
  Text,
} from '../index.ts';

const flow = compileFlow(
  defineFlow({
    name: 'bill',
    title: 'Bill',
    owner: 'desk',
    key: 'number',
    timeZone: 'Europe/Rome',
    data: Fields({ number: Text(), due: Optional(Day()), at: Optional(Instant()) }),
    parameters: { after: days(3, { owner: 'desk' }) },
    start: { begin: 'open' },
    states: {
      open: { owner: 'desk', within: days(2), on: { wait: 'waiting', finish: 'done' } },
      waiting: { owner: 'desk', within: hours(5), on: { go: 'open' } },
      done: { final: 'done' },
    },
    ladders: {
      byDay: {
        anchor: 'data.due',
        during: ['open'],
        pauseWhile: ['waiting'],
        rungs: [
          { name: 'days', after: 'after', set: {} },
          { name: 'hours', after: hours(30), set: {} },
        ],
      },
      byInstant: { anchor: 'data.at', during: ['open'], at: '17:30', rungs: [{ name: 'days', after: days(1), set: {} }] },
    },
  }),
);
const enteredAt = Date.parse('2026-03-27T10:00:00Z');
const record = (data: JsonObject, clocks: Clocks = {}, state = 'open'): CaseRecord => ({
  id: '1',
  flow: 'bill',
  entity: 'e',
  key: 'B',
  version: 1,
  state,
  seq: 1,
  data: { number: 'B', ...data },
  clocks,
  enteredAt,
});
const context = { now: enteredAt };
const due = (each: CaseRecord, parameters: JsonObject = {}) =>
  Object.fromEntries(
    deadlines(flow, each, { ...context, parameters }).map(({ name, dueAt, standing }) => [
      name,
      dueAt === null ? standing : new Date(dueAt).toISOString(),
    ]),
  );

test('[L59] days are calendar days of the flow, at the same time of day when the clock changes; hours are hours that pass', () => {
  assert.deepEqual(due(record({ due: '2026-03-27', at: '2026-03-28T08:15:00Z' })), {
    'byDay/days': '2026-03-30T07:00:00.000Z', // 09:00 in summer
    'byDay/hours': '2026-03-28T14:00:00.000Z', // 08:00Z + 30 hours
    'byInstant/days': '2026-03-29T07:15:00.000Z', // 09:15 in winter, 09:15 in summer
    open: '2026-03-29T09:00:00.000Z', // 11:00 to 11:00
  });
  assert.deepEqual(due(record({ due: '2026-03-28' }))['byDay/hours'], '2026-03-29T14:00:00.000Z');
  // From the day of the change itself: 09:00 stays 09:00.
  assert.equal(due(record({ at: '2026-03-29T07:00:00Z' }))['byInstant/days'], '2026-03-30T07:00:00.000Z');
  assert.equal(due(record({ at: '2026-10-25T08:00:00Z' }))['byInstant/days'], '2026-10-26T08:00:00.000Z');
});

test('[L59] a parameter in force counts, else its default', () => {
  assert.equal(due(record({ due: '2026-03-01' }), { after: 10 })['byDay/days'], '2026-03-11T08:00:00.000Z');
  assert.equal(due(record({ due: '2026-03-01' }), {})['byDay/days'], '2026-03-04T08:00:00.000Z');
});

test('[L52] an ended pause moves days by days and instants by the time that passed; one that lasts holds the ladder', () => {
  const pause = { from: Date.parse('2026-03-02T12:00:00Z'), to: Date.parse('2026-03-05T18:00:00Z'), by: 'waiting' };
  const ended = record({ due: '2026-03-01' }, { ladders: { byDay: { episode: 1, pauses: [pause] } } });
  assert.equal(due(ended)['byDay/days'], '2026-03-07T08:00:00.000Z');
  const early = { ...pause, from: Date.parse('2026-02-20T12:00:00Z') };
  assert.equal(
    due(record({ due: '2026-03-01' }, { ladders: { byDay: { episode: 1, pauses: [early] } } }))['byDay/days'],
    '2026-03-08T08:00:00.000Z',
  );
  const { to: _, ...lasting } = pause;
  const paused = record({ due: '2026-03-01' }, { ladders: { byDay: { episode: 1, pauses: [lasting] } } }, 'waiting');
  assert.equal(due(paused)['byDay/days'], 'paused');
  assert.equal(nextDueAt(flow, paused, context), enteredAt + 5 * 3_600_000);
});

test('[L59] an anchor that is missing, or no day, holds its ladder', () => {
  assert.deepEqual([due(record({}))['byDay/days'], due(record({}))['byInstant/days']], ['held', 'held']);
  assert.equal(due(record({ due: '2026-02-31' }))['byDay/days'], 'held');
});

test('[L59] each deadline explains itself', () => {
  const pause = { from: Date.parse('2026-03-02T12:00:00Z'), to: Date.parse('2026-03-05T18:00:00Z'), by: 'waiting' };
  const each = record({ due: '2026-03-01' }, { ladders: { byDay: { episode: 1, pauses: [pause] } } });
  const [first, , held, state] = deadlines(flow, each, context);
  assert.equal(first?.why, '2026-03-07 09:00: due 2026-03-01 + 3 days, paused by Waiting from 2026-03-02 to 2026-03-05');
  assert.equal(held?.why, 'Days of By instant waits for a time to count from');
  assert.equal(state?.why, '2026-03-29 11:00: in Open since 2026-03-27 11:00 + 2 days');
});

test('[L55] the next wake-up is the earliest that is pending', () => {
  assert.equal(nextDueAt(flow, record({}), context), Date.parse('2026-03-29T09:00:00Z'));
  assert.equal(nextDueAt(flow, record({}, { overdueAt: 1 }), context), null);
  assert.equal(nextDueAt(flow, record({ due: '2026-03-20' }, { overdueAt: 1 }), context), Date.parse('2026-03-21T14:00:00Z'));
  assert.equal(nextDueAt(flow, record({ due: '2026-03-20' }, { liveFrom: enteredAt, overdueAt: 1 }), context), null);
});

test('[L59] an anchor that no calendar knows holds its ladder', () => {
  const numbered = compileFlow(
    defineFlow({
      name: 'bill',
      title: 'Bill',
      owner: 'desk',
      key: 'number',
      data: Fields({ number: Text(), millis: Integer() }),
      start: { begin: 'open' },
      states: { open: { owner: 'desk', on: { finish: 'done' } }, done: { final: 'done' } },
      ladders: { byMillis: { anchor: 'data.millis', during: ['open'], rungs: [{ name: 'late', after: days(1), set: {} }] } },
    }),
  );
  for (const millis of [Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER]) {
    const held = record({ number: 'B', millis });
    assert.equal(nextDueAt(numbered, held, { now: 0 }), null);
    assert.deepEqual(
      deadlines(numbered, held, { now: 0 }).map(({ standing }) => standing),
      ['held'],
    );
  }
});
