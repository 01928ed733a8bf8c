import type { JsonObject } from '@throughline/language';
import { type PlannedRelease, releaseCalendar } from '../release-calendar.ts';
import { type Act, workingDay } from './acts.ts';
import { plannedSystems } from './systems.ts';

/* Each release of the calendar has its change: proposed, tried, agreed on and done by different people; R-18 waits for its approval. */

const analyst = 'nora.falk';
const manager = 'viktor.amsel';
const lead = 'lea.winter';
const owner = 'jan.otto';
const gate = 'change-gate';

/** Who tries a change as a user of it would, by the flow that it touches. */
const testers: Readonly<Record<string, string>> = {
  order: 'katrin.sommer',
  delivery: 'rosa.thal',
  invoice: 'anna.roth',
  payment: 'sofia.brunner',
};
const metricsOf: Readonly<Record<string, string>> = {
  order: 'straight-through',
  delivery: 'delivery-success',
  invoice: 'invoice-error-rate',
  payment: 'manual-intervention-rate',
};

function actsOf(release: PlannedRelease, index: number): readonly Act[] {
  const { number, plannedOn, title, summary, systems, flows, ends } = release;
  const key = `CHG-${String(index + 1).padStart(4, '0')}`;
  const act = (days: number, who: string, type: string, more: Pick<Act, 'data' | 'reason' | 'hour'> = {}): Act => ({
    ...{ on: workingDay(plannedOn, days), who, flow: 'change', key, type },
    ...more,
  });
  const joins = systems.includes('Carrier interface') || systems.includes('Bank gateway');
  const [flow = ''] = flows;
  const tester = testers[flow] ?? 'rosa.thal';
  const from = `${plannedOn}T14:00:00.000Z`;
  const to = `${plannedOn}T16:00:00.000Z`;
  const draft = {
    ...{ number: key, title, summary, subject: 'system', type: 'normal', release: number },
    ...{ touchesMoney: flow === 'payment', customerFacing: flow !== 'payment', changesIntegration: joins },
    ...{ reversible: true, testedBefore: number !== 'R-12', downtimeMinutes: 20 },
    ...{ systems: [...systems], flows: [...flows] },
  };
  const proof = [
    act(-9, analyst, 'addTests', {
      data: {
        testPlan: `On the test system: ${summary} With the cases of last month.`,
        testResults:
          number === 'R-17' ? 'All messages were read. Those without a reference were not among them.' : 'As expected.',
      },
    }),
    act(-9, analyst, 'addRollback', { data: { rollbackPlan: 'The version before is started again; it takes half an hour.' } }),
    act(-9, analyst, 'addNotes', { data: { notes: summary } }),
    act(-9, analyst, 'addCommunication', {
      data: { communication: `Who works with it (${systems.join(', ')}) is told two days before.` },
    }),
    act(-8, analyst, 'signOff', {
      data: { uatScript: 'Ten cases of an ordinary day', uatResult: 'All ten were as they should be' },
    }),
    act(-8, tester, 'approve', { hour: 14, data: { of: 'signOff' } }),
  ];
  const begun = [
    act(-14, analyst, 'draft', { data: draft }),
    act(-14, gate, 'recordImpact', { data: impactOf(release) }),
    act(-14, gate, 'recordPersons', { data: { onlyPerson: false } }),
    act(-11, analyst, 'assess'),
    ...proof,
    act(-7, analyst, 'submit'),
  ];
  // From the first of November on approvals are the visitor's.
  if (number === 'R-18') return begun;
  const approvals = [act(-6, owner, 'approve', { data: { of: 'submit' } })];
  const planned = { plannedFrom: from, plannedTo: to, freezes: [], windowOwners: [], conflicts: [] };
  const agreed = [
    ...begun,
    ...approvals,
    act(-5, gate, 'recordPlan', { data: planned }),
    act(-5, manager, 'schedule', { data: { from, to } }),
  ];
  if (ends === 'cancelled') {
    const reason = 'What it was for is no longer wanted';
    return [...agreed, act(-2, manager, 'cancel', { reason })];
  }
  const done = [...agreed, act(0, manager, 'implement', { hour: 14 }), act(0, manager, 'implemented', { hour: 14 })];
  if (ends === 'released') return done;
  if (ends === 'rolled back') {
    const reason = 'The failure ends where the old version runs';
    const review = 'What was tried before did not have the case that failed. It is among them from now on.';
    return [...done, act(2, lead, 'rollBack', { reason }), act(8, lead, 'review', { data: { review } }), act(9, lead, 'close')];
  }
  return [
    ...done,
    act(2, manager, 'validate'),
    act(8, lead, 'review', { data: { review: 'As planned. Nothing was reported.' } }),
    act(9, lead, 'close'),
  ];
}

function impactOf({ plannedOn, systems, flows }: PlannedRelease): JsonObject {
  const owners = new Set(plannedSystems.filter(({ name }) => systems.includes(name)).map(({ owner: of }) => of));
  const integrations = systems.includes('Carrier interface')
    ? ['carrier-confirmations']
    : systems.includes('Bank gateway')
      ? ['bank-statements']
      : [];
  const day = workingDay(plannedOn, -14);
  return {
    ...{ systems: [...systems], flows: [...flows], integrations, documents: [], roleNames: [...owners], owners: [...owners] },
    metrics: flows.flatMap((flow) => metricsOf[flow] ?? []),
    ...{ fanOut: systems.length, impactAt: `${day}T08:00:00.000Z` },
  };
}

type Window = readonly [
  name: string,
  kind: 'window' | 'freeze' | 'event',
  title: string,
  from: string,
  to: string,
  owner: string,
  note: string,
];
const windows: readonly Window[] = [
  [
    'year-end-2025',
    'freeze',
    'Close of the year 2025',
    '2025-12-19',
    '2026-01-07',
    'finance-lead',
    'Nothing that books changes.',
  ],
  ['fair-2026', 'event', 'Fair in Hanover', '2026-04-13', '2026-04-18', 'sales-lead', 'The web shop is shown to customers.'],
  [
    'window-2026-11-10',
    'window',
    'Second Tuesday of November',
    '2026-11-10',
    '2026-11-11',
    'release-manager',
    'From two in the afternoon.',
  ],
  [
    'fair-2026-11',
    'event',
    'Customer days',
    '2026-11-17',
    '2026-11-20',
    'sales-lead',
    'Key accounts visit; the web shop is shown.',
  ],
  [
    'year-end-2026',
    'freeze',
    'Close of the year 2026',
    '2026-12-18',
    '2027-01-08',
    'finance-lead',
    'Nothing that books changes.',
  ],
];

const windowActs = windows.map(([name, kind, title, from, to, holder, note]): Act => {
  const systems = kind === 'event' ? ['Web shop'] : [];
  const flows = kind === 'freeze' ? ['invoice', 'payment', 'credit-note'] : [];
  return {
    ...{ on: workingDay(from, -40), who: manager, flow: 'change-window', key: name, type: 'plan' },
    data: {
      ...{ name, title, kind, from: `${from}T00:00:00.000Z`, to: `${to}T00:00:00.000Z`, systems, flows, owner: holder, note },
    },
  };
});

export const changeActs: readonly Act[] = [...releaseCalendar.flatMap(actsOf), ...windowActs];
