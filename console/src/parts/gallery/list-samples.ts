import type { CaseRow } from '@throughline/api';

/*
 * Made-up invoices for looking at the components: the same every time, since a picture is compared with the last one.
 */

const customers = [
  'Brenner Fördertechnik',
  'Castell Anlagenbau',
  'Whitmore Pumps',
  'Zanetti Riduttori',
  'Kessler Antriebe',
  'Redmayne Valves',
  'Tolland Gearing',
  'Fenwick Controls',
  'Wolff Separation',
  'Verhoeven Machines',
  'Gesellschaft für Strömungstechnik und Anlagenplanung Nordrhein',
];
const entities = [
  { name: 'Halden GmbH', currency: 'EUR' },
  { name: 'Halden Ltd', currency: 'GBP' },
  { name: 'Halden Inc', currency: 'USD' },
];
const states = [
  ['sent', 'Sent'],
  ['partially_paid', 'Partially paid'],
  ['disputed', 'Disputed'],
] as const;
const rungs = ['Reminder', 'Finance task', 'Sales', 'Legal'];
const owners = ['T. Brandt', 'I. Okafor', 'L. Hartmann', 'S. Ricci'];

export const now = Date.parse('2027-01-11T07:40:00Z');
const dayMs = 86_400_000;

const isoDay = (at: number) => new Date(at).toISOString().slice(0, 10);

function pick<T>(from: readonly T[], index: number): T {
  const found = from[index % from.length];
  if (found === undefined) throw new Error('nothing to pick from');
  return found;
}

export function sampleInvoice(index: number): CaseRow {
  const daysLate = Math.max(1, 47 - Math.floor(index / 2));
  const entity = pick(entities, index * 7 + Math.floor(index / 5));
  const [state, stateTitle] = pick(states, index * 5 + Math.floor(index / 3));
  const step = daysLate >= 45 ? 4 : daysLate >= 30 ? 3 : daysLate >= 14 ? 2 : daysLate >= 7 ? 1 : 0;
  const paused = state === 'disputed';
  const dueIn = index < 3 ? 0 : (index * 5) % 15;
  const late = index % 9 === 7;
  return {
    id: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
    flow: 'invoice',
    version: 9,
    entity: entity.name,
    key: `INV-${String(971 + index).padStart(4, '0')}`,
    state,
    stateTitle,
    open: true,
    seq: 5,
    owner: { role: 'collections', title: 'Collections' },
    assignee: { id: 'p', kind: 'person', name: pick(owners, index) },
    enteredAt: new Date(now - daysLate * dayMs).toISOString(),
    lastAt: new Date(now - dayMs).toISOString(),
    fields: {
      customer: pick(customers, index),
      currency: entity.currency,
      open: ((index * 7_919_317) % 2_500_000) + 4_200,
      dueOn: isoDay(now - daysLate * dayMs),
    },
    next: {
      kind: 'rung',
      name: 'next',
      title: pick(['Legal', 'Approve legal', 'Dispute target', 'Sales'], index),
      dueAt: new Date(now + (late ? -2 : dueIn) * dayMs).toISOString(),
      late,
    },
    rung: step === 0 ? null : { ladder: 'dunning', name: `r${step}`, title: pick(rungs, step - 1), step, of: 4 },
    pausedBy: paused ? 'Disputed' : null,
    daysLate,
    exceptions: index % 4 === 1 ? [{ kind: 'missingDeliveryReference', title: 'No delivery ref.', count: 1 }] : [],
    awaiting: [],
  };
}

export const sampleInvoices: readonly CaseRow[] = Array.from({ length: 1204 }, (_, index) => sampleInvoice(index));
