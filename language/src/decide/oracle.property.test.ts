import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keptStories } from '../../test/oracle/kept-stories.ts';
import { perform, performMany } from '../../test/oracle/perform.ts';
import { flowPlan, latePlan, lateStory, storyOf } from '../../test/oracle/stories.ts';
import { seedOf } from '../../test/seed.ts';

/* What `decide` does of itself, held against an oracle that counts days and half hours one by one and keeps no clocks. */

for (const { name, plan, story } of keptStories) test(`[L315] kept: ${name}`, () => void perform(plan, story));

test('[L315] [L316] [L317] [L318] [L319] the same rungs come due at the same time as by counting day by day', (context) => {
  const seen = performMany(seedOf(context), 4000, flowPlan, storyOf(8));
  for (const what of ['fired', 'late', 'overdue', 'overtaken', 'stopped', 'superseded', 'turned'])
    assert.ok(seen.has(what), `${what} came about`);
});

test('[L315] [L320] what is learned late: the same rungs are overtaken, and turn out not to be', (context) => {
  const seen = performMany(seedOf(context), 2000, latePlan, lateStory);
  for (const what of ['fired', 'overtaken', 'taken back', 'stopped']) assert.ok(seen.has(what), `${what} came about`);
});
