import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type CalendarDefinition, checkFlow, defineCalendar, type FlowDefinition, type JsonObject } from '@throughline/language';
import type { Submission } from './dispatch/submission.ts';
import type { EngineOptions } from './engine.ts';
import { type Bench, benchOf } from './fixture.test.ts';

/*
 * A flow whose deadlines follow from parameters and a calendar, and flows with unusual ladders: one that catches up with each of its
 * rungs, one whose rungs have no length and go round in a circle.
 */

const text = { type: 'string', maxLength: 200 };
const fields = (properties: JsonObject, required: readonly string[] = []) => ({
  type: 'object',
  additionalProperties: false,
  properties,
  required,
});

const hours: [string, string][] = [['09:00', '17:00']];
const weekdays = { monday: hours, tuesday: hours, wednesday: hours, thursday: hours, friday: hours };

/** Open on weekdays from nine to five, in Rome, for three years. */
export function office(more: Partial<CalendarDefinition> = {}): CalendarDefinition {
  const { week = weekdays, timeZone = 'Europe/Rome', ...rest } = more;
  const definition = { timeZone, from: '2025-01-01', to: '2027-12-31', week, ...rest };
  return JSON.parse(JSON.stringify(defineCalendar(definition as never)));
}

const length = (type: string, value: number) => ({ type, default: value, owner: 'lead', from: 0, to: 400 });

export const loan = {
  name: 'loan',
  title: 'Loan',
  owner: 'desk',
  key: 'number',
  data: fields({ number: text, dueOn: { ...text, kind: 'day' }, stopAt: { type: 'integer' } }, ['number']),
  calendars: { office: office() },
  calendar: { default: 'office' },
  parameters: {
    remindAfter: length('days', 20),
    callAfter: length('businessDays', 30),
    answerWithin: length('businessHours', 200),
    fine: { type: 'money', default: 500, owner: 'lead' },
    lenient: { type: 'integer', default: 0, owner: 'lead' },
  },
  exceptions: { overdue: { owner: 'desk', severity: 'low', within: { days: 900 }, resolutions: ['seen'] } },
  events: { extend: { data: fields({ dueOn: { ...text, kind: 'day' } }, ['dueOn']), set: { dueOn: 'event.dueOn' } } },
  start: { lend: { to: 'out' } },
  states: {
    out: {
      owner: 'desk',
      within: 'answerWithin',
      on: { extend: {}, shelve: { to: 'held' }, fine: { when: 'parameters.fine > 0', to: 'back' } },
    },
    held: { owner: 'desk', within: { days: 300 }, on: { resume: { to: 'out' } } },
    back: { final: 'done' },
  },
  ladders: {
    dunning: {
      anchor: 'data.dueOn',
      during: ['out'],
      pauseWhile: ['held'],
      stopWhen: 'has(data.stopAt) && data.stopAt < parameters.lenient',
      rungs: [
        { name: 'remind', after: 'remindAfter', task: { role: 'desk', title: 'Remind' } },
        { name: 'call', after: 'callAfter', task: { role: 'desk', title: 'Call' } },
      ],
    },
  },
} as unknown as FlowDefinition;

export const visit = {
  name: 'visit',
  title: 'Visit',
  owner: 'desk',
  key: 'number',
  data: fields({ number: text, dueOn: { ...text, kind: 'day' } }, ['number']),
  start: { plan: { to: 'planned' } },
  states: {
    planned: { owner: 'desk', within: { days: 4000 }, on: { end: { to: 'over' }, spin: { to: 'here' } } },
    here: { owner: 'desk', within: { days: 4000 }, on: { end: { to: 'over' } } },
    there: { owner: 'desk', within: { days: 4000 }, on: { end: { to: 'over' } } },
    over: { final: 'done' },
  },
  ladders: {
    daily: {
      anchor: 'data.dueOn',
      during: ['planned'],
      catchUp: 'each',
      rungs: [{ name: 'ask', after: { days: 1 }, every: { days: 1 }, atMost: 50 }],
    },
    hourly: {
      anchor: 'data.dueOn',
      during: ['planned'],
      rungs: [{ name: 'look', after: { hours: 1 }, every: { hours: 1 }, atMost: 10 }],
    },
    away: { anchor: 'entered', during: ['here'], rungs: [{ name: 'go', after: { hours: 0 }, to: 'there' }] },
    home: { anchor: 'entered', during: ['there'], rungs: [{ name: 'come', after: { hours: 0 }, to: 'here' }] },
  },
} as unknown as FlowDefinition;

/** Monday, nine o'clock in Rome. */
export const monday = Date.UTC(2026, 0, 5, 8);

/** A fresh database with these flows on a virtual clock, or on a real one. */
export function loanBench(mode: 'virtual' | 'real' = 'virtual', options: Partial<EngineOptions> = {}): Promise<Bench> {
  return benchOf({ name: 'loans', flows: [loan, visit], now: monday }, mode, options);
}

export const nameOf = (flow: 'loan' | 'visit', key: string) => ({ flow, entity: 'halden', key });

const clerk = { id: 'ann', kind: 'person', principal: 'ann', roles: ['desk'] } as const;
const starts = { loan: 'lend', visit: 'plan' };

export function ask(flow: 'loan' | 'visit', key: string, type: string, data: JsonObject = {}): Submission {
  return { case: nameOf(flow, key), input: { kind: 'command', type, data, actor: clerk } };
}

export function begin(flow: 'loan' | 'visit', key: string, data: JsonObject = {}): Submission {
  return ask(flow, key, starts[flow], { number: key, ...data });
}

test('the flows of loans and visits have no errors', () => {
  for (const flow of [loan, visit])
    assert.deepEqual(
      checkFlow(flow).filter(({ severity }) => severity === 'error'),
      [],
    );
});
