import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FlowDefinition } from '@throughline/language';
import { change, orderToCash } from '@throughline/packs';
import { contract, siteReview } from '../../../examples/contract/flow.ts';
import { fine } from '../../../examples/fines/flow.ts';
import { incident, problem } from '../../../examples/incident/flow.ts';
import { purchase } from '../../../examples/purchase/flow.ts';
import { soundFlows } from '../generate-flow/generate-flow.ts';
import { compare, explained } from './compare.ts';
import { type MutationResult, runMutants } from './run-mutants.ts';

const seed = 20_261_122;
const shipped: readonly { readonly flows: readonly FlowDefinition[]; readonly roles: readonly string[] }[] = [
  ...[orderToCash, change].map(({ flows, roles }) => ({ flows, roles: Object.keys(roles) })),
  ...[[fine], [purchase], [contract, siteReview]].map((flows) => ({ flows, roles: [] })),
  { flows: [incident, problem, ...change.flows], roles: Object.keys(change.roles) },
];

function agrees({ disagreements }: MutationResult): void {
  const text = disagreements.map(({ operator, place, text, seen }) => `${operator} at ${place}: ${text}\n${seen}`).join('\n');
  assert.equal(disagreements.length, 0, text);
}

for (const { flows, roles } of shipped)
  for (const flow of flows)
    test(`[T14] explorer and checker agree on ${flow.name} and on one mutant of each operator`, () => {
      const others = flows.filter((other) => other !== flow);
      const result = runMutants(flow, { others, roles, limit: 1 });
      assert.deepEqual(result.unmutated, []);
      agrees(result);
    });

test(`[T14] explorer and checker agree on generated flows (seed ${seed})`, () => {
  for (const flow of soundFlows(60, seed)) {
    const comparison = compare(flow, { others: [] });
    assert.deepEqual([comparison.isBroken, comparison.isRefused], [false, false], explained(comparison));
    assert.equal(comparison.disagreements.length, 0, explained(comparison));
  }
});

test(`[T14] explorer and checker agree on mutants of generated flows (seed ${seed})`, () => {
  for (const flow of soundFlows(3, seed)) agrees(runMutants(flow, { others: [], limit: 1 }));
});
