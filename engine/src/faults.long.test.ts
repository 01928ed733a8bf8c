import { test } from 'node:test';
import { tellUnderFaults } from '../test/faulty-story.ts';

for (const mode of ['transient', 'lost-before', 'lost-after'] as const)
  test(`[E70] whichever query fails (${mode}), one after the other, nothing accepted is lost and nothing happens twice`, (t) =>
    tellUnderFaults(t, mode, { from: 1, step: 1 }));
