import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compileFlow, type FlowDefinition } from '@throughline/language';
import { release } from '@throughline/packs';
import { soundFlows } from '../generate-flow/generate-flow.ts';
import { compare, explained } from './compare.ts';
import { withChange } from './mutant.ts';
import { replayShows } from './replay-shows.ts';
import { mutationTable, runMutants } from './run-mutants.ts';

const seed = 20_261_122;

test(`[T14] explorer and checker agree that generated flows are sound (seed ${seed})`, () => {
  for (const flow of soundFlows(12, seed)) {
    const comparison = compare(flow, { others: [] });
    assert.deepEqual(
      [comparison.isBroken, comparison.isRefused, comparison.disagreements],
      [false, false, []],
      explained(comparison),
    );
  }
});

test('[T14] explorer and checker agree on redirects of a release, some of which are sound', () => {
  const result = runMutants(release, { others: [], operator: 'redirect', limit: 12 });
  assert.deepEqual(result.disagreements, []);
  const [line] = result.operators;
  assert.ok(line !== undefined && line.broken > 0 && line.sound > 0);
  assert.equal(line.found, line.broken);
  assert.match(mutationTable([result]), /^redirect +12 /m);
});

test('[T14] a witness that shows something else is told apart', () => {
  const unnoticed = withChange(release, ['states', 'draft', 'within'], undefined) as FlowDefinition;
  const { findings, disagreements } = compare(unnoticed, { others: [] });
  assert.deepEqual(disagreements, []);
  const finding = findings.find(({ code, replay }) => code === 'wait-without-deadline' && replay !== undefined);
  assert.ok(finding?.replay !== undefined);
  const compiled = compileFlow(unnoticed);
  assert.equal(replayShows(unnoticed, compiled, finding), undefined);
  assert.match(replayShows(unnoticed, compiled, { ...finding, path: '/states/planned' }) ?? '', /should be in planned/);
  assert.match(replayShows(release, compileFlow(release), finding) ?? '', /something is due/);
});
