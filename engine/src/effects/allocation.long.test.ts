import { test } from 'node:test';
import { allocateWithFaults } from './ledger.test.ts';

for (const mode of ['lost-after', 'lost-before', 'transient'] as const)
  test(`[E190] whichever query fails (${mode}), what was reserved is confirmed, once`, (t) =>
    allocateWithFaults(t, { step: 1, modes: [mode] }));
