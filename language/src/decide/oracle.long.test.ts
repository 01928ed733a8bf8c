import assert from 'node:assert/strict';
import { test } from 'node:test';
import { performMany } from '../../test/oracle/perform.ts';
import { flowPlan, latePlan, lateStory, storyOf } from '../../test/oracle/stories.ts';
import { seedOf } from '../../test/seed.ts';

test('[L315] long lives, of many flows', (context) => {
  const seed = seedOf(context);
  for (let round = 0; round < 10; round += 1) {
    assert.ok(performMany(seed + round, 1500, flowPlan, storyOf(30)).has('fired'));
    assert.ok(performMany(seed + round, 1500, latePlan, lateStory).has('taken back'));
  }
});

test('[L315] short lives, of very many flows', (context) => {
  assert.ok(performMany(seedOf(context), 20_000, flowPlan, storyOf(8)).has('fired'));
});
