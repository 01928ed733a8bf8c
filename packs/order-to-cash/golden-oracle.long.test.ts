import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seedOf } from '../../language/test/seed.ts';
import { performMany } from '../test/random-invoice.ts';

// About five minutes.
test('[P72] long lives of very many invoices', (context) => {
  const seed = seedOf(context);
  for (let round = 0; round < 10; round += 1) assert.ok(performMany(seed + round, 4000, 40).has('superseded'));
});
