import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkPack } from '@throughline/language';
import { access } from './pack.ts';

test('[P80] the checker finds nothing in the pack of access', () => {
  assert.deepEqual(checkPack(access), []);
});
