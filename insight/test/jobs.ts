import type { FlowDefinition, MetricDefinition } from '@throughline/language';
import type { DiagnosisContext, DiagnosisQuestion, KnownChange } from '../src/diagnosis/question.ts';
import { type FixtureCase, fixtureId } from './log-fixture.ts';

/*
 * Jobs whose course can be worked out by hand: four a day for 120 days, numbered from 0; the first 60 days are held against the others. Each is
 * opened and shipped on its day; what a scenario calls late gets the exception `late` when it is shipped.
 */

export const perDay = 4;
export const days = 120;
const start = Date.UTC(2026, 0, 1);
export const dayAt = (day: number) => start + day * 86_400_000;
const isoDay = (day: number) => new Date(dayAt(day)).toISOString().slice(0, 10);

const text = (title: string) => ({ type: 'string', title });

export const jobFlow = {
  ...{ name: 'job', title: 'Job', stream: 'work', owner: 'lead', key: 'number' },
  data: {
    type: 'object',
    required: ['number', 'carrier', 'priority'],
    properties: {
      number: { type: 'string' },
      carrier: text('Carrier'),
      priority: text('Priority'),
      reference: text('Reference'),
      outcome: text('Outcome'),
    },
  },
  exceptions: { late: { title: 'Late', owner: 'lead', severity: 'low' } },
  start: { open: { to: 'opened' } },
  states: { opened: { on: { ship: { to: 'shipped' } } }, shipped: { on: { file: { to: 'filed' } } }, filed: { final: 'done' } },
} as unknown as FlowDefinition;

export interface Scenario {
  readonly isLate: (number: number, day: number) => boolean;
  readonly isShipped?: (number: number) => boolean;
}

/** One in twenty is late, whatever happens. */
export const usually = (number: number) => number % 20 === 7;

export function jobsOf({ isLate, isShipped = () => true }: Scenario): readonly FixtureCase[] {
  return Array.from({ length: perDay * days }, (_, number) => number).flatMap((number): FixtureCase[] => {
    const day = Math.floor(number / perDay);
    const at = (hour: number) => `${isoDay(day)}T${String(hour).padStart(2, '0')}:00:00Z`;
    const key = `J-${number}`;
    const data = {
      number: key,
      carrier: ['North', 'South', 'West'][number % 3],
      priority: number % 10 === 0 ? 'high' : number % 10 < 3 ? 'normal' : 'low',
      ...(number % 11 === 0 ? {} : { reference: `R-${number}` }),
    };
    const shipped = isShipped(number)
      ? [
          { type: 'ship', at: at(9), to: 'shipped' },
          { type: 'file', at: at(18), to: 'filed', data: { outcome: isLate(number, day) ? 'complaint' : 'fine' } },
        ]
      : [];
    const job: FixtureCase = { flow: 'job', key, events: [{ type: 'open', at: at(8), to: 'opened', data }, ...shipped] };
    if (!isLate(number, day) || shipped.length === 0) return [job];
    const cause = { flow: 'job', key, seq: 2 };
    const late = { kind: 'late', ofFlow: 'job', ofKey: key };
    const events = [{ type: 'open', at: at(9), to: 'open', data: late, cause }];
    return [job, { flow: 'exception', key: `late#${number}`, parent: fixtureId('job', key), events }];
  });
}

export const lateJobs: MetricDefinition = {
  ...{ id: 'late-jobs', title: 'Late jobs', description: 'Exceptions of jobs', owner: 'lead', unit: 'count', direction: 'down' },
  ...{ flow: 'exception', formula: { kind: 'cases', at: { born: true } }, dimensions: [] },
};

export const questionOf = (metric: MetricDefinition): DiagnosisQuestion => ({
  metric,
  ...{ from: isoDay(60), to: isoDay(120), against: { from: isoDay(0), to: isoDay(60) } },
});

export function contextOf(changes: readonly KnownChange[] = []): DiagnosisContext {
  return {
    ...{ timeZone: 'UTC', now: new Date(dayAt(130)).toISOString(), seed: 11, flows: [jobFlow], changes, permutations: 199 },
    samples: [{ flow: 'job', match: ['carrier'], fields: [{ title: 'Carrier', field: 'carrier' }] }],
  };
}
