import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Desk, dayMs, person } from '../../test/desk.ts';
import {
  caseActions,
  checkFlow,
  compileFlow,
  Day,
  days,
  deadlines,
  defineFlow,
  diffFlows,
  Fields,
  hours,
  ladderView,
  OneOf,
  Optional,
  rungLengthText,
  Text,
} from '../index.ts';

const definition = defineFlow({
  name: 'bill',
  title: 'Bill',
  owner: 'desk',
  key: 'number',
  data: Fields({
    number: Text(),
    dueOn: Day(),
    segment: Optional(OneOf(['key', 'public', 'private'], { title: 'Segment' })),
    rating: Optional(Text({ confidential: true })),
  }),
  parameters: { keyAfter: days(14, { owner: 'desk', from: 1, to: 60 }) },
  exceptions: {
    late: {
      owner: 'desk',
      severity: 'low',
      within: { by: 'segment', is: { key: hours(2) }, else: days(2) },
      resolutions: ['paid'],
    },
  },
  start: { begin: 'open' },
  states: {
    open: {
      owner: 'desk',
      within: { by: 'rating', is: { A: days(30) }, else: days(20) },
      on: { finish: { to: 'done' }, grumble: { raise: 'late' } },
    },
    done: { final: 'done' },
  },
  ladders: {
    dunning: {
      anchor: 'data.dueOn',
      during: ['open'],
      rungs: [
        { name: 'remind', after: { by: 'segment', is: { key: 'keyAfter', public: days(30) }, else: days(7) }, set: {} },
        {
          name: 'again',
          after: { by: 'segment', is: { key: days(40), public: days(40) }, else: days(40) },
          every: { by: 'segment', is: { key: days(5) }, else: days(3) },
          atMost: 2,
          set: {},
        },
      ],
    },
  },
});
const flow = compileFlow(definition);
const clerk = person('cleo', 'desk');

function bill(data: { readonly segment?: string; readonly rating?: string }): Desk {
  const desk = new Desk(flow, 'B', Date.parse('2026-03-01T08:00:00Z'));
  desk.does('begin', { number: 'B', dueOn: '2026-03-01', ...data }, clerk);
  return desk;
}
const why = (desk: Desk, name: string) => deadlines(flow, desk.record, { now: desk.now }).find((each) => each.name === name)?.why;

test('[L370] the field chooses the length; each deadline says which, and does not say what few may see', () => {
  assert.deepEqual(checkFlow(definition), []);
  assert.equal(why(bill({ segment: 'key' }), 'dunning/remind'), '2026-03-15 09:00: due 2026-03-01 + 14 days (Segment: key)');
  assert.match(why(bill({ segment: 'public' }), 'dunning/remind') ?? '', /^2026-03-31 .* \+ 30 days \(Segment: public\)$/);
  assert.match(why(bill({ segment: 'private' }), 'dunning/remind') ?? '', /^2026-03-08 .* \+ 7 days \(Segment: private\)$/);
  assert.match(why(bill({}), 'dunning/remind') ?? '', /^2026-03-08 .* \+ 7 days$/);
  assert.match(why(bill({ segment: 'key' }), 'dunning/again#2') ?? '', /40 days \(Segment: key\) \+ 5 days \(Segment: key\)$/);
  assert.match(why(bill({ rating: 'A' }), 'open') ?? '', /\+ 30 days \(by Rating\)$/);
  assert.equal(
    rungLengthText(flow, flow.ladders.get('dunning')?.rungs[0] as never, { now: 0 }),
    '14 days for key, 30 days for public, else 7 days (by Segment)',
  );
  const view = ladderView(flow, bill({ segment: 'key' }).record, { now: 0 }, 'dunning');
  assert.equal(view?.rungs[0]?.after, '14 days (Segment: key)');
});

test('[L370] where the field changes, what has not fired moves with it, and what has fired does not fire again', () => {
  const desk = bill({});
  assert.deepEqual(
    desk.pass(8).map(({ event }) => event.outcome.fired),
    ['dunning/remind'],
  );
  const { dueAt } = desk.does('revise', { segment: 'key' }, clerk);
  assert.equal(new Date(dueAt ?? 0).toISOString().slice(0, 10), '2026-03-21', 'the target time of the state is next');
  assert.deepEqual(
    desk.pass(50).map(({ event }) => event.outcome.fired ?? event.type),
    ['overdue', 'dunning/again#2'],
  );
  const other = bill({ segment: 'key' });
  assert.deepEqual(other.pass(8), []);
  const { dueAt: sooner } = other.does('revise', { segment: null }, clerk);
  assert.ok(sooner !== null && sooner < other.now);
});

test('[L370] exceptions have the target time of their case when they are raised', () => {
  const dueAt = (data: { readonly segment?: string }) => {
    const desk = bill(data);
    const [child] = desk.does('grumble', {}, clerk).children;
    return Date.parse(String(child?.message.data.dueAt)) - desk.now;
  };
  assert.deepEqual([dueAt({ segment: 'key' }), dueAt({ segment: 'public' })], [2 * 3_600_000, 2 * dayMs]);
});

test('[L370] a change of one choice is said, and so is one of its parameter', () => {
  const edited = structuredClone(definition) as typeof definition & { ladders: NonNullable<typeof definition.ladders> };
  const [rung] = edited.ladders.dunning?.rungs ?? [];
  assert.ok(rung !== undefined);
  rung.after = { by: 'segment', is: { key: 'keyAfter', public: { days: 21 } }, else: { days: 7 } };
  const said = diffFlows(definition, edited).changes.map(({ sentence }) => sentence);
  assert.deepEqual(said, [
    'Dunning, “Remind”: 14 days for “key”, 30 days for “public”, else 7 days, by “Segment” → 14 days for “key”, 21 days for “public”, else 7 days, by “Segment”',
  ]);
  const tuned = structuredClone(definition);
  (tuned.parameters?.keyAfter as { default: number }).default = 10;
  const also = diffFlows(definition, tuned).changes.map(({ sentence }) => sentence);
  assert.ok(also.includes('Dunning, “Remind” for “key”: 14 → 10 days, from the parameter “Key after”'), also.join('\n'));
});

test('[L370] what may be asked of a case does not depend on it', () => {
  const [first, second] = [{}, { segment: 'key' }].map((data) =>
    caseActions(flow, bill(data).record, { actor: clerk, context: { now: 0 } }).map(({ type, allowed }) => [type, allowed]),
  );
  assert.deepEqual(first, second);
});
