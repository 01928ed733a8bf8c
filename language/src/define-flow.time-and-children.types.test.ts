import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Value } from 'typebox/value';
import { businessDays, businessHours, days, defineFlow, hours, mail } from './define-flow.ts';
import { CalendarDefinition } from './definition/calendar.ts';
import { Fields, Integer, Money, Text } from './definition/fields.ts';
import { FlowDefinition } from './definition/flow.ts';

/*
 * As define-flow.types.test.ts, for calendars, owned children, approvals, waiting facts and rungs that come again. The slips are
 * written over several lines: each error must sit at the wrong name itself, and nowhere above it.
 */

const head = {
  name: 'purchase',
  title: 'Purchase',
  owner: 'buying',
  key: 'number',
  data: Fields({ number: Text(), amount: Money(), lines: Integer() }),
} as const;
const roles = { buying: {}, lead: {}, director: {} } as const;
const office = {
  timeZone: 'Europe/Berlin',
  from: '2026-01-01',
  to: '2026-12-31',
  week: { monday: [['09:00', '17:00']] },
  windows: { monthClose: [{ from: '2026-01-30', to: '2026-02-03' }], freeze: [{ from: '2026-12-20', to: '2026-12-31' }] },
} as const;

export const clean = defineFlow({
  ...head,
  roles,
  calendar: { default: 'office', entities: { CH: 'zurich' } },
  calendars: { office, zurich: { timeZone: 'Europe/Zurich', from: '2026-01-01', to: '2026-12-31', week: {} } },
  parameters: {
    slack: businessDays(2, { owner: 'lead', from: 1, to: 5 }),
    answer: businessHours(8, { owner: 'lead' }),
    ceiling: { type: 'money', default: 100_000, owner: 'director' },
  },
  exceptions: { refused: { owner: 'lead', severity: 'high', within: 'answer', runbook: '1. Call the supplier.' } },
  mails: { nudge: { subject: 'Open', text: 'Open' } },
  children: { line: { flow: 'purchase-line', ended: 'lineEnded', end: 'withdraw' } },
  expected: { within: businessDays(3), owner: 'lead' },
  start: { ask: { to: 'asked', open: [{ child: 'line', event: 'add', key: 'item', each: '["1", "2"]' }] } },
  states: {
    asked: {
      owner: 'buying',
      within: 'slack',
      on: {
        lineEnded: {},
        approve_it: {
          to: 'ordered',
          closed: ['monthClose', 'freeze'],
          newRound: true,
          approval: {
            roles: ['lead', 'director'],
            quorum: 2,
            limit: { of: 'data.amount', by: { lead: 'parameters.ceiling' } },
            not: ['ask', 'approve'],
          },
          open: [{ flow: 'bill', event: 'expect', key: 'data.number', onRefused: 'refused' }],
        },
      },
    },
    ordered: { final: 'done' },
  },
  ladders: {
    chase: {
      anchor: 'entered',
      during: ['asked'],
      rungs: [
        { name: 'nudge', after: 'slack', every: businessDays(1), atMost: 5, effects: [mail('nudge', { to: '"a@b.test"' })] },
        { name: 'lead', after: days(20), task: { role: 'lead', title: 'Decide', within: hours(4) } },
      ],
    },
  },
});

// A calendar of which no more is known than that it is one has windows of any name.
const written: CalendarDefinition = { timeZone: 'UTC', from: '2026-01-01', to: '2026-12-31', week: {} };
export const loose = defineFlow({
  ...head,
  calendars: { written },
  calendar: { default: 'written' },
  start: { ask: 'asked' },
  states: { asked: { within: businessHours(9), on: { go: { to: 'gone', closed: 'anything' } } }, gone: { final: 'done' } },
});

const body = { start: { ask: 'asked' }, calendars: { office } } as const;
const gone = { final: 'done' } as const;

export const slips = [
  () =>
    defineFlow({
      ...head,
      ...body,
      calendar: {
        // @ts-expect-error: no such calendar
        default: 'ofice',
      },
      states: { asked: { on: { go: 'gone' } }, gone },
    }),
  () =>
    defineFlow({
      ...head,
      ...body,
      calendar: {
        default: 'office',
        entities: {
          // @ts-expect-error: no such calendar of an entity
          CH: 'zurich',
        },
      },
      states: { asked: { on: { go: 'gone' } }, gone },
    }),
  () =>
    defineFlow({
      ...head,
      ...body,
      states: {
        asked: {
          on: {
            go: {
              to: 'gone',
              // @ts-expect-error: no such window
              closed: 'monthclose',
            },
          },
        },
        gone,
      },
    }),
  () =>
    defineFlow({
      ...head,
      start: body.start,
      states: {
        asked: {
          on: {
            go: {
              to: 'gone',
              // @ts-expect-error: without a calendar there is no window
              closed: ['monthClose'],
            },
          },
        },
        gone,
      },
    }),
  () =>
    defineFlow({
      ...head,
      ...body,
      children: { line: { flow: 'purchase-line' } },
      states: {
        asked: {
          on: {
            go: {
              to: 'gone',
              open: [
                {
                  // @ts-expect-error: no such child
                  child: 'lien',
                  event: 'add',
                  key: 'data.number',
                },
              ],
            },
          },
        },
        gone,
      },
    }),
  () =>
    defineFlow({
      ...head,
      ...body,
      children: {
        line: {
          flow: 'purchase-line',
          // @ts-expect-error: no event of this flow
          ended: 'lineEnded',
        },
      },
      states: { asked: { on: { go: 'gone' } }, gone },
    }),
  () =>
    defineFlow({
      ...head,
      ...body,
      exceptions: { refused: { owner: 'lead', severity: 'high' } },
      states: {
        asked: {
          on: {
            go: {
              to: 'gone',
              open: [
                {
                  flow: 'bill',
                  event: 'expect',
                  key: 'data.number',
                  // @ts-expect-error: no such exception to raise
                  onRefused: 'refusd',
                },
              ],
            },
          },
        },
        gone,
      },
    }),
  () =>
    defineFlow({
      ...head,
      ...body,
      roles,
      states: {
        asked: {
          on: {
            go: {
              to: 'gone',
              approval: {
                roles: ['lead'],
                limit: {
                  of: 'data.amount',
                  by: {
                    // @ts-expect-error: no such role to be limited
                    leed: '100',
                  },
                },
              },
            },
          },
        },
        gone,
      },
    }),
  () =>
    defineFlow({
      ...head,
      ...body,
      roles,
      expected: {
        within: days(1),
        // @ts-expect-error: no such role
        owner: 'leed',
      },
      states: { asked: { on: { go: 'gone' } }, gone },
    }),
  () =>
    defineFlow({
      ...head,
      ...body,
      expected: {
        // @ts-expect-error: no such parameter
        within: 'slack',
      },
      states: { asked: { on: { go: 'gone' } }, gone },
    }),
  () =>
    defineFlow({
      ...head,
      ...body,
      parameters: { slack: businessDays(2, { owner: 'lead' }) },
      states: { asked: { on: { go: 'gone' } }, gone },
      ladders: {
        chase: {
          anchor: 'entered',
          during: ['asked'],
          rungs: [
            {
              name: 'nudge',
              after: 'slack',
              // @ts-expect-error: no such parameter to come again by
              every: 'slak',
              atMost: 3,
            },
          ],
        },
      },
    }),
  () =>
    defineFlow({
      ...head,
      ...body,
      states: {
        asked: {
          // @ts-expect-error: no such state, at the name itself
          on: { go: 'gne' },
        },
        gone,
      },
    }),
  () =>
    defineFlow({
      ...head,
      ...body,
      states: {
        asked: {
          // @ts-expect-error: a length is in one of the four units
          within: { weeks: 2 },
          on: { go: 'gone' },
        },
        gone,
      },
    }),
];

test('[L285] the slips above are type errors at the wrong name, and what is right is not', () => {
  assert.equal(slips.length, 13);
  assert.deepEqual([...Value.Errors(FlowDefinition, clean)], []);
  assert.deepEqual([...Value.Errors(CalendarDefinition, office)], []);
  assert.deepEqual([...Value.Errors(FlowDefinition, loose)], []);
});

test('[L13] lengths in business time read like the others', () => {
  assert.deepEqual(businessDays(2), { businessDays: 2 });
  assert.deepEqual(businessHours(8), { businessHours: 8 });
  assert.deepEqual(businessDays(2, { owner: 'lead', from: 1 }), { type: 'businessDays', default: 2, owner: 'lead', from: 1 });
  assert.deepEqual(businessHours(8, { owner: 'lead' }), { type: 'businessHours', default: 8, owner: 'lead' });
});

test('[L286] a mail says what happens where it is not known whether it went out', () => {
  assert.equal(mail('nudge', { to: 'data.contact' }).delivery, 'at-least-once');
  assert.equal(mail('nudge', { to: 'data.contact', delivery: 'at-most-once' }).delivery, 'at-most-once');
});
