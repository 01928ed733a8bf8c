import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { Compile } from 'typebox/compile';
import { invoice } from '../../test/invoice-flow.ts';
import { order } from '../../test/order-flow.ts';
import { checkFlow } from '../checker/check-flow.ts';
import { compileFlow } from '../compile/compile-flow.ts';
import type { FlowDefinition } from './flow.ts';
import { publishedFlowSchema } from './published-schema.ts';

const published = JSON.parse(readFileSync(new URL('../../flow.schema.json', import.meta.url), 'utf8')) as object;

test('[L1] the published JSON Schema is the one that the language uses', () => {
  assert.deepEqual(published, publishedFlowSchema(), 'run node tools/write-schemas.ts');
});

test('[L2] the published schema alone tells a flow from what is none', () => {
  const validator = Compile(published as never);
  for (const flow of [invoice, order]) assert.ok(validator.Check(flow));
  assert.ok(!validator.Check({ ...invoice, states: 4 }));
  assert.ok(!validator.Check({ ...invoice, lader: {} }));
});

test('[L3] a flow can be a JSON file that names its schema', () => {
  const file = JSON.stringify({ $schema: './flow.schema.json', ...invoice }, null, 2);
  const flow = JSON.parse(file) as FlowDefinition;
  assert.deepEqual(checkFlow(flow), []);
  assert.equal(compileFlow(flow).name, 'invoice');
});
