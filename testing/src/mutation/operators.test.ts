import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FlowDefinition } from '@throughline/language';
import { invoice, order, release } from '@throughline/packs';
import { soundFlows } from '../generate-flow/generate-flow.ts';
import { spelledOut, withChange } from './mutant.ts';
import { mutantsOf, operators } from './operators.ts';
import { partsOf } from './operators-of-guards.ts';

const flows: readonly FlowDefinition[] = [invoice, order, release, ...soundFlows(12, 5)];

test('[T13] every operator applies to some flow, and every mutant differs from the flow in what it says', () => {
  const applied = new Set<string>();
  for (const flow of flows) {
    const base = JSON.stringify(spelledOut(flow));
    for (const mutant of mutantsOf(flow, { limit: 6 })) {
      applied.add(mutant.operator);
      assert.notEqual(JSON.stringify(mutant.definition), base, `${mutant.operator} at ${mutant.place}: ${mutant.text}`);
    }
    assert.equal(JSON.stringify(spelledOut(flow)), base, 'the flow itself stays as it is');
  }
  // These need what no flow here has: a field that one place computes, or a payload under a ladder.
  const idle = operators.map(({ name }) => name).filter((name) => !applied.has(name));
  assert.deepEqual(idle, []);
  assert.ok(operators.length >= 24, `${operators.length} operators`);
});

test('[T13] no two operators have one name, and a name chooses one', () => {
  assert.equal(new Set(operators.map(({ name }) => name)).size, operators.length);
  const redirects = mutantsOf(invoice, { operator: 'redirect' });
  assert.ok(redirects.length > 100);
  assert.deepEqual([...new Set(redirects.map(({ operator }) => operator))], ['redirect']);
  assert.equal(mutantsOf(invoice, { operator: 'redirect', limit: 7 }).length, 7);
});

test('[T13] a document is changed in one place, and all else is shared', () => {
  const changed = withChange(invoice, ['states', 'sent', 'owner'], undefined) as FlowDefinition;
  assert.deepEqual(Object.keys(changed.states), Object.keys(invoice.states));
  assert.equal(changed.states['sent']?.owner, undefined);
  assert.equal(changed.states['paid'], invoice.states['paid']);
});

test('[T13] an expression is taken apart at its top level only', () => {
  for (const [source, parts] of [
    ['a && b && c', ['a', 'b', 'c']],
    ['a && (b && c)', ['a', '(b && c)']],
    ['x == "&&" && b', ['x == "&&"', 'b']],
    ['a && b || c', ['a && b || c']],
    ['a ? b && c : d', ['a ? b && c : d']],
  ] as const)
    assert.deepEqual(partsOf(source, '&&'), parts, source);
});
