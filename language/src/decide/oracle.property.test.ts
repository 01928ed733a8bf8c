import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { keptStories } from '../../test/oracle/kept-stories.ts';
import { perform } from '../../test/oracle/perform.ts';
import { flowPlan, storyOf } from '../../test/oracle/stories.ts';
import { seedOf } from '../../test/seed.ts';

/* What `decide` does of itself, held against an oracle that counts days and half hours one by one and keeps no clocks. */

for (const { name, plan, story } of keptStories) test(`[L315] kept: ${name}`, () => void perform(plan, story));

test('[L315] [L318] [L319] whatever happens, the same rungs come due at the same time as by counting day by day', (context) => {
  const seed = seedOf(context);
  const plans = fc.sample(flowPlan, { seed, numRuns: 120 });
  const seen = new Set<string>();
  fc.assert(
    fc.property(fc.constantFrom(...plans), storyOf(8), (plan, story) => {
      for (const what of perform(plan, story).seen) seen.add(what);
    }),
    { seed, numRuns: 10_000 },
  );
  assert.deepEqual([...seen].sort(), ['fired', 'late', 'overdue', 'overtaken', 'stopped', 'superseded'], 'all of it came about');
});
