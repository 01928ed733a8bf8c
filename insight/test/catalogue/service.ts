import type { FlowDefinition, MetricFormula } from '@throughline/language';
import { logOf } from '../log-table.ts';
import { smallFlow } from '../small-flow.ts';
import { type Chapter, march, metric } from './entry.ts';

/* Incidents, problems, runs of integrations, contracts and seats, service levels and corrective actions: K06 to K08, K14, K15, K33, K34. */

const incidents = smallFlow('incident', 'detect > detected; detected.restore > restored', 'priority problem signature');
/** 2 March is a Monday. N2 is open 9:00 to 17:00 of Monday and 9:00 to 13:00 of Tuesday: 12 hours of business. */
const incidentLog = logOf(
  'incident',
  `N1 | 2026-03-03T01:00 detect detected priority=P1 signature=disk | 2026-03-03T04:00 restore restored
   N2 | 2026-03-02T08:00 detect detected priority=P2 signature=sync problem=PR1 | 2026-03-03T13:00 restore restored
   N3 | 2026-03-20T09:00 detect detected priority=P1 signature=disk | 2026-03-20T14:00 restore restored
   N4 | 2026-03-25T09:00 detect detected priority=P3 signature=mail problem=PR2 | 2026-03-25T10:00 restore restored
   N5 | 2025-11-01T09:00 detect detected priority=P3 signature=mail | 2025-11-01T10:00 restore restored`,
);
const problems = smallFlow('problem', 'open > opened; opened.know > known', 'cause');
const problemLog = logOf(
  'problem',
  `PR1 | 2026-02-01 open opened | 2026-02-20 know known
   PR2 | 2026-03-20 open opened | 2026-03-26 know known`,
);
const restoring = { kind: 'duration', from: { event: 'detect' }, to: { event: 'restore' }, aggregate: 'mean' } as const;
const k06 = [
  {
    metric: metric({
      ...{ id: 'k06-time-to-restore', flow: 'incident', unit: 'hours', direction: 'down', dimensions: ['priority'] },
      formula: { ...restoring, in: 'elapsed-hours', where: [{ field: 'priority', equals: 'P1' }] },
    }),
    ...{ request: march, value: 4, n: 2 },
  },
  {
    metric: metric({
      ...{ id: 'k06-time-to-restore-in-business', flow: 'incident', unit: 'hours', direction: 'down' },
      formula: { ...restoring, in: 'business-hours', where: [{ field: 'priority', equals: 'P2' }] },
    }),
    ...{ request: march, value: 12, n: 1 },
  },
] as const;
const known = { enters: 'known', via: { flow: 'problem', mine: 'problem' } } as const;
/** Of N1 to N4: N2 came when its problem was known, N3 has the signature of N1. N4's problem came later, N5 was 144 days before it. */
const k07 = {
  metric: metric({
    ...{ id: 'k07-repeats', flow: 'incident', unit: 'share', direction: 'down' },
    formula: {
      ...{ kind: 'share', at: { event: 'detect' } },
      that: [
        {
          any: [
            { later: { event: 'detect' }, than: known },
            { repeats: 'signature', days: 90 },
          ],
        },
      ],
    },
  }),
  ...{ request: march, value: 0.5, n: 4 },
};

const runs = smallFlow(
  'run',
  'plan > planned; planned.succeed > done; planned.fail > failed; planned.miss > missed',
  'tier scheduledOn records good',
);
const runLog = logOf(
  'run',
  `U1 | 2026-03-01 plan planned tier=critical scheduledOn=2026-03-02 | 2026-03-02 succeed done records=100 good=98
   U2 | 2026-03-01 plan planned tier=critical scheduledOn=2026-03-03 | 2026-03-03 fail failed records=50 good=10
   U3 | 2026-03-01 plan planned tier=critical scheduledOn=2026-03-04 | 2026-03-05 miss missed
   U4 | 2026-03-01 plan planned tier=other scheduledOn=2026-03-04 | 2026-03-04 succeed done records=50 good=50
   U5 | 2026-03-01 plan planned tier=other scheduledOn=2026-04-04`,
);
/** Should have run in March: four, of which two succeeded; of 200 records 158 were taken. */
const k08 = [
  {
    metric: metric({
      ...{ id: 'k08-runs', flow: 'run', unit: 'share', grain: 'week', dimensions: ['tier'] },
      formula: { kind: 'share', at: { day: 'scheduledOn' }, that: [{ entered: 'done' }] },
    }),
    ...{ request: { ...march, by: 'tier' }, value: 0.5, n: 4, segments: { critical: 1 / 3, other: 1 } },
  },
  {
    metric: metric({
      ...{ id: 'k08-records', flow: 'run', unit: 'share' },
      formula: {
        kind: 'ratio',
        of: { kind: 'number', field: 'good', at: { day: 'scheduledOn' } },
        over: { kind: 'number', field: 'records', at: { day: 'scheduledOn' } },
      },
    }),
    ...{ request: march, value: 158 / 200, n: 3 },
  },
] as const;

const licences = smallFlow('licence', 'buy > held; held.end > ended', 'product seats');
const seats = smallFlow('seat', 'give > given; given.use > given; given.take > taken', 'product');
const licenceLog = [
  ...logOf(
    'licence',
    `L1 | 2026-01-01 buy held product=crm seats=4
     L2 | 2026-01-01 buy held product=bi seats=2
     L3 | 2025-01-01 buy held product=crm seats=9 | 2026-01-01 end ended`,
  ),
  ...logOf(
    'seat',
    `S1 | 2026-01-01 give given product=crm | 2026-03-03 use given | 2026-03-04 use given
     S2 | 2026-01-01 give given product=crm | 2026-02-03 use given
     S3 | 2026-01-01 give given product=crm | 2026-02-03 use given | 2026-03-31 use given
     S4 | 2026-01-01 give given product=bi | 2026-03-10 use given`,
  ),
];
/** Used in March: S1, S3, S4; bought and held at its end: 4 + 2. */
const k14 = {
  metric: metric({
    ...{ id: 'k14-seats-used', flow: ['seat', 'licence'], unit: 'share', dimensions: ['product'] },
    formula: {
      kind: 'ratio',
      of: { kind: 'events', flow: 'seat', any: [{ type: 'use' }], count: 'cases' },
      over: { kind: 'balance', flow: 'licence', from: { event: 'buy' }, to: { enters: 'ended' }, number: 'seats' },
    },
  }),
  ...{ request: { ...march, by: 'product' }, value: 0.5, n: 2, segments: { crm: 0.5, bi: 0.5 } },
};

const vendorTickets = smallFlow('vendor-ticket', 'raise > raised; raised.respond > answered', 'vendor');
const vendorLog = logOf(
  'vendor-ticket',
  `T1 | 2026-03-02T10:00 raise raised vendor=a | 2026-03-02T13:00 respond answered
   T2 | 2026-03-03T10:00 raise raised vendor=a | 2026-03-03T15:00 respond answered
   T3 | 2026-03-04T10:00 raise raised vendor=b`,
);
const answerDue = { after: { event: 'raise' }, hours: 4 } as const;
/** Due within four hours: T1 was, T2 was not, T3 has no answer. */
const k15 = {
  metric: metric({
    ...{ id: 'k15-vendor-in-time', flow: 'vendor-ticket', unit: 'share', grain: 'quarter', dimensions: ['vendor'] },
    formula: {
      kind: 'share',
      at: answerDue,
      that: [{ event: 'respond' }, { not: { later: { event: 'respond' }, than: answerDue } }],
    },
  }),
  ...{ request: march, value: 1 / 3, n: 3 },
};

const look = { role: 'lead', title: 'Look' };
/** Of a service level the rung says what is late: pauses count, and so does a target that was tuned. */
const tickets: FlowDefinition = {
  ...smallFlow('ticket', 'raise > raised; raised.resolve > resolved', 'priority'),
  ladders: {
    resolution: { anchor: 'entered', during: ['raised'], rungs: [{ name: 'breached', after: { hours: 4 }, task: look }] },
  },
};
const ticketLog = logOf(
  'ticket',
  `H1 | 2026-03-02T10:00 raise raised priority=P1 | 2026-03-02T13:00 resolve resolved
   H2 | 2026-03-03T10:00 raise raised priority=P1 | 2026-03-03T14:00 rung raised fired!resolution/breached | 2026-03-05T10:00 resolve resolved
   H3 | 2026-03-31T21:00 raise raised priority=P2 | 2026-04-01T00:30 resolve resolved
   H4 | 2026-03-30T10:00 raise raised priority=P2 | 2026-03-30T14:00 rung raised fired!resolution/breached
   H5 | 2026-02-28T22:00 raise raised priority=P2 | 2026-02-28T23:59 rung raised fired!resolution/breached | 2026-03-01T10:00 resolve resolved`,
);
const late = { fired: 'resolution/breached' } as const;
const inTime: Extract<MetricFormula, { kind: 'cases' }> = {
  kind: 'cases',
  at: { enters: 'resolved' },
  where: [{ not: { reached: late } }],
};
/** In March: H1 in time; H2 and H4 (still open) breached. H3 was in time in April, H5 breached in February: 1 of 3. */
const k33 = {
  metric: metric({
    ...{ id: 'k33-attained', flow: 'ticket', unit: 'share', dimensions: ['priority'] },
    formula: { kind: 'ratio', of: inTime, over: [inTime, { kind: 'cases', at: late }] },
  }),
  ...{ request: { ...march, by: 'priority' }, value: 1 / 3, n: 3, segments: { P1: 0.5, P2: 0 } },
};

const actions = smallFlow('action', 'open > opened; opened.move > opened; opened.finish > done; opened.drop > dropped', 'dueOn');
const actionLog = logOf(
  'action',
  `X1 | 2026-03-01 open opened dueOn=2026-03-20
   X2 | 2026-03-01 open opened dueOn=2026-03-20 | 2026-03-25 finish done
   X3 | 2026-03-01 open opened dueOn=2026-03-20 | 2026-03-19 move opened dueOn=2026-04-10
   X4 | 2026-03-01 open opened dueOn=2026-03-31
   X5 | 2026-03-01 open opened dueOn=2026-02-01 | 2026-03-02 drop dropped
   X6 | 2026-03-01 open opened dueOn=2026-03-28 | 2026-04-02 finish done`,
);
/** At the close of 31 March X1 (11 days) and X6 (3 days) are past their day; X3 was moved, X4 is due that very day. */
const k34 = {
  metric: metric({
    ...{ id: 'k34-overdue-actions', flow: 'action', unit: 'count', direction: 'down' },
    formula: {
      kind: 'balance',
      from: { event: 'open' },
      to: { enters: ['done', 'dropped'] },
      since: { day: 'dueOn' },
      aged: { from: 1 },
      ages: [1, 8],
    },
  }),
  ...{ request: { ...march, by: 'age' }, value: 2, n: 2, segments: { '1–7': 1, '8+': 1 } },
};

export const serviceChapter: Chapter = {
  flows: [incidents, problems, runs, licences, seats, vendorTickets, tickets, actions],
  log: [...incidentLog, ...problemLog, ...runLog, ...licenceLog, ...vendorLog, ...ticketLog, ...actionLog],
  entries: [...k06, k07, ...k08, k14, k15, k33, k34],
};
