import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seedOf } from '../../language/test/seed.ts';
import { performMany } from '../test/random-invoice.ts';

test('[P72] whatever happens to an invoice, each rung fires at the minute, and is stopped, superseded or overtaken, as counted by hand', (context) => {
  const seen = performMany(seedOf(context), 2500, 14);
  const rungs = ['dunning/remind', 'dunning/finance', 'dunning/sales', 'dunning/legal', 'promise/broken'];
  const fates = ['superseded', 'stopped', 'overtaken', 'asked anew', 'approve', 'decline', 'promised again', 'paid late'];
  for (const what of [...rungs, ...fates]) assert.ok(seen.has(what), `${what} came about`);
});
