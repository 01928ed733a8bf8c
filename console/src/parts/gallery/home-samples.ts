import type { Decision, MetricTile, Risk, Task } from '@throughline/api';
import { sampleInvoice } from './list-samples.ts';

const decision = (index: number, more: Partial<Decision>): Decision => ({
  case: sampleInvoice(index),
  of: 'legal',
  title: 'Approve legal',
  askedBy: { id: 't', kind: 'person', name: 'T. Brandt' },
  askedAt: '2027-01-08T10:00:00Z',
  dueAt: '2027-01-11T16:00:00Z',
  late: false,
  amount: { amount: 2_348_000, currency: 'EUR' },
  facts: [
    { title: 'days late', kind: 'number', value: 47 },
    { title: 'rungs', kind: 'text', value: '3 reminders' },
    { title: 'open', kind: 'money', value: 2_348_000 },
    { title: 'promise broken on', kind: 'day', value: '2027-01-04' },
  ],
  subject: 'Brenner Fördertechnik',
  dataHash: 'ab12',
  roles: [{ name: 'head-of-finance', title: 'Head of finance' }],
  mayDecide: true,
  ...more,
});

export const decisions: readonly Decision[] = [
  decision(0, {}),
  decision(1, { amount: { amount: 1_463_225, currency: 'EUR' }, dueAt: '2027-01-09T16:00:00Z', late: true }),
  decision(2, {
    amount: { amount: 790_500, currency: 'GBP' },
    mayDecide: false,
    why: 'L. Hartmann asked for it, and cannot approve it.',
  }),
  decision(3, { title: 'Approve write-off', amount: { amount: 4_210, currency: 'GBP' }, dueAt: '2027-01-13' }),
  decision(4, { title: 'Approve change', amount: null, dueAt: '2027-01-24' }),
];

const task = (index: number, more: Partial<Task>): Task => ({
  id: `00000000-0000-4000-8000-0000000010${index}0`,
  title: 'Call the customer',
  role: { name: 'finance', title: 'Finance' },
  mine: true,
  assignee: null,
  open: true,
  seq: 1,
  openedAt: '2027-01-08T08:00:00Z',
  dueAt: '2027-01-12T08:00:00Z',
  late: false,
  resolution: null,
  about: sampleInvoice(index),
  subject: 'Brenner Fördertechnik',
  amount: null,
  ...more,
});

export const tasks: readonly Task[] = [
  task(5, { dueAt: '2027-01-07T08:00:00Z', late: true }),
  task(6, {}),
  task(7, {
    title: 'Customer does not pay',
    role: { name: 'sales', title: 'Sales' },
    assignee: { id: 's', kind: 'person', name: 'S. Ricci' },
  }),
  task(8, { open: false, resolution: 'promised' }),
];

const course = (values: readonly (number | null)[]): MetricTile['series'] =>
  values.map((value, index) => {
    const to = new Date(Date.parse('2026-10-01') + index * 7 * 86_400_000).toISOString().slice(0, 10);
    return { from: to, to, value };
  });

const tile = (more: Partial<MetricTile>): MetricTile => ({
  id: 'dso',
  title: 'DSO',
  description: '',
  owner: { role: 'collections', title: 'Collections' },
  unit: 'days',
  direction: 'down',
  target: { to: 48 },
  dimensions: [],
  currency: null,
  value: 54.2,
  change: 6.4,
  baseline: 47.8,
  limits: { lower: 44, upper: 52 },
  broke: true,
  grain: 'week',
  standing: 'breach',
  status: 'alarm',
  n: 272,
  series: course([46, 47, 47.5, 46.6, 47.4, 46.9, 47.2, 48.3, 49.1, 50.4, 52, 52.9, 54.2]),
  ...more,
});

export const tiles: readonly MetricTile[] = [
  tile({}),
  tile({
    id: 'delivery',
    title: 'Deliveries right first time',
    unit: 'share',
    direction: 'up',
    target: { from: 0.95 },
    value: 0.961,
    change: -0.003,
    limits: { lower: 0.93, upper: 0.99 },
    status: 'in-target',
    series: course([0.966, 0.969, 0.965, 0.97, 0.962, null, null, 0.967, 0.964, 0.963, 0.964, 0.963, 0.961]),
  }),
  tile({
    id: 'exceptions',
    title: 'Exceptions per 100 cases',
    unit: 'per-100-cases',
    target: { to: 15 },
    value: 18.4,
    change: 3.1,
    limits: { lower: 10, upper: 20 },
    status: 'over-target',
    series: course([14.1, 14.4, 15.1, 15.3, 14.9, 15.2, 15.6, 16.4, 18, 19.1, 18.4, 18.7, 18.4]),
  }),
  tile({
    id: 'manual',
    title: 'Manual steps per 100 cases',
    unit: 'per-100-cases',
    target: { to: 10 },
    value: 9.7,
    change: 0.8,
    limits: { lower: 8, upper: 11 },
    status: 'in-target',
    series: course([9, 9.1, 8.8, 9.2, 9.3, 9, 9.4, 9.8, 10.1, 10, 9.6, 9.5, 9.7]),
  }),
  tile({
    id: 'through',
    title: 'Straight through',
    unit: 'share',
    direction: 'up',
    target: { from: 0.75 },
    value: 0.71,
    change: -0.056,
    limits: { lower: 0.66, upper: 0.84 },
    status: 'over-target',
    series: course([0.76, 0.77, 0.755, 0.76, 0.76, 0.758, 0.75, 0.738, 0.722, 0.715, 0.706, 0.709, 0.71]),
  }),
  tile({
    id: 'late',
    title: 'Late share',
    unit: 'share',
    target: null,
    value: null,
    change: null,
    limits: null,
    status: 'none',
    series: [],
  }),
];

const inAll = (eur: number, gbp: number, usd: number) => [
  { amount: eur, currency: 'EUR' },
  { amount: gbp, currency: 'GBP' },
  ...(usd === 0 ? [] : [{ amount: usd, currency: 'USD' }]),
];

export const risk: Risk = {
  flow: 'invoice',
  ladder: 'dunning',
  dueOn: 'dueOn',
  open: 'open',
  currency: 'currency',
  noun: { one: 'invoice', many: 'invoices' },
  cases: 41,
  amounts: inAll(31_248_000, 6_415_000, 3_890_000),
  soon: 25,
  soonAsking: [{ name: 'legal', title: 'Legal', count: 2 }],
  rungs: [
    { rung: null, title: 'Before first rung', after: null, cases: 8, amounts: inAll(4_821_040, 948_000, 412_000), soon: 8 },
    {
      rung: 'remind',
      title: 'Reminder sent',
      after: '7 days',
      cases: 12,
      amounts: inAll(8_465_510, 1_231_650, 1_185_000),
      soon: 12,
    },
    {
      rung: 'finance',
      title: 'Finance task',
      after: '14 days',
      cases: 8,
      amounts: inAll(6_194_075, 1_720_400, 643_000),
      soon: 3,
    },
    {
      rung: 'sales',
      title: 'Sales escalation',
      after: '30 days',
      cases: 5,
      amounts: inAll(5_231_800, 1_465_000, 987_550),
      soon: 2,
    },
    { rung: 'legal', title: 'Legal, to approve', after: '45 days', cases: 3, amounts: inAll(3_811_225, 790_500, 0), soon: 0 },
  ],
  lateBefore: {
    rung: '$historic',
    title: 'Late before you went live: nothing was sent',
    cases: 0,
    amounts: [],
    soon: 0,
    ages: [],
  },
  paused: { cases: 5, amounts: inAll(2_724_350, 259_450, 662_450), soon: 0, states: ['disputed', 'promised'] },
  nextDue: null,
};
