import assert from 'node:assert/strict';
import { test } from 'node:test';
import { requireSafeUnderEdits } from '../test/random-edits.ts';

test('[L333] [L77] five thousand flows that were edited anyhow are refused, or compiled and run without a fault', () => {
  const { accepted, refused, applied } = requireSafeUnderEdits(5000);
  assert.ok(accepted >= 200 && refused >= 2000 && applied >= 1000, JSON.stringify({ accepted, refused, applied }));
});
