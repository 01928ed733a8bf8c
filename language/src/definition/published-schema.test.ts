import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { Compile } from 'typebox/compile';
import { invoice } from '../../test/invoice-flow.ts';
import { order } from '../../test/order-flow.ts';
import { checkFlow } from '../checker/check-flow.ts';
import { compileFlow } from '../compile/compile-flow.ts';
import { descriptions } from './descriptions.ts';
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

test('[L284] every member that an editor completes is described', () => {
  const missing: string[] = [];
  const used = new Set<string>();
  const look = (schema: unknown, path: string): void => {
    if (typeof schema !== 'object' || schema === null) return;
    const { properties = {}, ...others } = schema as { properties?: Readonly<Record<string, { description?: string }>> };
    for (const [name, member] of Object.entries(properties)) {
      used.add(name);
      if ((member.description ?? '') === '') missing.push(`${path}/${name}`);
      look(member, `${path}/${name}`);
    }
    for (const other of Object.values(others)) look(other, path);
  };
  look(publishedFlowSchema(), '');
  assert.deepEqual(missing, []);
  for (const name of Object.keys(descriptions)) assert.ok(used.has(name.replace(/^.*\./, '')), `nothing is called ${name}`);
});
