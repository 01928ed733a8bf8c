import assert from 'node:assert/strict';
import { test } from 'node:test';
import { requireSafeUnderEdits } from '../test/random-edits.ts';

test('[L333] [L77] a flow that was edited anyhow is refused, or compiled and run without a fault', { timeout: 300_000 }, () => {
  const { accepted, refused, applied } = requireSafeUnderEdits(200);
  assert.ok(accepted >= 5 && refused >= 50 && applied >= 20, JSON.stringify({ accepted, refused, applied }));
});
