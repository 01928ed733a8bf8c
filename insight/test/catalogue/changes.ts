import { logOf } from '../log-table.ts';
import { smallFlow } from '../small-flow.ts';
import { type Chapter, march, metric } from './entry.ts';

/* Requests, enhancements, releases and changes: K01 to K05, K12, K30, K31. */

const requests = smallFlow('request', 'submit > submitted; submitted.triage > triaged', 'team');
/** Two business days from Thursday 5 March are Monday 9 March; 2 March (Monday) gives Wednesday 4 March. */
const requestLog = logOf(
  'request',
  `R1 | 2026-03-02T10:00 submit submitted team=a | 2026-03-04T10:00 triage triaged
   R2 | 2026-03-05T10:00 submit submitted team=a | 2026-03-09T16:00 triage triaged
   R3 | 2026-03-05T10:00 submit submitted team=b
   R4 | 2026-03-30T10:00 submit submitted team=b | 2026-03-31T09:00 triage triaged
   R5 | 2026-03-10T10:00 submit submitted team=b | 2026-03-11T09:00 triage triaged`,
);
const triageDue = { after: { event: 'submit' }, businessDays: 2 } as const;
/** Due in March: R1, R2 (4 hours late... at 10:00 of the 9th), R3 (never), R5. R4 is due on 1 April. In time: R1, R5: 2 of 4. */
const k01 = {
  metric: metric({
    ...{ id: 'k01-intake-in-time', flow: 'request', unit: 'share', grain: 'week', target: { from: 0.95, warn: 0.9 } },
    formula: {
      kind: 'share',
      at: triageDue,
      that: [{ event: 'triage' }, { not: { later: { event: 'triage' }, than: triageDue } }],
    },
  }),
  request: march,
  value: 0.5,
  n: 4,
};

const enhancements = smallFlow(
  'enhancement',
  'approve > approved; approved.release > released',
  'scope points committedOn emergency',
);
const enhancementLog = logOf(
  'enhancement',
  `E1 | 2026-03-01 approve approved scope=small points=3 | 2026-03-15 release released
   E2 | 2026-02-13 approve approved scope=small points=5 | 2026-03-13 release released
   E3 | 2026-01-05 approve approved scope=large points=8 | 2026-03-30 release released
   E4 | 2026-01-01 approve approved scope=small points=4 | 2026-01-20 release released
   E5 | 2026-01-10 approve approved scope=large points=20 | 2026-02-10 release released`,
);
const cycle = { kind: 'duration', from: { event: 'approve' }, to: { event: 'release' }, in: 'elapsed-days' } as const;
/** Released in March after 14, 28 and 84 days: the median is 28, the 85th percentile 28 + 0.7 * 56 = 67.2. */
const k02 = [
  {
    metric: metric({
      ...{ id: 'k02-cycle-time', flow: 'enhancement', unit: 'days', direction: 'down', dimensions: ['scope'] },
      formula: { ...cycle, aggregate: 'median' },
    }),
    request: { ...march, by: 'scope' },
    ...{ value: 28, n: 3, segments: { small: 21, large: 84 } },
  },
  {
    metric: metric({
      ...{ id: 'k02-cycle-time-p85', flow: 'enhancement', unit: 'days', direction: 'down' },
      formula: { ...cycle, aggregate: 'p85' },
    }),
    ...{ request: march, value: 67.2, n: 3 },
  },
] as const;

const weight = { kind: 'number', field: 'points', at: { event: 'release' } } as const;
/** Points released in January, February and March: 4, 20 and 16. Mean 40/3, sample deviation √((87.11 + 44.44 + 7.11) / 2). */
const k03 = [
  {
    metric: metric({ id: 'k03-throughput', flow: 'enhancement', unit: 'number', formula: { ...weight, aggregate: 'sum' } }),
    ...{ request: march, value: 16, n: 3 },
  },
  {
    metric: metric({
      ...{ id: 'k03-variation', flow: 'enhancement', unit: 'share', grain: 'month', direction: 'down' },
      formula: { kind: 'variation', of: weight, periods: 3 },
    }),
    ...{ request: march, value: Math.sqrt(((28 / 3) ** 2 + (20 / 3) ** 2 + (8 / 3) ** 2) / 2) / (40 / 3), n: 5 },
  },
] as const;

const releases = smallFlow('release', 'plan > planned; planned.rebase > planned; planned.release > released', 'committedOn');
const releaseLog = logOf(
  'release',
  `V1 | 2026-01-01 plan planned committedOn=2026-03-10 | 2026-03-10T18:00 release released
   V2 | 2026-01-01 plan planned committedOn=2026-03-12 | 2026-03-11 rebase planned committedOn=2026-03-20 | 2026-03-19 release released
   V3 | 2026-01-01 plan planned committedOn=2026-03-25
   V4 | 2026-01-01 plan planned committedOn=2026-03-31 | 2026-03-30 release released`,
);
const committed = { day: 'committedOn', which: 'first' } as const;
/** Committed for March at first: all four. On that day or before: V1 and V4. V2 moved its date, V3 is not out. */
const k04 = {
  metric: metric({
    ...{ id: 'k04-on-time-releases', flow: 'release', unit: 'share', target: { from: 0.85 } },
    formula: {
      kind: 'share',
      at: committed,
      that: [{ event: 'release' }, { not: { later: { event: 'release' }, than: committed } }],
    },
  }),
  ...{ request: march, value: 0.5, n: 4 },
};

const changes = smallFlow(
  'change',
  'raise > raised; raised.approve > approved; approved.implement > implemented; raised.implement > implemented; implemented.rollBack > rolled_back',
  'type system',
);
const changeLog = logOf(
  'change',
  `C1 | 2026-03-01 raise raised type=normal system=crm | 2026-03-02 approve approved | 2026-03-03 implement implemented
   C2 | 2026-03-01 raise raised type=normal system=erp | 2026-03-02 approve approved | 2026-03-04 implement implemented | 2026-03-05 rollBack rolled_back
   C3 | 2026-03-05 raise raised type=emergency system=erp | 2026-03-05 implement implemented
   C4 | 2026-03-06 raise raised type=standard system=crm | 2026-03-06 approve approved | 2026-03-07 implement implemented`,
);
const incidents = smallFlow('outage', 'detect > detected; detected.restore > restored', 'priority system causedBy');
const incidentLog = logOf(
  'outage',
  `I1 | 2026-03-04 detect detected priority=P1 system=crm causedBy=C1 | 2026-03-04T03:00 restore restored
   I2 | 2026-03-06 detect detected priority=P3 system=erp | 2026-03-07 restore restored
   I3 | 2026-03-08 detect detected priority=P2 system=erp | 2026-03-09 restore restored`,
);
const severe = [{ field: 'priority', in: ['P1', 'P2'] }] as const;
const implemented = { kind: 'cases', flow: 'change', at: { event: 'implement' } } as const;
/** P1 and P2 in March: I1 and I3; over four changes implemented, 50 per 100. */
const k05 = [
  {
    metric: metric({
      ...{ id: 'k05-incidents', flow: 'outage', unit: 'count', direction: 'down', dimensions: ['system'] },
      formula: { kind: 'cases', at: { event: 'detect' }, where: [...severe] },
    }),
    ...{ request: { ...march, by: 'system' }, value: 2, n: 2, segments: { crm: 1, erp: 1 } },
  },
  {
    metric: metric({
      ...{
        id: 'k05-incident-rate',
        flow: ['outage', 'change'],
        unit: 'per-100-cases',
        direction: 'down',
        dimensions: ['system'],
      },
      formula: {
        ...{ kind: 'ratio', per: 100 },
        of: { kind: 'cases', flow: 'outage', at: { event: 'detect' }, where: [...severe] },
        over: implemented,
      },
    }),
    ...{ request: { ...march, by: 'system' }, value: 50, n: 4, segments: { crm: 50, erp: 50 } },
  },
] as const;
/** Of four changes C1 caused an incident and C2 was rolled back. */
const k12 = {
  metric: metric({
    ...{ id: 'k12-change-failure', flow: 'change', unit: 'share', direction: 'down', dimensions: ['type'] },
    formula: {
      kind: 'share',
      at: { event: 'implement' },
      that: [{ any: [{ event: 'rollBack' }, { reached: { event: 'detect', via: { flow: 'outage', theirs: 'causedBy' } } }] }],
    },
  }),
  ...{ request: { ...march, by: 'type' }, value: 0.5, n: 4, segments: { normal: 1, emergency: 0, standard: 0 } },
};
/** One of four is an emergency; one (the same) went in without approval. */
const k30 = [
  {
    metric: metric({
      ...{ id: 'k30-emergency-share', flow: 'change', unit: 'share', direction: 'down' },
      formula: { kind: 'share', at: { event: 'implement' }, that: [{ field: 'type', equals: 'emergency' }] },
    }),
    ...{ request: march, value: 0.25, n: 4 },
  },
  {
    metric: metric({
      ...{ id: 'k30-unapproved', flow: 'change', unit: 'count', direction: 'down' },
      formula: { kind: 'cases', at: { event: 'implement' }, where: [{ not: { event: 'approve' } }] },
    }),
    ...{ request: march, value: 1, n: 1 },
  },
] as const;

const backlog = smallFlow('item', 'ask > waiting; waiting.decide > decided; waiting.override > decided', 'kind effort');
const backlogLog = logOf(
  'item',
  `B1 | 2026-03-02 ask waiting kind=run effort=2
   B2 | 2026-03-12 ask waiting kind=grow effort=4
   B3 | 2026-02-01 ask waiting kind=run effort=6 | 2026-03-20 decide decided
   B4 | 2026-02-01 ask waiting kind=grow effort=4 | 2026-03-21 override decided`,
);
const asked = { kind: 'number', field: 'effort', at: { enters: 'decided' } } as const;
/** At the close of 31 March B1 is 29 days old and B2 19: 24 in the mean. Decided: run 6 to grow 4; one of two overridden. */
const k31 = [
  {
    metric: metric({
      ...{ id: 'k31-backlog-age', flow: 'item', unit: 'days', direction: 'down' },
      formula: { kind: 'balance', from: { event: 'ask' }, to: { enters: 'decided' }, age: 'mean' },
    }),
    ...{ request: march, value: 24, n: 2 },
  },
  {
    metric: metric({
      ...{ id: 'k31-run-to-grow', flow: 'item', unit: 'number', direction: 'band' },
      formula: {
        kind: 'ratio',
        of: { ...asked, where: [{ field: 'kind', equals: 'run' }] },
        over: { ...asked, where: [{ field: 'kind', equals: 'grow' }] },
      },
    }),
    ...{ request: march, value: 1.5, n: 1 },
  },
  {
    metric: metric({
      ...{ id: 'k31-overrides', flow: 'item', unit: 'share', direction: 'down' },
      formula: { kind: 'share', at: { enters: 'decided' }, that: [{ event: 'override' }] },
    }),
    ...{ request: march, value: 0.5, n: 2 },
  },
] as const;

export const changesChapter: Chapter = {
  flows: [requests, enhancements, releases, changes, incidents, backlog],
  log: [...requestLog, ...enhancementLog, ...releaseLog, ...changeLog, ...incidentLog, ...backlogLog],
  entries: [k01, ...k02, ...k03, k04, ...k05, k12, ...k30, ...k31],
};
