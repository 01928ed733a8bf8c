import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FlowListItem } from '@throughline/api';
import { chosenFlows } from './order.ts';

const flow = (name: string, more: Partial<FlowListItem> = {}): FlowListItem => ({
  ...{ name, title: name, description: '', stream: null, stage: null, owner: 'desk', ownerTitle: 'Desk', version: 1 },
  ...{ open: 0, cases: 0, begun: 0, ended: 0, withException: null, straightThrough: null },
  ...{ asOf: null, lastChange: null, findings: null },
  ...more,
});
const flows = [
  flow('invoice', { stream: 'order-to-cash', stage: 'invoice', withException: 0.2, open: 4 }),
  flow('payment', { stream: 'order-to-cash', stage: 'payment', open: 9 }),
  flow('release', { ownerTitle: 'Release lead', withException: 0.1 }),
];
const names = (search: Parameters<typeof chosenFlows>[1]) => chosenFlows(flows, search).map(({ name }) => name);

test('[K496] flows are found by title, stage and owner, and sorted; what has no value comes last either way', () => {
  assert.deepEqual(names({}), ['invoice', 'payment', 'release']);
  assert.deepEqual(names({ find: 'ORDER TO' }), ['invoice', 'payment']);
  assert.deepEqual(names({ find: 'lead' }), ['release']);
  assert.deepEqual(names({ sort: 'open', down: 'true' }), ['payment', 'invoice', 'release']);
  assert.deepEqual(names({ sort: 'withException' }), ['release', 'invoice', 'payment']);
  assert.deepEqual(names({ sort: 'withException', down: 'true' }), ['invoice', 'release', 'payment']);
});
