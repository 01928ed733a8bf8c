import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compileFlow } from '@throughline/language';
import { needsData } from '@throughline/testing';
import { fine } from './flow.ts';
import { replay } from './replay.ts';

test('[P21] all recorded fines, as facts in memory: 392 deviations in 289 cases', async (t) => {
  const data = needsData(t);
  if (data === undefined) return;
  const found = await replay(data, compileFlow(fine));
  const { cases, events, deviations, deviatingCases } = found;
  assert.deepEqual(
    { cases, events, deviations, deviatingCases },
    { cases: 150_370, events: 561_470, deviations: 392, deviatingCases: 289 },
  );
  assert.deepEqual(found.refusals, []);
  assert.equal(found.kinds.get('sent + Insert Date Appeal to Prefecture'), 162);
  assert.equal(found.kinds.get('prefecture + Insert Fine Notification'), 29);
});
