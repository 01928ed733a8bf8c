import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type CalendarDefinition, type CaseRecord, compileFlow, decide, type JsonObject } from '@throughline/language';
import fc from 'fast-check';
import { loan, monday, office } from '../loans.test.ts';
import type { SettingsRows } from '../sql/read-settings.ts';
import { createSettingsRegistry, type Settings } from './settings.ts';

/*
 * When a case must be looked at again, with parameters and calendars that change on the way, held against an oracle that derives
 * nothing: it asks at every hour whether a deadline fires. All that can be due here is due on the hour.
 */

const hour = 3_600_000;
const flow = compileFlow(loan, 1);
const hours = 24 * 40;

const parameters = fc.array(
  fc.record({
    from: fc.integer({ min: -48, max: hours }),
    values: fc.record(
      {
        remindAfter: fc.integer({ min: 0, max: 30 }),
        callAfter: fc.integer({ min: 0, max: 30 }),
        answerWithin: fc.integer({ min: 0, max: 200 }),
        lenient: fc.integer({ min: 0, max: 2 }),
      },
      { requiredKeys: [] },
    ),
  }),
  { maxLength: 6 },
);

const shift = fc.constantFrom<[string, string]>(['09:00', '17:00'], ['06:00', '12:00'], ['12:00', '13:00']);
const calendars = fc.array(
  fc.record({
    from: fc.integer({ min: -48, max: hours }),
    days: fc.uniqueArray(fc.constantFrom('monday', 'tuesday', 'thursday', 'saturday', 'sunday'), { minLength: 1 }),
    hours: shift,
    timeZone: fc.constantFrom('Europe/Rome', 'UTC', 'America/New_York'),
  }),
  { maxLength: 4 },
);

const cases = fc.record({
  now: fc.integer({ min: 0, max: 200 }),
  entered: fc.integer({ min: -300, max: 0 }),
  dueOn: fc.integer({ min: -20, max: 30 }),
  stopAt: fc.option(fc.integer({ min: 0, max: 2 })),
  liveFrom: fc.option(fc.integer({ min: -200, max: 100 })),
  pause: fc.option(fc.tuple(fc.integer({ min: -100, max: 0 }), fc.integer({ min: 1, max: 100 }))),
});

const at = (hoursAfter: number) => monday + hoursAfter * hour;
const compiled = new Map<string, CalendarDefinition>();

function calendarOf(days: readonly string[], open: [string, string], timeZone: string): CalendarDefinition {
  const name = `${[...days].sort().join()} ${open.join()} ${timeZone}`;
  const known = compiled.get(name) ?? office({ timeZone, week: Object.fromEntries(days.map((day) => [day, [open]])) as never });
  compiled.set(name, known);
  return known;
}

async function settingsOf(
  changed: readonly { readonly from: number; readonly values: object }[],
  shifts: readonly { from: number; days: readonly string[]; hours: [string, string]; timeZone: string }[],
): Promise<Settings> {
  const rows: SettingsRows = {
    revision: 1,
    releases: [],
    pilots: [],
    parameters: changed.map(({ from, values }, index) => ({
      flow: 'loan',
      revision: index + 1,
      from: at(from),
      values: values as JsonObject,
      by: 'lea',
      reason: 'as agreed',
    })),
    calendars: shifts.map(({ from, days, hours: open, timeZone }, index) => ({
      flow: 'loan',
      revision: index + 1,
      from: at(from),
      name: 'office',
      definition: calendarOf(days, open, timeZone) as unknown as JsonObject,
    })),
  };
  const tx = { readMoment: async () => ({ mode: 'virtual' as const, now: monday, settings: 1 }), readSettings: async () => rows };
  return (await createSettingsRegistry().moment(tx)).settings;
}

function recordOf({
  entered,
  dueOn,
  stopAt,
  liveFrom,
  pause,
}: typeof cases extends fc.Arbitrary<infer C> ? C : never): CaseRecord {
  const due = new Date(monday + dueOn * 24 * hour).toISOString().slice(0, 10);
  return {
    id: 'c',
    flow: 'loan',
    entity: 'halden',
    key: 'L',
    version: 1,
    state: 'out',
    seq: 3,
    data: { number: 'L', dueOn: due, ...(stopAt === null ? {} : { stopAt }) },
    clocks: {
      ...(liveFrom === null ? {} : { liveFrom: at(liveFrom) }),
      ...(pause === null
        ? {}
        : { ladders: { dunning: { episode: 1, pauses: [{ from: at(pause[0]), to: at(pause[0] + pause[1]), by: 'held' }] } } }),
    },
    enteredAt: at(entered),
  };
}

test('[E143] a case is woken at the very hour at which something is due, whatever is scheduled', async () => {
  const seen = { never: 0, soon: 0, onTheDay: 0, later: 0 };
  const property = fc.asyncProperty(parameters, calendars, cases, async (changed, shifts, drawn) => {
    const settings = await settingsOf(changed, shifts);
    const record = recordOf(drawn);
    const now = at(drawn.now);
    const wakeUp = settings.wakeUp(flow, record, now);
    const isDue = (instant: number) =>
      decide(flow, record, { kind: 'deadline' }, settings.contextOf(flow, instant)).kind === 'applied';
    let first: number | null = null;
    for (let after = drawn.now; after <= drawn.now + hours && first === null; after += 1) if (isDue(at(after))) first = at(after);
    if (first === null) {
      seen.never += 1;
      assert.ok(wakeUp === null || wakeUp > at(drawn.now + hours), `woken at ${wakeUp}, where nothing is due`);
      return;
    }
    assert.equal(Math.max(wakeUp ?? Infinity, now), first);
    if (first === now) seen.soon += 1;
    else if ([...changed, ...shifts].some(({ from }) => at(from) === first)) seen.onTheDay += 1;
    else seen.later += 1;
  });
  await fc.assert(property, { numRuns: 150 });
  // Of the hundred and fifty, some are of each kind.
  for (const [kind, times] of Object.entries(seen)) assert.ok(kind === 'never' || times > 0, `${kind}: ${JSON.stringify(seen)}`);
});

test('[E143] what `decide` derived is taken as it is where no calendar is to come', async () => {
  const settings = await settingsOf(
    [{ from: 20, values: { remindAfter: 1 } }],
    [{ from: 5, days: ['monday'], hours: ['09:00', '17:00'], timeZone: 'UTC' }],
  );
  const record = recordOf({ now: 0, entered: 0, dueOn: 0, stopAt: null, liveFrom: null, pause: null });
  assert.equal(settings.wakeUp(flow, record, at(6), 12_345), 12_345);
  assert.notEqual(settings.wakeUp(flow, record, at(4), at(30)), at(30));
});
