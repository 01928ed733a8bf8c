import assert from 'node:assert/strict';
import { test } from 'node:test';
import { invoice } from '../../test/invoice-flow.ts';
import { definePack, type PackHome, type PackReceivables } from '../define-pack.ts';
import type { MetricDefinition } from '../definition/metric.ts';
import { checkPack } from './check-pack.ts';

const metric = (id: string): MetricDefinition => ({
  id,
  title: id,
  description: id,
  owner: 'finance',
  unit: 'count',
  direction: 'up',
  flow: 'invoice',
  formula: { kind: 'cases', at: { event: 'create' } },
  dimensions: [],
});
const ids = ['m1', 'm2', 'm3', 'm4', 'm5', 'm6', 'm7'];
const risk = {
  flow: 'invoice',
  dueOn: 'dueOn',
  open: 'open',
  currency: 'currency',
  ladder: 'dunning',
  noun: { one: 'invoice', many: 'invoices' },
};

function findings(home: PackHome): readonly string[] {
  const pack = definePack({ name: 'p', title: 'P', flows: [invoice], metrics: ids.map(metric), home });
  assert.deepEqual(pack.home, home);
  return checkPack(pack).map(({ code, severity, path, mend }) => `${code} ${severity} ${path}: ${mend}`);
}

test('[L185] hints that name what is there have nothing to find', () => {
  assert.deepEqual(findings({ metrics: ids.slice(0, 6), risk }), []);
  assert.deepEqual(findings({ metrics: [], risk: { ...risk, open: 'amount' } }), []);
});

for (const { slip, home, says } of [
  { slip: 'an unknown metric', home: { metrics: ['m1', 'm10'] }, says: '/home/metrics/1: Did you mean "m1"?' },
  { slip: 'a metric twice', home: { metrics: ['m1', 'm1'] }, says: '/home/metrics/1: Leave it out here.' },
  { slip: 'too many metrics', home: { metrics: ids }, says: '/home/metrics: Keep those that people look at first.' },
  {
    slip: 'an unknown flow',
    home: { metrics: [], risk: { ...risk, flow: 'invoices' } },
    says: '/home/risk/flow: Did you mean "invoice"?',
  },
  { slip: 'no day', home: { metrics: [], risk: { ...risk, dueOn: 'dueTo' } }, says: '/home/risk/dueOn: Did you mean "dueOn"?' },
  {
    slip: 'a field that is no day',
    home: { metrics: [], risk: { ...risk, dueOn: 'customer' } },
    says: '/home/risk/dueOn: Declare it, or take one of: "dueOn".',
  },
  {
    slip: 'a field that is no money',
    home: { metrics: [], risk: { ...risk, open: 'number' } },
    says: '/home/risk/open: Declare it, or take one of: "amount", "paid", "open".',
  },
  {
    slip: 'no currency',
    home: { metrics: [], risk: { ...risk, currency: 'curency' } },
    says: '/home/risk/currency: Did you mean "currency"?',
  },
  {
    slip: 'an unknown ladder',
    home: { metrics: [], risk: { ...risk, ladder: 'duning' } },
    says: '/home/risk/ladder: Did you mean "dunning"?',
  },
])
  test(`[L185] ${slip} is an error where it is`, () => {
    assert.deepEqual(findings(home), [`home-invalid error ${says}`]);
  });

const receivables = {
  ...risk,
  promised: { state: 'promised', on: 'promisedOn' },
  disputes: { flow: 'invoice', amount: 'amount', currency: 'currency' },
  shortfalls: { flow: 'invoice', reason: 'customer', amount: 'amount', currency: 'currency' },
  leakage: [
    { title: 'Not sent', flow: 'invoice', where: ['$state=created'], amount: 'amount', currency: 'currency', owner: 'finance' },
  ],
};

function receivablesFound(slip: Partial<PackReceivables>): readonly string[] {
  const hints = { ...receivables, ...slip };
  const pack = definePack({ name: 'p', title: 'P', roles: { finance: {} }, flows: [invoice], receivables: hints });
  return checkPack(pack).flatMap(({ code, path, mend }) => (code === 'home-invalid' ? [`${path}: ${mend}`] : []));
}

test('[L185] hints for receivables name what lists show, or are errors where they are', () => {
  const [leak] = receivables.leakage;
  assert.ok(leak);
  assert.deepEqual(receivablesFound({ promised: { state: 'sent', on: 'dueOn' } }), []);
  const slips: readonly Partial<PackReceivables>[] = [
    { promised: { state: 'snt', on: 'dueOn' } },
    { promised: { state: 'sent', on: 'customer' } },
    { disputes: { ...receivables.disputes, amount: 'open' } },
    { shortfalls: { ...receivables.shortfalls, reason: 'custmer' } },
    { leakage: [{ ...leak, where: ['$state=created', 'dueTo<2026-01-01'] }] },
    { leakage: [{ ...leak, owner: 'finanze' }] },
    { leakage: [leak, { ...leak, flow: 'invoic' }] },
    { ladder: 'duning' },
  ];
  assert.deepEqual(
    slips.map((slip) => receivablesFound({ promised: { state: 'sent', on: 'dueOn' }, ...slip })),
    [
      ['/receivables/promised/state: Did you mean "sent"?'],
      ['/receivables/promised/on: Declare it, or take one of: "dueOn".'],
      ['/receivables/disputes/amount: Declare it, or take one of: "amount".'],
      ['/receivables/shortfalls/reason: Did you mean "customer"?'],
      ['/receivables/leakage/0/where/1: Did you mean "dueOn"?'],
      ['/receivables/leakage/0/owner: Did you mean "finance"?'],
      ['/receivables/leakage/1/flow: Did you mean "invoice"?'],
      ['/receivables/ladder: Did you mean "dunning"?'],
    ],
  );
});
