import type { PatternStep, SampleStep } from '@throughline/api';
import type { Series } from '../charts/series.ts';

/* Made-up numbers: days sales outstanding by week, and why they rose. */

const week = 7 * 86_400_000;
const first = Date.parse('2026-07-06');
const day = (index: number) => new Date(first + index * week).toISOString().slice(0, 10);
const values = [
  ...[47.2, 47.9, 48, 47.4, 47.1, null, null, 48.1, 47.9, 47.6, 47.3, 47.9, 48, 47.9],
  ...[48.6, 49.3, 49.9, 50.7, 51.1, 51.9, 52.2, 52.6, 52.9, 53.3, 53.5, 53.9, 54.2],
];

export const dso: Series = {
  title: 'Days sales outstanding',
  unit: 'days',
  currency: 'EUR',
  points: values.map((value, index) => ({
    from: day(index),
    to: day(index + 1),
    value,
    frozen: index < 9,
    restated: index === 4 ? 48.4 : undefined,
    expected: index < 8 ? null : { lower: 46.4, upper: 49.2 },
    href: `#week-${index}`,
  })),
  target: { to: 48 },
  alarm: { upper: 52 },
  markers: [
    { at: '2026-08-03', title: 'R-16', kind: 'release' },
    { at: '2026-09-21', title: 'Reminder at 7, not 5', kind: 'parameter' },
    { at: '2026-10-12', title: 'Release R-17, delivery v4', kind: 'release', stands: true },
    { at: '2026-11-18', title: 'ERP outage', kind: 'incident' },
    { at: '2026-12-01', title: 'Invoice v9', kind: 'flow-version' },
  ],
  level: '95%',
};

export const stages = [
  { id: 'within', title: 'Sent, within terms', before: 34.1, after: 34.3 },
  { id: 'overdue', title: 'Overdue, nothing paid', before: 7.6, after: 8.3 },
  { id: 'partial', title: 'Partially paid', before: 4, after: 8.6 },
  { id: 'disputed', title: 'Disputed', before: 3, after: 2.1 },
];

const fields: SampleStep['fields'] = [
  { name: 'customer', title: 'Customer', kind: 'text' },
  { name: 'deliveryReference', title: 'Delivery reference', kind: 'text' },
  { name: 'amount', title: 'Invoiced', kind: 'money' },
  { name: 'days', title: 'Days to first payment', kind: 'number' },
];

const sampled = (key: string, why: SampleStep['cases'][number]['why'], cells: readonly (string | number | null)[]) => ({
  case: { id: key, key, flow: 'invoice', entity: 'Halden GmbH', state: 'sent', stateTitle: 'Sent' },
  currency: 'EUR',
  why,
  cells: cells.map((value, index) => ({ value, marked: why !== 'control' && index === 1 })),
});

export const sample: SampleStep = {
  seed: 4711,
  fields,
  cases: [
    sampled('INV-0992', 'typical', ['Kessler Antriebe', null, 1_000_000, 32]),
    sampled('INV-1003', 'typical', ['Dorn & Vogt', null, 742_000, 33]),
    sampled('INV-1056', 'largest', ['Oberland Pumpen', null, 6_188_000, 31]),
    sampled('INV-0951', 'longest', ['Hofer Präzision', null, 596_040, 35]),
    sampled('INV-1001', 'control', ['Wolff Separation', 'present', 988_000, 30]),
    sampled('INV-1038', 'control', ['Tremel Antriebe', 'present', 761_000, 31]),
  ],
  note: 'All 4 lack the reference, no control does.',
};

const row = (
  label: string,
  [cases, affected, expected, excess]: readonly [number, number, number, number],
  more: Pick<PatternStep['rows'][number], 'shareOfExcess' | 'lift' | 'falseDiscovery' | 'verdict' | 'why'>,
) => ({ label, conditions: [], cases, affected, expected, excess, ...more });

export const pattern: PatternStep = {
  population: 'invoices first paid in the period',
  effect: 'Partial payment',
  verdict: 'pattern',
  whole: {
    ...{ casesBefore: 250, affectedBefore: 60, casesAfter: 262, affectedAfter: 84 },
    ...{ expected: 64, excess: 20, unexplained: 6 },
  },
  rows: [
    row('Delivery reference: missing', [26, 20, 6, 14], {
      ...{ shareOfExcess: 0.7, lift: 2.84, falseDiscovery: 0.004, verdict: 'kept' },
      why: 'Kept, strong: holds after 999 permutations',
    }),
    row('Carrier: NordFracht', [24, 17, 7, 10], {
      ...{ shareOfExcess: 0.5, lift: 2.52, falseDiscovery: 0.011, verdict: 'explained-by' },
      why: '22 of its 24 lack the reference; +0.6 left once that is taken out',
    }),
    row('Terms: 60 days', [54, 18, 17.1, 0.9], {
      ...{ shareOfExcess: 0.05, lift: 1.05, falseDiscovery: 0.86, verdict: 'within-chance' },
      why: 'Within chance',
    }),
    row('Everything rose', [262, 84, 64, 20], {
      ...{ shareOfExcess: 1, lift: null, falseDiscovery: null, verdict: 'everything-rose' },
      why: 'Rejected: 1 of 3 entities rose, 2 stayed within bounds',
    }),
  ],
  searched: 1312,
  attributes: [
    { name: 'carrier', title: 'Carrier', values: 4 },
    { name: 'deliveryReference', title: 'Delivery reference', values: 2 },
    { name: 'terms', title: 'Terms', values: 3 },
  ],
  leftOut: [],
  permutations: 999,
};
