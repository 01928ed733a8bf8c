import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gatherChanges } from './gather-changes.ts';

test('[K40] many changes lead to one reading, those that come while reading to one more, and none is missed', async () => {
  let readings = 0;
  let reading = Promise.withResolvers<void>();
  let began = Promise.withResolvers<void>();
  const gatherer = gatherChanges(
    async () => {
      readings += 1;
      began.resolve();
      await reading.promise;
    },
    () => 0,
  );
  for (let change = 0; change < 50; change += 1) gatherer.changed();
  await began.promise;
  assert.equal(readings, 1);

  began = Promise.withResolvers<void>();
  for (let change = 0; change < 50; change += 1) gatherer.changed();
  assert.equal(readings, 1, 'not while one is under way');
  reading.resolve();
  await began.promise;
  assert.equal(readings, 2);

  began = Promise.withResolvers<void>();
  reading = Promise.withResolvers<void>();
  gatherer.changed();
  await began.promise;
  reading.reject(new Error('the line is down'));
  assert.equal(readings, 3);

  began = Promise.withResolvers<void>();
  reading = Promise.withResolvers<void>();
  gatherer.changed();
  await began.promise;
  assert.equal(readings, 4, 'one that failed is followed by others');
  reading.resolve();
  gatherer.stop();
});
