import assert from 'node:assert/strict';
import { test } from 'node:test';
import { invoice } from '../test/invoice-flow.ts';
import { edited } from '../test/seeded-defects.ts';
import type { CaseRecord, Clocks } from './case.ts';
import { compileFlow } from './compile/compile-flow.ts';
import type { FlowDefinition } from './definition/flow.ts';
import type { JsonObject } from './json.ts';
import { historicRung, type ListedField, listedFields } from './listed-fields.ts';

const base: FlowDefinition = { ...invoice, columns: { open: { kind: 'money', title: 'Open' } } };
const context = { now: 0 };

function recordOf(data: JsonObject, more: Partial<CaseRecord> = {}): CaseRecord {
  return {
    id: '00000000-0000-0000-0000-000000000000',
    ...{ flow: 'invoice', entity: 'halden', key: 'R1', version: 1, state: 'sent', seq: 1, enteredAt: 0 },
    data,
    clocks: {},
    ...more,
  };
}

function told(record: CaseRecord, definition = base): Record<string, ListedField['value']> {
  return Object.fromEntries(listedFields(compileFlow(definition), record, context).map(({ name, value }) => [name, value]));
}

test('[L150] [L151] list fields, columns, key and state', () => {
  const data = { number: 'R1', customer: 'Nord AG', currency: 'EUR', amount: 1000, paid: 400, dueOn: '2026-01-31' };
  assert.deepEqual(listedFields(compileFlow(base), recordOf(data), context), [
    { name: 'customer', kind: 'text', value: 'Nord AG' },
    { name: 'amount', kind: 'money', value: 1000 },
    { name: 'dueOn', kind: 'day', value: '2026-01-31' },
    { name: 'open', kind: 'money', value: 600 },
    { name: '$state', kind: 'text', value: 'sent' },
    { name: '$key', kind: 'text', value: 'R1' },
  ]);
});

test('[L151] what is absent, of another type, or fails has no value', () => {
  const expected = { customer: null, amount: null, dueOn: null, open: null, $state: 'sent', $key: 'R1' };
  assert.deepEqual(told(recordOf({})), expected);
  assert.deepEqual(told(recordOf({ customer: 7, amount: '12', dueOn: null, paid: 1 })), expected);
});

test('[L151] flags are told in words', () => {
  const definition = edited(base, ['/data/properties/urgent', { type: 'boolean', list: true }]) as unknown as FlowDefinition;
  assert.equal(told(recordOf({ urgent: true }), definition)['urgent'], 'true');
});

test('[L151] of owned cases there is no key; of the kernel there is what is open', () => {
  const at = 0;
  const clocks: Clocks = {
    assignee: 'ann',
    ladders: {
      dunning: {
        episode: 1,
        rungs: {
          remind: { standing: 'fired', at },
          finance: { standing: 'fired', at },
          sales: { standing: 'superseded', at },
          legal: { standing: 'declined', at },
        },
      },
    },
    children: {
      'exception/partialPayment': { count: 2, open: [2] },
      'exception/overdue': { count: 1, open: [] },
      'task/x': { count: 1, open: [1] },
    },
    pending: { accept: { type: 'accept', by: 'bob', at, dataHash: '', input: {} } },
  };
  assert.deepEqual(told(recordOf({}, { parent: 'x', clocks })), {
    ...{ customer: null, amount: null, dueOn: null, open: null, $state: 'sent' },
    ...{ $assignee: 'ann', '$rung.dunning': 'finance', '$exception.partialPayment': 'open', '$pending.accept': 'open' },
  });
  const awaiting = {
    dunning: { episode: 1, rungs: { finance: { standing: 'fired', at }, legal: { standing: 'awaiting', at } } },
  } as const;
  assert.equal(told(recordOf({}, { clocks: { ladders: awaiting } }))['$rung.dunning'], 'legal');
});

test('[L152] what is personal is in no list, however it gets there', () => {
  const definition = edited(
    base,
    ['/data/properties/contact/list', true],
    ['/computed/name', 'data.contact'],
    ['/computed/greeting', '"Dear " + computed.name'],
    ['/columns/greeting', { kind: 'text' }],
  ) as unknown as FlowDefinition;
  const { listed } = compileFlow(definition);
  assert.deepEqual(
    listed.map(({ name }) => name),
    ['customer', 'amount', 'dueOn', 'open'],
  );
});

test('[L151] a ladder that was under way before the case was live, and of which nothing fired since, says so while it counts', () => {
  const day = (text: string) => Date.parse(`${text}T09:00:00Z`);
  const data = { dueOn: '2026-01-31', amount: 1, paid: 0 };
  const rung = (clocks: Clocks, state = 'sent') => told(recordOf(data, { clocks, state }))['$rung.dunning'];
  assert.equal(rung({}), undefined);
  assert.equal(rung({ liveFrom: day('2026-02-06') }), undefined);
  assert.equal(rung({ liveFrom: day('2026-02-10') }), historicRung);
  assert.equal(rung({ liveFrom: day('2026-02-10') }, 'disputed'), historicRung);
  assert.equal(rung({ liveFrom: day('2026-02-10') }, 'paid'), undefined);
  const fired = { dunning: { episode: 1, rungs: { sales: { standing: 'fired', at: 0 } } } } as const;
  assert.equal(rung({ liveFrom: day('2026-02-10'), ladders: fired }), 'sales');
});
