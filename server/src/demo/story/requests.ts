import type { JsonObject } from '@throughline/language';
import { type Act, workingDay } from './acts.ts';
import { delivered, requestNumber } from './delivered.ts';

/** Work that somebody of Halden asks for, and what becomes of it until a visitor comes. */
interface PlannedRequest {
  readonly on: string;
  readonly who: string;
  readonly team: 'Sales operations' | 'Finance' | 'Support' | 'Human resources';
  readonly title: string;
  readonly rationale: string;
  readonly metric?: string;
  readonly baseline?: number;
  readonly target?: number;
  readonly systems: readonly string[];
  /** What triage finds; without: it was too vague, or the same as another. */
  readonly work?: JsonObject & { readonly skills: readonly { readonly skill: string; readonly weeks: number }[] };
  /** Value, urgency, risk removed, reach, confidence in percent. */
  readonly points?: readonly [number, number, number, number, number];
  readonly ends:
    | 'returned'
    | 'scored'
    | 'asked'
    | 'not now'
    | 'declined'
    | { readonly duplicateOf: string }
    | { readonly accepted: string };
}

const project = { class: 'project', kind: 'grow' } as const;
const enhancement = { class: 'enhancement', kind: 'grow' } as const;
const run = { class: 'break-fix', kind: 'run' } as const;
const of = (...skills: readonly (readonly [skill: string, weeks: number])[]) => ({
  skills: skills.map(([skill, weeks]) => ({ skill, weeks })),
});

const planned: readonly PlannedRequest[] = [
  {
    ...{
      on: '2026-10-05',
      who: 'greta.lund',
      team: 'Sales operations',
      title: 'Contract prices in the web shop for all customers',
    },
    rationale:
      'Who is no key account sees list prices, calls us, and is told another price. One order in twelve is corrected by hand.',
    ...{ metric: 'straight-through', baseline: 0.78, target: 0.85, systems: ['Web shop', 'ERP'] },
    work: { ...enhancement, ...of(['integration', 3], ['shop', 2]), duration: 4 },
    ...{
      points: [8, 5, 2, 7, 80],
      ends: { accepted: 'One order in twelve is corrected by hand, and R-16 works for key accounts.' },
    },
  },
  {
    ...{
      on: '2026-10-06',
      who: 'greta.lund',
      team: 'Sales operations',
      title: 'Customers of the CRM in the ERP within the hour',
    },
    rationale: 'New customers reach the ERP in the night. Their first order waits until the next morning, about nine a week.',
    ...{ metric: 'order-to-cash-time', baseline: 51, target: 47, systems: ['CRM', 'ERP'] },
    work: { ...enhancement, ...of(['integration', 4]), duration: 4 },
    ...{ points: [6, 4, 3, 6, 70], ends: { accepted: 'Nine first orders a week wait for it, and two teams ask for it.' } },
  },
  {
    ...{
      on: '2026-10-07',
      who: 'jonas.weber',
      team: 'Sales operations',
      title: 'New customers from the CRM should be there at once',
    },
    rationale: 'Whoever is new must wait a day before they can order. We lose orders by it.',
    ...{ metric: 'order-to-cash-time', baseline: 51, target: 47, systems: ['CRM', 'ERP'] },
    ends: { duplicateOf: 'REQ-0005' },
  },
  {
    ...{
      on: '2026-10-07',
      who: 'stefan.lauer',
      team: 'Sales operations',
      title: 'A portal in which key accounts see all their documents',
    },
    rationale: 'The largest customers ask for it in each talk, and a competitor has one since spring.',
    ...{ metric: 'days-late', baseline: 14, target: 10, systems: ['Web shop', 'Billing', 'CRM'] },
    work: { ...project, ...of(['shop', 8], ['integration', 6]), duration: 10 },
    ...{ points: [6, 3, 1, 4, 40], ends: 'scored' },
  },
  {
    ...{
      on: '2026-10-08',
      who: 'sofia.brunner',
      team: 'Finance',
      title: 'Approvals of write-offs with proof of who approved what',
    },
    rationale:
      'The auditors want it by the end of the year: each write-off with the names of two people, and the rule that held.',
    ...{ metric: 'manual-interventions', baseline: 19, target: 12, systems: ['ERP', 'Billing'] },
    work: { ...run, ...of(['finance', 3]), duration: 3, complianceBy: '2026-12-18' },
    ...{ points: [4, 9, 9, 3, 90], ends: { accepted: 'The auditors ask for it by 18 December.' } },
  },
  {
    ...{ on: '2026-10-08', who: 'oliver.kern', team: 'Finance', title: 'Payments without a number are matched by their sum' },
    rationale: 'Two people look for the invoice of a payment for three hours a day. R-5 tried it and guessed too often.',
    ...{ metric: 'manual-intervention-rate', baseline: 3.3, target: 2, systems: ['Cash matching', 'Bank gateway'] },
    work: { ...enhancement, ...of(['finance', 3], ['integration', 1]), duration: 4 },
    ...{
      points: [7, 5, 4, 5, 70],
      ends: { accepted: 'Six hours a day are spent on it. What is not sure stays with people, unlike R-5.' },
    },
  },
  {
    ...{ on: '2026-10-09', who: 'oliver.kern', team: 'Finance', title: 'Better reports' },
    ...{ rationale: 'They should be better.', systems: [], ends: 'returned' },
  },
  {
    ...{ on: '2026-10-09', who: 'malte.fink', team: 'Support', title: 'The help desk sees where a delivery is' },
    rationale: 'Four of ten calls ask where the goods are. Who answers opens three systems, and calls the carrier.',
    ...{ metric: 'delivery-success', baseline: 0.95, target: 0.97, systems: ['Help desk', 'Carrier interface'] },
    work: { ...enhancement, ...of(['integration', 3], ['shop', 1]), duration: 4 },
    ...{ points: [6, 6, 3, 6, 80], ends: { accepted: 'Four of ten calls end sooner.' } },
  },
  {
    ...{ on: '2026-10-12', who: 'malte.fink', team: 'Support', title: 'Disputes of invoices begin in the help desk' },
    rationale: 'What a customer says on the telephone is typed anew for billing. A day is lost, and some of it.',
    ...{ metric: 'invoice-error-rate', baseline: 0.21, target: 0.1, systems: ['Help desk', 'Billing'] },
    work: { ...enhancement, ...of(['integration', 2], ['finance', 1]), duration: 3 },
    ...{ points: [5, 7, 4, 4, 60], ends: 'asked' },
  },
  {
    ...{
      on: '2026-10-13',
      who: 'malte.fink',
      team: 'Support',
      title: 'After R-17: confirmations without a reference are stopped',
    },
    rationale:
      'Since 22 September invoices are blocked for want of a reference. What comes without one should be sent back at once.',
    ...{ metric: 'exception-volume', baseline: 95, target: 60, systems: ['Carrier interface'] },
    work: { ...run, ...of(['integration', 2]), duration: 2 },
    ...{ points: [7, 10, 8, 5, 90], ends: { accepted: 'Two weeks of work, and no invoice waits for a reference any more.' } },
  },
  {
    ...{
      on: '2026-10-13',
      who: 'ines.kolb',
      team: 'Human resources',
      title: 'Absences of staff in the calendar of the warehouse',
    },
    rationale: 'Shifts are planned by a list on the wall; twice a month nobody is there who may drive the fork lift.',
    ...{ metric: 'delivery-success', baseline: 0.95, target: 0.96, systems: ['Personnel', 'Warehouse'] },
    work: { ...enhancement, ...of(['integration', 3]), duration: 3 },
    ...{ points: [3, 2, 3, 2, 60], ends: 'not now' },
  },
  {
    ...{ on: '2026-10-14', who: 'ines.kolb', team: 'Human resources', title: 'Birthdays of staff on the first page of the ERP' },
    rationale: 'It would be nice, and other companies have it, as we have heard.',
    ...{ metric: 'manual-interventions', baseline: 19, target: 18, systems: ['Personnel', 'ERP'] },
    work: { ...enhancement, ...of(['shop', 1]), duration: 1 },
    ...{ points: [0, 0, 0, 3, 90], ends: 'declined' },
  },
];

const analyst = 'nora.falk';
const lead = 'lea.winter';
const outcomeBy = '2027-03-31';
const flow = 'request';

/** Triaged the next working day, weighed three later, decided together. */
const triagedOn = (on: string) => workingDay(on, 1);

const sums = (work: NonNullable<PlannedRequest['work']>) => work.skills.reduce((sum, { weeks }) => sum + weeks, 0);

function actsOf(request: PlannedRequest, index: number): readonly Act[] {
  const { on, who, team, title, rationale, metric, baseline, target, systems, work, points, ends } = request;
  const key = requestNumber(delivered.length + index);
  const act = (more: Pick<Act, 'on' | 'who' | 'type'> & Partial<Act>): Act => ({ flow, key, ...more });
  const data = {
    ...{ number: key, title, rationale, requester: `${who}@halden.example`, team, contact: `${who}@halden.example` },
    ...(metric === undefined ? {} : { metric, outcomeBy }),
    ...(baseline === undefined || target === undefined ? {} : { baseline, target }),
    ...{ systems: [...systems], submittedOn: on },
  };
  const asked = act({ on, who, type: 'submit', data });
  const [value = 0, urgency = 0, risk = 0, reach = 0, confidence = 0] = points ?? [];
  const weighed =
    work === undefined
      ? []
      : [
          act({ on: triagedOn(on), hour: 14, who: analyst, type: 'triage', data: work }),
          act({
            ...{ on: workingDay(triagedOn(on), 3), who: analyst, type: 'score' },
            data: { value, urgency, risk, reach, confidence, effort: sums(work) },
          }),
        ];
  return [asked, ...weighed, ...endOf(ends, act)];
}

function endOf(
  ends: PlannedRequest['ends'],
  act: (more: Pick<Act, 'on' | 'who' | 'type'> & Partial<Act>) => Act,
): readonly Act[] {
  const options = 'Do nothing; do it by hand; this.';
  const told = act({ on: '2026-10-22', hour: 14, who: analyst, type: 'tell' });
  if (typeof ends === 'object' && 'accepted' in ends) {
    const data = { answer: 'yes', why: ends.accepted, options };
    return [act({ on: '2026-10-22', who: lead, type: 'decide', data }), told];
  }
  if (typeof ends === 'object') {
    const why = 'It asks for the same, in other words.';
    const merged = act({
      ...{ on: '2026-10-12', who: analyst, type: 'duplicate', reason: why },
      data: { of: ends.duplicateOf, why },
    });
    return [merged, act({ on: '2026-10-12', hour: 14, who: analyst, type: 'tell' })];
  }
  switch (ends) {
    case 'returned':
      return [act({ on: '2026-10-12', who: analyst, type: 'tell' })];
    case 'scored':
      // Who answers for sales wants it all the same, and says so.
      return [
        act({
          ...{ on: '2026-10-21', who: lead, type: 'override' },
          data: { sponsor: 'Stefan Lauer', why: 'The largest customers were promised it in September.' },
        }),
      ];
    case 'asked':
      return [];
    case 'declined': {
      const why = 'It moves no number, and somebody would have to keep it up to date.';
      return [act({ on: '2026-10-22', who: lead, type: 'decide', data: { answer: 'no', why, options } }), told];
    }
    case 'not now': {
      const data = { why: 'What it is to join is to be replaced next year.', options, reviewOn: '2027-02-01' };
      return [act({ on: '2026-10-22', who: lead, type: 'postpone', data }), told];
    }
  }
}

const quarter: Act = {
  ...{ on: '2026-10-29', who: lead, flow: 'plan', key: 'PLAN-2026-11', type: 'draft' },
  data: {
    ...{ number: 'PLAN-2026-11', title: 'November to January', from: '2026-11-02', to: '2027-01-31', runShare: 35 },
    capacity: [
      { skill: 'integration', daysPerWeek: 5 },
      { skill: 'finance', daysPerWeek: 3 },
      { skill: 'shop', daysPerWeek: 2 },
    ],
  },
};

export const requestActs: readonly Act[] = [...planned.flatMap(actsOf), quarter];
