import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { service } from '@throughline/packs';
import { testDatabase } from '@throughline/testing';
import { type BothReaders, bothReaders } from '../../test/both-readers.ts';
import { prepareLog } from '../../test/log-fixture.ts';
import { logOf } from '../../test/log-table.ts';

/**
 * In March 2026 five incidents are detected. M1 is over after four hours. M2 is answered and solved too late, when its problem was known: 2 March is a Monday, and the office is
 * open from nine to five, so that its 29 hours are 12 of business. M3 looks like M1 and takes eight hours. Nobody answers M4, of which one alike came 144 days before. M6 is over
 * in April, of which only its birth counts here.
 */
const log = [
  ...logOf(
    'incident',
    `M1 | 2026-03-03T01:00 detect detected category=integration priority=P1 signature=disk detectedBy=monitor beganAt=2026-03-03T00:30:00Z | 2026-03-03T01:10 acknowledge acknowledged | 2026-03-03T04:31 resolve resolved endedAt=2026-03-03T04:30:00Z
     M2 | 2026-03-02T08:00 detect detected category=vendor priority=P2 signature=sync problem=PR1 detectedBy=person beganAt=2026-03-02T08:00:00Z | 2026-03-02T09:00 rung detected fired!response/breached | 2026-03-02T11:00 acknowledge acknowledged | 2026-03-03T09:00 rung acknowledged fired!resolution/breached | 2026-03-03T13:00 resolve resolved endedAt=2026-03-03T13:00:00Z
     M3 | 2026-03-20T09:00 detect detected category=integration priority=P1 signature=disk detectedBy=monitor beganAt=2026-03-20T09:00:00Z | 2026-03-20T09:05 acknowledge acknowledged | 2026-03-20T13:00 rung acknowledged fired!resolution/breached | 2026-03-20T17:00 resolve resolved endedAt=2026-03-20T17:00:00Z
     M4 | 2026-03-25T09:00 detect detected category=data priority=P3 signature=mail problem=PR2 detectedBy=person beganAt=2026-03-25T09:00:00Z | 2026-03-26T09:00 rung detected fired!response/breached
     M5 | 2025-11-01T09:00 detect detected priority=P3 signature=mail detectedBy=person beganAt=2025-11-01T09:00:00Z | 2025-11-01T10:00 resolve resolved endedAt=2025-11-01T10:00:00Z
     M6 | 2026-03-31T23:00 detect detected category=integration priority=P1 detectedBy=monitor beganAt=2026-03-31T23:00:00Z | 2026-04-01T00:05 acknowledge acknowledged | 2026-04-01T02:00 resolve resolved endedAt=2026-04-01T02:00:00Z`,
  ),
  ...logOf(
    'problem',
    `PR1 | 2026-02-01 open open | 2026-02-20 know known
     PR2 | 2026-03-20 open open | 2026-03-26 know known`,
  ),
  ...logOf(
    'change',
    `C1 | 2026-02-27 draft draft | 2026-03-02 implemented validating
     C2 | 2026-03-01 draft draft | 2026-03-03 implemented validating
     C3 | 2026-03-01 draft draft | 2026-03-04 implemented validating
     C4 | 2026-03-01 draft draft | 2026-03-05 implemented validating
     C5 | 2026-03-01 draft draft | 2026-03-06 implemented validating
     C6 | 2026-03-01 draft draft | 2026-04-06 implemented validating`,
  ),
  ...logOf(
    'corrective-action',
    `X1 | 2026-03-01 plan open dueOn=2026-03-20 kind=fix
     X2 | 2026-03-01 plan open dueOn=2026-03-20 kind=fix | 2026-03-25 complete done
     X3 | 2026-03-01 plan open dueOn=2026-03-20 kind=fix | 2026-03-19 postpone open dueOn=2026-04-10
     X4 | 2026-03-01 plan open dueOn=2026-03-31 kind=fix
     X5 | 2026-03-01 plan open dueOn=2026-02-01 kind=fix | 2026-03-02 drop cancelled
     X6 | 2026-03-01 plan open dueOn=2026-03-28 kind=monitor | 2026-04-02 complete done`,
  ),
  ...logOf(
    'exception',
    `E1 of:problem/PR1 | 2026-03-10 open open kind=overdue ofFlow=problem
     E2 of:problem/PR2 | 2026-03-10 open open kind=overdue ofFlow=problem | 2026-03-15 close resolved
     E3 of:corrective-action/X1 | 2026-03-21 open open kind=actionOverdue ofFlow=corrective-action
     E4 of:incident/M4 | 2026-03-27 open open kind=noLead ofFlow=incident
     E5 of:invoice/I1 | 2026-03-10 open open kind=overdue ofFlow=invoice`,
  ),
  ...logOf('invoice', 'I1 | 2026-03-01 create created'),
];

const march = { from: '2026-03-01', to: '2026-04-01' };
const expected: readonly [id: string, value: number, by?: readonly [string, Readonly<Record<string, number>>]][] = [
  ['incidents', 5, ['category', { integration: 3, vendor: 1, data: 1 }]],
  ['major-incidents', 4, ['priority', { P1: 3, P2: 1 }]],
  // Four of these, and five changes that were carried out.
  ['incidents-per-100-changes', (100 * 4) / 5],
  ['time-to-restore', (4 + 8) / 2],
  ['time-to-restore-p2', 12],
  // M2 and M3 of five.
  ['repeat-incidents', 2 / 5],
  // M1 and M3 in time, M2 and M4 late.
  ['response-attainment', 2 / 4],
  // M1 in time, M2 and M3 late.
  ['resolution-attainment', 1 / 3, ['priority', { P1: 1 / 2, P2: 0 }]],
  // X1 is 11 days late, X6 is 3: X3 was given another day, X4 is due that very day.
  ['corrective-actions-overdue', 2, ['kind', { fix: 1, monitor: 1 }]],
  // E1 and E3: E2 was moved on, that nobody leads is no delay, and invoices are not the work of those who run the systems.
  ['overdue-work', 2, ['ofFlow', { problem: 1, 'corrective-action': 1 }]],
  // M1, M3 and M6.
  ['found-by-monitors', 3 / 5],
];

describe('the numbers of service', () => {
  let both: BothReaders;
  before(async () => {
    both = await bothReaders(await testDatabase('insight_log', prepareLog), log);
  });
  after(() => both.close());

  test('[P349] each metric of the pack has its line here', () => {
    assert.deepEqual(expected.map(([id]) => id).sort(), service.metrics.map(({ id }) => id).sort());
  });

  for (const [id, value, by] of expected)
    test(`[P349] ${id} is what was worked out by hand`, async () => {
      const metric = service.metrics.find((one) => one.id === id);
      assert.ok(metric !== undefined, id);
      const result = await both.measure(metric, { ...march, ...(by === undefined ? {} : { by: by[0] }) });
      assert.ok(Math.abs((result.value ?? Number.NaN) - value) < 1e-9, `${result.value} is ${value}`);
      if (by === undefined) return;
      const segments = Object.fromEntries((result.by ?? []).map(({ segment, value: part }) => [segment, part]));
      assert.deepEqual(segments, by[1]);
    });
});
