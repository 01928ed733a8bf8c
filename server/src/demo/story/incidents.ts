import type { JsonObject } from '@throughline/language';
import type { Act } from './acts.ts';

/* What has stood still at Halden, who led, and what was learned of it. What R-17 does nobody has seen yet. */

const lead = 'jan.otto';

type Step = readonly [on: string, hour: 8 | 14, who: string, type: string, data?: JsonObject, reason?: string];

function story(flow: 'incident' | 'problem', key: string, steps: readonly Step[]): readonly Act[] {
  return steps.map(([on, hour, who, type, data, reason]) => ({
    ...{ on, hour, who, flow, key, type },
    ...(data === undefined ? {} : { data }),
    ...(reason === undefined ? {} : { reason }),
  }));
}

const analysis = (timeline: string, cause: string, contributing: string, detectionGap: string, prevention: string) => ({
  ...{ timeline, cause, contributing, detectionGap, prevention },
});
const led = { lead: 'jan.otto@halden.example' };

const cashMatching = story('incident', 'INC-0001', [
  [
    ...(['2025-09-24', 8, lead, 'detect'] as const),
    {
      ...{
        number: 'INC-0001',
        title: 'Payments are matched to invoices of other customers',
        priority: 'P3',
        category: 'application',
      },
      ...{ systems: ['Cash matching'], flows: ['payment'], detectedBy: 'person', beganAt: '2025-09-23T15:10:00.000Z' },
    },
  ],
  ['2025-09-24', 8, lead, 'acknowledge', led],
  ['2025-09-24', 8, lead, 'blame', { kind: 'release', number: 'R-5' }],
  ['2025-09-24', 14, lead, 'mitigate', { workaround: 'What has no number is matched by hand' }],
  ['2025-09-26', 8, lead, 'resolve', { endedAt: '2025-09-25T08:20:00.000Z', cause: 'Two customers owed the same amount' }],
  [
    ...(['2025-09-30', 14, lead, 'review'] as const),
    analysis(
      'Live on the 23rd at 14:00; noticed by cash application the next morning; rolled back on the 25th.',
      'Where two invoices have the same amount, the first was taken.',
      'The test had no two customers with the same amount.',
      'Nobody counted what was matched without a number.',
      'Match by number only, with a check digit (R-6).',
    ),
  ],
  ['2025-10-02', 8, lead, 'close'],
]);

const taxPortal = story('incident', 'INC-0002', [
  [
    ...(['2026-01-20', 8, lead, 'detect'] as const),
    {
      ...{
        number: 'INC-0002',
        title: 'The tax portal takes no invoices',
        priority: 'P3',
        category: 'vendor',
        vendor: 'The authorities',
      },
      ...{ systems: ['Tax portal'], integrations: ['e-invoices'], flows: ['invoice'], beganAt: '2026-01-20T06:30:00.000Z' },
    },
  ],
  ['2026-01-20', 8, lead, 'acknowledge', led],
  ['2026-01-20', 14, lead, 'waitForVendor', undefined, 'They say that it is known, and give no time'],
  ['2026-01-22', 8, lead, 'resume'],
  ['2026-01-22', 14, lead, 'resolve', { endedAt: '2026-01-22T11:00:00.000Z', cause: 'Maintenance of the portal' }],
  [
    ...(['2026-01-26', 14, lead, 'review'] as const),
    analysis(
      'Out from the 20th at 6:30 to the 22nd at 11:00.',
      'Maintenance that was announced on a page that we do not read.',
      'Invoices wait in the ERP and go out by themselves.',
      'None: the first refusal was seen at once.',
      'Somebody follows that page.',
    ),
  ],
  ['2026-01-27', 8, lead, 'close'],
]);

const certificates = story('incident', 'INC-0003', [
  [
    ...(['2026-04-29', 8, lead, 'detect'] as const),
    {
      ...{
        number: 'INC-0003',
        title: 'No statements from the bank',
        priority: 'P2',
        category: 'infrastructure',
        vendor: 'Zahlweg',
      },
      ...{ systems: ['Bank gateway'], integrations: ['bank-statements'], flows: ['payment'] },
      ...{ beganAt: '2026-04-29T07:05:00.000Z', signature: 'bank/certificate' },
    },
  ],
  ['2026-04-29', 8, lead, 'acknowledge', led],
  ['2026-04-29', 8, lead, 'callVendor', { vendor: 'Zahlweg', at: '2026-04-29T08:00:00.000Z' }],
  ['2026-04-29', 8, lead, 'vendorAnswers', { said: 'Our certificate lacks the one in the middle' }],
  ['2026-04-29', 8, lead, 'blame', { kind: 'release', number: 'R-12' }],
  ['2026-04-29', 8, lead, 'assessImpact', { impact: 'Payments of a day are not booked', blocked: 27, atRisk: [] }],
  ['2026-04-29', 8, lead, 'communicate', { audience: 'business-leadership', text: 'Payments of today come tomorrow' }],
  ['2026-04-29', 14, lead, 'resolve', { endedAt: '2026-04-29T12:20:00.000Z', cause: 'A certificate without its chain' }],
  [
    ...(['2026-05-04', 8, lead, 'review'] as const),
    analysis(
      'Live on the 28th at 14:00; the statement of 7:00 did not come; the old certificate was put back by hand at 12:20, and R-12 rolled back the next day.',
      'The new certificate was put in without the one that signs it.',
      'The test system takes any certificate.',
      'Nobody looked whether the first statement after the release had come.',
      'R-13 with the whole chain; the test system checks certificates.',
    ),
  ],
  [
    ...(['2026-05-04', 8, lead, 'planAction'] as const),
    {
      title: 'The test system checks certificates as the bank does',
      kind: 'contract-test',
      owner: 'jan.otto@halden.example',
      dueOn: '2026-05-22',
    },
  ],
  ['2026-05-28', 8, lead, 'close'],
]);

const carrier = story('incident', 'INC-0004', [
  [
    ...(['2026-08-04', 8, lead, 'detect'] as const),
    {
      ...{
        number: 'INC-0004',
        title: 'Rheintal Logistik takes no labels and confirms nothing',
        priority: 'P1',
        category: 'vendor',
      },
      ...{ vendor: 'Rheintal Logistik', systems: ['Carrier interface'], integrations: ['carrier-confirmations'] },
      ...{ flows: ['delivery'], beganAt: '2026-08-04T06:40:00.000Z', signature: 'carrier/rheintal', detectedBy: 'monitor' },
    },
  ],
  ['2026-08-04', 8, lead, 'acknowledge', led],
  ['2026-08-04', 8, lead, 'appoint', { ...led, communications: 'rosa.thal@halden.example', scribe: 'nora.falk@halden.example' }],
  ['2026-08-04', 8, lead, 'callVendor', { vendor: 'Rheintal Logistik', at: '2026-08-04T08:00:00.000Z' }],
  [
    ...(['2026-08-04', 8, lead, 'assessImpact'] as const),
    { impact: 'A third of the goods stays in the warehouse', blocked: 31, atRisk: [{ currency: 'EUR', amount: 4_120_000 }] },
  ],
  [
    '2026-08-04',
    8,
    lead,
    'communicate',
    { audience: 'business-leadership', text: '31 deliveries wait; Hansa Spedition takes what is urgent' },
  ],
  ['2026-08-04', 8, lead, 'mitigate', { workaround: 'Urgent deliveries go by Hansa Spedition' }],
  ['2026-08-04', 14, lead, 'vendorAnswers', { said: 'Their computing centre had no power' }],
  ['2026-08-04', 14, lead, 'communicate', { audience: 'users', text: 'Labels are printed again' }],
  ['2026-08-04', 14, lead, 'resolve', { endedAt: '2026-08-04T13:35:00.000Z', cause: 'No power at the carrier' }],
  ['2026-08-05', 8, lead, 'explainBreach', { breachReason: 'vendor' }],
  ['2026-08-05', 8, lead, 'openProblem'],
  [
    ...(['2026-08-07', 8, lead, 'review'] as const),
    analysis(
      'From 6:40 to 13:35; seen at 8:00.',
      'The carrier had no power, and has one computing centre.',
      'One carrier ships a third of the goods.',
      'A file in the night: that it does not come is seen in the morning.',
      'Confirmations as messages (R-17), and a second way out of the warehouse.',
    ),
  ],
  ['2026-08-10', 8, lead, 'close'],
]);

const behindCarrier = story('problem', 'PRB-carrier/rheintal', [
  ['2026-08-06', 8, lead, 'investigate'],
  [
    ...(['2026-08-12', 8, lead, 'know'] as const),
    {
      cause: 'Confirmations come as a file in the night: whether the carrier works is seen the next morning.',
      workaround: 'Call at eight',
    },
  ],
  [
    ...(['2026-08-12', 8, lead, 'planAction'] as const),
    {
      title: 'An alarm when no confirmation came for two hours',
      kind: 'monitor',
      owner: 'jan.otto@halden.example',
      dueOn: '2026-09-15',
    },
  ],
  [
    ...(['2026-08-12', 8, lead, 'planAction'] as const),
    {
      title: 'A contract with a second carrier for urgent goods',
      kind: 'process',
      owner: 'tom.krueger@halden.example',
      dueOn: '2026-10-23',
    },
  ],
  ['2026-08-13', 8, lead, 'planFix', { kind: 'release', fix: 'R-17' }],
  ['2026-09-23', 8, lead, 'releaseFix', { at: '2026-09-22T14:00:00.000Z' }],
]);

const stock = story('incident', 'INC-0005', [
  [
    ...(['2026-10-29', 14, lead, 'detect'] as const),
    {
      ...{
        number: 'INC-0005',
        title: 'The web shop shows stock of yesterday',
        priority: 'P3',
        category: 'integration',
        systems: ['Web shop'],
      },
      ...{ integrations: ['stock-to-shop'], flows: ['order'], detectedBy: 'person', beganAt: '2026-10-29T11:00:00.000Z' },
    },
  ],
  ['2026-10-30', 8, lead, 'acknowledge', led],
  [
    '2026-10-30',
    8,
    lead,
    'communicate',
    { audience: 'users', text: 'Stock in the shop may be a day old; the order desk looks it up' },
  ],
]);

/** Actions are cases of their own, owned by what they are planned for. */
export interface PlannedAction {
  readonly on: string;
  readonly key: string;
  readonly evidence: string;
}
/** What was done of it; the second carrier was not. */
export const actionsDone: readonly PlannedAction[] = [
  { on: '2026-05-21', key: 'INC-0003-A1', evidence: 'A certificate without its chain is refused there since 20 May.' },
  { on: '2026-09-11', key: 'PRB-carrier/rheintal-A1', evidence: 'It rang in a drill on 10 September.' },
];

export const incidentActs: readonly Act[] = [
  ...cashMatching,
  ...taxPortal,
  ...certificates,
  ...carrier,
  ...behindCarrier,
  ...stock,
];
