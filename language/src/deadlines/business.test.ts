import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  businessDays,
  businessHours,
  type CaseRecord,
  type Clocks,
  type Context,
  compileCalendar,
  compileFlow,
  Day,
  type Duration,
  days,
  deadlines,
  defineCalendar,
  defineFlow,
  Fields,
  type FlowDefinition,
  hours,
  Instant,
  type JsonObject,
  ladderView,
  nextDueAt,
  Optional,
  type Pause,
  rungTitle,
  Text,
} from '../index.ts';

const at = (text: string) => Date.parse(`${text}Z`);
const iso = (instant: number | null | undefined) =>
  instant === null || instant === undefined ? null : new Date(instant).toISOString().slice(0, 16);
const openHours = [['09:00', '17:00']] as const;
const rome = defineCalendar({
  ...{ title: 'Italy', timeZone: 'Europe/Rome', from: '2026-01-01', to: '2027-12-31' },
  week: { monday: openHours, tuesday: openHours, wednesday: openHours, thursday: openHours, friday: openHours },
  holidays: [
    { easter: 1, title: 'Easter Monday' },
    { on: '2026-05-01', title: 'Labour Day' },
    { on: '2026-06-02' },
    { on: '2026-06-03', title: 'Bridge' },
    { on: '2026-06-04', title: 'Bridge' },
    { on: '2026-06-05', title: 'Bridge' },
  ],
});
const never = defineCalendar({ timeZone: 'UTC', from: '2026-01-01', to: '2026-12-31', week: {} });

type Rungs = NonNullable<FlowDefinition['ladders']>[string]['rungs'];

function bill(rungs: Rungs, within: Duration | string = businessDays(2)): FlowDefinition {
  return defineFlow({
    name: 'bill',
    title: 'Bill',
    owner: 'desk',
    key: 'number',
    calendar: { default: 'rome', entities: { berlin: 'never' } },
    calendars: { rome, never },
    data: Fields({ number: Text(), due: Optional(Day()), at: Optional(Instant()) }),
    parameters: {
      after: { type: 'businessDays', default: 3, owner: 'desk' },
      inHours: { type: 'businessHours', default: 12, owner: 'desk' },
    },
    start: { begin: 'open' },
    states: {
      open: { owner: 'desk', within: within as Duration, on: { wait: 'waiting', finish: 'done' } },
      waiting: { owner: 'desk', within: hours(5), on: { go: 'open' } },
      done: { final: 'done' },
    },
    ladders: {
      byDay: { anchor: 'data.due', during: ['open'], pauseWhile: ['waiting'], rungs: rungs as never },
      byInstant: { anchor: 'data.at', during: ['open'], pauseWhile: ['waiting'], rungs: rungs as never },
    },
  });
}

function record(data: JsonObject, change: Partial<CaseRecord> = {}): CaseRecord {
  return {
    ...{ id: '1', flow: 'bill', entity: 'e', key: 'B', version: 1, state: 'open', seq: 1 },
    ...{ data: { number: 'B', ...data }, clocks: {}, enteredAt: at('2026-04-01T10:00') },
    ...change,
  };
}
const now: Context = { now: at('2026-04-01T10:00') };
const paused = (ladder: string, ...pauses: Pause[]): Clocks => ({ ladders: { [ladder]: { episode: 1, pauses } } });

function dues(rungs: Rungs, each: CaseRecord, context: Context = now): Record<string, string | null> {
  return Object.fromEntries(deadlines(compileFlow(bill(rungs)), each, context).map(({ name, dueAt }) => [name, iso(dueAt)]));
}

const each = (after: Duration | string): Rungs => [{ name: 'late', after, set: {} }];

test('[L217] lengths in business time: of states, rungs and parameters, from a day and from an instant', () => {
  // Friday 3 April; Monday the 6th is Easter Monday. The rungs of a day are due at 09:00 in Rome.
  const friday = record({ due: '2026-04-03', at: '2026-04-03T13:30:00Z' });
  const rows: readonly (readonly [after: Duration | string, byDay: string, byInstant: string])[] = [
    [businessDays(0), '2026-04-03T07:00', '2026-04-03T13:30'],
    [businessDays(1), '2026-04-07T07:00', '2026-04-07T13:30'],
    ['after', '2026-04-09T07:00', '2026-04-09T13:30'],
    [businessHours(1), '2026-04-03T08:00', '2026-04-03T14:30'],
    [businessHours(8), '2026-04-03T15:00', '2026-04-07T13:30'],
    ['inHours', '2026-04-07T11:00', '2026-04-08T09:30'],
    [days(3), '2026-04-06T07:00', '2026-04-06T13:30'],
  ];
  for (const [after, byDay, byInstant] of rows) {
    const found = dues(each(after), friday);
    assert.deepEqual([found['byDay/late'], found['byInstant/late']], [byDay, byInstant], JSON.stringify(after));
  }
  assert.equal(dues(each(days(1)), friday).open, '2026-04-03T10:00');
  // From a Saturday on, at its time of day; also over the change to summer time.
  assert.equal(dues(each(businessDays(1)), record({ at: '2026-03-28T22:30:00Z' }))['byInstant/late'], '2026-03-30T21:30');
  assert.equal(dues(each('after'), friday, { ...now, parameters: { after: 1 } })['byDay/late'], '2026-04-07T07:00');
});

test('[L216] the calendar is that of the entity, else the default; one in the context counts before', () => {
  const flow = compileFlow(bill(each(businessDays(1))));
  const friday = record({ due: '2026-04-03' });
  const due = (entity: string, context: Context) =>
    iso(deadlines(flow, { ...friday, entity }, context).find(({ name }) => name === 'byDay/late')?.dueAt);
  assert.equal(due('milano', now), '2026-04-07T07:00');
  assert.equal(due('berlin', now), null);
  const lunar = compileCalendar(
    defineCalendar({ timeZone: 'Asia/Tokyo', from: '2026-01-01', to: '2026-12-31', week: { sunday: [['10:00', '11:00']] } }),
  );
  assert.equal(due('milano', { ...now, calendars: { rome: lunar } }), '2026-04-05T00:00');
  assert.equal(due('berlin', { ...now, calendars: { rome: lunar } }), null);
  assert.equal(due('toString', { ...now, calendars: {} }), '2026-04-07T07:00');
  assert.throws(() => compileFlow({ ...bill(each(days(1))), calendar: { default: 'nowhere' } }), /calendar "nowhere"/);
});

test('[L213] where the business is never open nothing is due, nothing loops, and it is said', () => {
  const rungs: Rungs = [
    { name: 'days', after: businessDays(1), every: businessDays(2), atMost: 50, set: {} },
    { name: 'hours', after: businessHours(1), set: {} },
  ];
  const flow = compileFlow(bill(rungs));
  const closed = record({ due: '2026-04-03' }, { entity: 'berlin' });
  assert.equal(nextDueAt(flow, closed, now), null);
  const found = deadlines(flow, closed, now);
  assert.ok(found.every(({ dueAt, standing }) => dueAt === null && standing === 'held'));
  assert.equal(found[0]?.why, 'never: due 2026-04-03 + 1 business day, and the calendar has no such time');
  assert.equal(found.at(-1)?.why, 'never: in Open since 2026-04-01 10:00 + 2 business days, and the calendar has no such time');
  assert.ok(ladderView(flow, closed, now, 'byDay')?.rungs.every(({ plannedAt }) => plannedAt === null));
  // A length that is no number, or leads beyond all dates, is no reason to fail either.
  for (const after of ['x', Number.NaN, 1e12, -1e12] as never[]) {
    const odd = { ...now, parameters: { after } };
    assert.equal(deadlines(compileFlow(bill(each('after'))), record({ due: '2026-04-03' }), odd)[0]?.dueAt, null);
  }
});

test('[L218] business time that lay in a pause does not count', () => {
  // Paused from Thursday 2 April noon to Wednesday 8 April noon, over Easter: the 3rd, 7th and 8th do not count.
  const pause = { from: at('2026-04-02T10:00'), to: at('2026-04-08T10:00'), by: 'waiting' };
  const rows: readonly (readonly [after: Duration, data: JsonObject, due: string])[] = [
    [businessDays(2), { due: '2026-04-01' }, '2026-04-09T07:00'],
    [businessDays(5), { due: '2026-04-01' }, '2026-04-14T07:00'],
    [businessDays(1), { due: '2026-04-01' }, '2026-04-02T07:00'], // before the pause
    [businessDays(2), { due: '2026-04-07' }, '2026-04-10T07:00'], // the 8th alone lay in the pause
    [businessDays(2), { at: '2026-04-01T11:00:00Z' }, '2026-04-09T11:00'],
    // Wednesday 1 April, 11:00 to 17:00 in Rome, Thursday from 09:00 to 12:00, then from Wednesday the 8th at 12:00.
    [businessHours(9), { at: '2026-04-01T09:00:00Z' }, '2026-04-02T10:00'],
    [businessHours(10), { at: '2026-04-01T09:00:00Z' }, '2026-04-08T11:00'],
    [businessHours(16), { at: '2026-04-01T09:00:00Z' }, '2026-04-09T09:00'],
    [days(2), { due: '2026-04-01' }, '2026-04-09T07:00'],
  ];
  for (const [after, data, due] of rows) {
    const ladder = data.due === undefined ? 'byInstant' : 'byDay';
    const found = dues(each(after), record(data, { clocks: paused(ladder, pause) }));
    assert.equal(found[`${ladder}/late`], due, `${JSON.stringify(after)} ${JSON.stringify(data)}`);
  }
});

test('[L218] pauses that overlap, as facts that come late can make them, count once; in whatever order they are kept', () => {
  const pauses = [
    { from: at('2026-04-08T10:00'), to: at('2026-04-10T10:00'), by: 'waiting' },
    { from: at('2026-04-07T10:00'), to: at('2026-04-09T10:00'), by: 'waiting' },
    { from: at('2026-04-20T10:00'), to: at('2026-04-19T10:00'), by: 'waiting' },
  ];
  for (const list of [pauses, [...pauses].reverse()]) {
    const clocks = { ladders: { ...paused('byDay', ...list).ladders, ...paused('byInstant', ...list).ladders } };
    const found = dues(each(days(10)), record({ due: '2026-04-01', at: '2026-04-01T10:00:00Z' }, { clocks }));
    assert.equal(found['byDay/late'], '2026-04-14T07:00');
    assert.equal(found['byInstant/late'], '2026-04-14T10:00');
  }
});

test('[L219] a rung that comes again: so many times `every` after the first, each length in its own unit', () => {
  const rungs: Rungs = [
    { name: 'remind', title: 'Reminder', after: days(2), every: businessDays(3), atMost: 3, set: {} },
    { name: 'nudge', after: businessDays(1), every: businessHours(4), atMost: 3, set: {} },
  ];
  const found = dues(rungs, record({ due: '2026-04-01' }));
  assert.deepEqual(
    Object.entries(found).filter(([name]) => name.startsWith('byDay')),
    [
      ['byDay/remind', '2026-04-03T07:00'],
      ['byDay/remind#2', '2026-04-09T07:00'],
      ['byDay/remind#3', '2026-04-14T07:00'],
      ['byDay/nudge', '2026-04-02T07:00'],
      ['byDay/nudge#2', '2026-04-02T11:00'],
      ['byDay/nudge#3', '2026-04-02T15:00'],
    ],
  );
  const definition = bill(rungs);
  assert.deepEqual(
    ['remind', 'remind#2', 'nudge#3', 'remind#11', 'remind#21', 'remind#22'].map((rung) => rungTitle(definition, 'byDay', rung)),
    [
      'Reminder',
      'Reminder (2nd time)',
      'Nudge (3rd time)',
      'Reminder (11th time)',
      'Reminder (21st time)',
      'Reminder (22nd time)',
    ],
  );
  const view = ladderView(compileFlow(definition), record({ due: '2026-04-01' }), now, 'byDay');
  assert.deepEqual(
    view?.rungs.map(({ title, after }) => [title, after]),
    [
      ['Reminder', '2 days'],
      ['Reminder (2nd time)', '2 days + 3 business days'],
      ['Reminder (3rd time)', '2 days + 2 × 3 business days'],
      ['Nudge', '1 business day'],
      ['Nudge (2nd time)', '1 business day + 4 business hours'],
      ['Nudge (3rd time)', '1 business day + 2 × 4 business hours'],
    ],
  );
});

test('[L218] [L219] a pause moves what comes again once: between two times, only those after it', () => {
  const rungs: Rungs = [{ name: 'remind', after: days(2), every: days(2), atMost: 3, set: {} }];
  const pause = { from: at('2026-04-04T10:00'), to: at('2026-04-09T10:00'), by: 'waiting' };
  const found = dues(rungs, record({ due: '2026-04-01' }, { clocks: paused('byDay', pause) }));
  assert.deepEqual(
    ['remind', 'remind#2', 'remind#3'].map((name) => found[`byDay/${name}`]),
    ['2026-04-03T07:00', '2026-04-10T07:00', '2026-04-12T07:00'],
  );
});

test('[L221] what a scheduled revision makes due, is due at its time or when the revision holds, whichever comes last', () => {
  const flow = compileFlow(bill(each('after'), days(90)));
  const open = record({ due: '2026-04-07' }); // after 3 business days: Friday the 10th, 07:00Z
  const to = (from: string, after: number) => ({ from: at(from), parameters: { after } });
  const rows: readonly (readonly [scheduled: NonNullable<Context['scheduled']>, due: string, why: string])[] = [
    [[], '2026-04-10T07:00', '2026-04-10 09:00: due 2026-04-07 + 3 business days'],
    [[to('2026-04-20T00:00', 1)], '2026-04-10T07:00', '2026-04-10 09:00: due 2026-04-07 + 3 business days'],
    [
      [to('2026-04-09T22:00', 5)],
      '2026-04-14T07:00',
      '2026-04-14 09:00: due 2026-04-07 + 5 business days (3 business days until 2026-04-10)',
    ],
    [
      [to('2026-04-09T12:00', 1)],
      '2026-04-09T12:00',
      '2026-04-09 14:00: due 2026-04-07 + 1 business day (3 business days until 2026-04-09 14:00)',
    ],
    [
      [to('2026-04-09T22:00', 9), to('2026-04-13T22:00', 1)],
      '2026-04-13T22:00',
      '2026-04-14: due 2026-04-07 + 1 business day (3 business days until 2026-04-14)',
    ],
    // Its time has come: the parameters in force are what they are.
    [[to('2026-04-01T00:00', 1)], '2026-04-10T07:00', '2026-04-10 09:00: due 2026-04-07 + 3 business days'],
  ];
  for (const [scheduled, due, why] of rows) {
    const context = { ...now, scheduled };
    assert.equal(iso(nextDueAt(flow, open, context)), due, why);
    const [found] = deadlines(flow, open, context);
    assert.deepEqual([iso(found?.dueAt), found?.why], [due, why]);
  }
});

test('[L222] a deadline says in one sentence from what, which length, which holidays, which pauses', () => {
  const say = (after: Duration, data: JsonObject, clocks: Clocks = {}) =>
    deadlines(compileFlow(bill(each(after))), record(data, { clocks }), now).find(({ dueAt }) => dueAt !== null)?.why;
  assert.equal(
    say(businessDays(2), { due: '2026-04-03' }),
    '2026-04-08 09:00: due 2026-04-03 + 2 business days, without Easter Monday (2026-04-06)',
  );
  assert.equal(say(days(7), { due: '2026-04-03' }), '2026-04-10 09:00: due 2026-04-03 + 7 days');
  assert.equal(
    say(businessHours(40), { at: '2026-05-29T07:00:00Z' }),
    '2026-06-10 17:00: since 2026-05-29 09:00 + 40 business hours, without 2026-06-02, Bridge (2026-06-03), Bridge (2026-06-04), 1 more holiday',
  );
  const pause = { from: at('2026-04-08T10:00'), to: at('2026-04-09T10:00'), by: 'waiting' };
  assert.equal(
    say(businessDays(4), { due: '2026-04-03' }, paused('byDay', pause)),
    '2026-04-13 09:00: due 2026-04-03 + 4 business days, without Easter Monday (2026-04-06), paused by Waiting from 2026-04-08 to 2026-04-09',
  );
});

const anyLength: fc.Arbitrary<Duration> = fc.oneof(
  fc.integer({ min: 0, max: 60 }).map((n) => days(n)),
  fc.integer({ min: 0, max: 900 }).map((n) => hours(n)),
  fc.integer({ min: 0, max: 60 }).map((n) => businessDays(n)),
  fc.integer({ min: 0, max: 400 }).map((n) => businessHours(n)),
);
const anyTime = fc.integer({ min: at('2026-01-10T00:00'), max: at('2026-12-20T00:00') });
const anyPauses = fc
  .array(fc.integer({ min: 0, max: 60 * 24 * 4 }), { maxLength: 6 })
  .map((gaps) => gaps.map((_, index) => gaps.slice(0, index + 1).reduce((sum, gap) => sum + gap * 900_000, 0)))
  .chain((marks) =>
    anyTime.map((start): Pause[] =>
      marks.flatMap((mark, index) => {
        const to = marks[index + 1];
        return index % 2 === 1 || to === undefined || to === mark ? [] : [{ from: start + mark, to: start + to, by: 'waiting' }];
      }),
    ),
  );
const anyBase = fc.oneof(
  anyTime.map((time) => ({ due: new Date(time).toISOString().slice(0, 10) })),
  anyTime.map((time) => ({ at: new Date(time).toISOString() })),
);

/** Compiled once for all runs: the length is a parameter. */
const inUnit = (unit: 'days' | 'hours' | 'businessDays' | 'businessHours') => {
  const definition = bill(each(`in_${unit}`), days(90));
  return compileFlow({
    ...definition,
    parameters: { ...definition.parameters, [`in_${unit}`]: { type: unit, default: 1, owner: 'desk' } },
  });
};
const byUnit = {
  days: inUnit('days'),
  hours: inUnit('hours'),
  businessDays: inUnit('businessDays'),
  businessHours: inUnit('businessHours'),
};

function dueOf(after: Duration, base: JsonObject, pauses: readonly Pause[]): number {
  const ladder = 'due' in base ? 'byDay' : 'byInstant';
  const clocks = { ladders: { [ladder]: { episode: 1, pauses } } };
  const [[unit, length] = ['days', 0]] = Object.entries(after);
  const context = { ...now, parameters: { [`in_${unit}`]: length } };
  const found = deadlines(byUnit[unit as keyof typeof byUnit], record(base, { clocks }), context);
  return found.find(({ name }) => name === `${ladder}/late`)?.dueAt as number;
}

const longer = (after: Duration, by: number): Duration =>
  Object.fromEntries(Object.entries(after).map(([unit, amount]) => [unit, amount + by])) as Duration;

test('[L217] [L218] nothing is due before its base, a longer length is never due earlier, and no pause makes it earlier', () => {
  fc.assert(
    fc.property(anyLength, fc.integer({ min: 1, max: 30 }), anyBase, anyPauses, (after, more, base, pauses) => {
      const due = dueOf(after, base, pauses);
      const zero = dueOf({ hours: 0 }, base, []);
      assert.ok(due >= zero, 'not before the base');
      assert.ok(dueOf(longer(after, more), base, pauses) >= due, 'longer is not earlier');
      const unpaused = dueOf(after, base, []);
      assert.ok(due >= unpaused);
      // What began when it was over, moves nothing.
      assert.equal(dueOf(after, base, [{ from: unpaused, to: unpaused + 9_000_000_000, by: 'waiting' }]), unpaused);
      // As long as it lasts, a pause moves nothing; the ladder stands still instead.
      const before = pauses.filter(({ to }) => (to ?? 0) <= unpaused);
      assert.equal(dueOf(after, base, [...before, { from: unpaused - 1, by: 'waiting' }]), dueOf(after, base, before));
    }),
    { numRuns: 300 },
  );
});

test('[L221] a wake-up is no later than what is due under any revision that comes to hold, and there is one where something is due', () => {
  const flow = compileFlow(bill(each('after'), days(90)));
  const revisions = fc
    .array(fc.record({ inDays: fc.integer({ min: 1, max: 12 }), after: fc.integer({ min: 0, max: 30 }) }), { maxLength: 4 })
    .map((list) => {
      let from = now.now;
      return list.map(({ inDays, after }) => {
        from += inDays * 86_400_000;
        return { from, parameters: { after } };
      });
    });
  const step = 6 * 3_600_000;
  fc.assert(
    fc.property(revisions, fc.integer({ min: 0, max: 20 }), (scheduled, shift) => {
      const open = record({ due: new Date(now.now + shift * 86_400_000).toISOString().slice(0, 10) });
      const wake = nextDueAt(flow, open, { ...now, scheduled }) as number;
      // Time passes: at each moment, what is due under the parameters then in force must not lie before the wake-up.
      for (let time = now.now; time < wake; time += step) {
        const parameters = scheduled.findLast(({ from }) => from <= time)?.parameters ?? {};
        const due = nextDueAt(flow, open, { now: time, parameters }) as number;
        assert.ok(due > time, `due ${iso(due)}, and nobody looks before ${iso(wake)}`);
      }
      const parameters = scheduled.findLast(({ from }) => from <= wake)?.parameters ?? {};
      assert.ok((nextDueAt(flow, open, { now: wake, parameters }) as number) <= wake, 'something is due at the wake-up');
    }),
    { numRuns: 200 },
  );
});

test('[L59] a deadline moves only if one of its inputs did: not with the clock, other fields, or holidays that come after it', () => {
  const other = fc.record({
    later: fc.integer({ min: 0, max: 1e10 }),
    assignee: fc.string({ maxLength: 3 }),
    beyond: fc.boolean(),
  });
  fc.assert(
    fc.property(anyLength, anyBase, anyPauses, other, (after, base, pauses, { later, assignee, beyond }) => {
      const [[unit, length] = ['days', 0]] = Object.entries(after);
      const flow = byUnit[unit as keyof typeof byUnit];
      const ladder = 'due' in base ? 'byDay' : 'byInstant';
      const clocks: Clocks = { ladders: { [ladder]: { episode: 1, pauses } } };
      const context = { ...now, parameters: { [`in_${unit}`]: length } };
      const say = (each: CaseRecord, seen: Context) => deadlines(flow, each, seen).filter(({ dueAt }) => dueAt !== null);
      const before = say(record(base, { clocks }), context);
      assert.deepEqual(
        say(record(base, { clocks: { ...clocks, assignee }, seq: 9 }), { ...context, now: now.now + later }),
        before,
      );
      assert.equal(before.length, 2);
      const last = Math.max(...before.map(({ dueAt }) => dueAt ?? 0));
      const on = new Date(last + 3 * 86_400_000).toISOString().slice(0, 10);
      if (!beyond || on > rome.to) return;
      const longer = compileCalendar({ ...rome, holidays: [...(rome.holidays ?? []), { on }] });
      assert.deepEqual(say(record(base, { clocks }), { ...context, calendars: { rome: longer } }), before);
    }),
    { numRuns: 200 },
  );
});
