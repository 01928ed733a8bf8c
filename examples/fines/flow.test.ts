import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkFlow, compileFlow } from '@throughline/language';
import { needsData } from '@throughline/testing';
import { fine } from './flow.ts';
import { recount } from './recount.ts';
import { replay } from './replay.ts';

test('[P20] the checker finds nothing in the fines', () => {
  assert.deepEqual(checkFlow(fine), []);
});

test('[P21] a tenth of the recorded fines, as facts in memory: the deviations of an independent recount, and nothing fires', async (t) => {
  const data = needsData(t);
  if (data === undefined) return;
  const found = await replay(data, compileFlow(fine), 15_037);
  assert.equal(found.cases, 15_037);
  assert.deepEqual(found.refusals, []);
  const { deviations, deviatingCases } = found;
  assert.ok(deviations > 0);
  assert.deepEqual({ deviations, deviatingCases }, recount(found.traces));
  assert.deepEqual(found.effects, []);
  assert.equal(found.waiting, 0);
});
