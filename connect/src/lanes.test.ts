import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Lanes } from './lanes.ts';

test('[C22] batches run two at a time, never with the same case, and keep the order of each case', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { maxLength: 60 }),
      fc.integer({ min: 1, max: 7 }),
      fc.integer({ min: 1, max: 30 }),
      async (scheduler, groups, size, burst) => {
        const running = new Set<readonly { group: string; index: number }[]>();
        const done: { group: string; index: number }[] = [];
        const lanes = new Lanes<{ group: string; index: number }>(size, async (batch) => {
          const cases = new Set(batch.map(({ group }) => group));
          for (const other of running) assert.ok(other.every(({ group }) => !cases.has(group)));
          running.add(batch);
          assert.ok(running.size <= 2);
          assert.ok(batch.length <= size);
          await scheduler.schedule(Promise.resolve());
          done.push(...batch);
          running.delete(batch);
        });
        const feed = async () => {
          for (const [index, group] of groups.entries()) {
            lanes.push(group, { group, index });
            if (index % burst === 0) await lanes.drain();
          }
          await lanes.end();
        };
        await scheduler.waitFor(feed());
        assert.equal(done.length, groups.length);
        for (const group of new Set(groups)) {
          const order = done.filter((item) => item.group === group).map(({ index }) => index);
          assert.deepEqual(
            order,
            order.toSorted((a, b) => a - b),
          );
        }
      },
    ),
  );
});

test('[C22] a batch that throws ends the run with its error, after the other has come to its end', async () => {
  const finished: string[] = [];
  const lanes = new Lanes<string>(1, async (batch) => {
    await Promise.resolve();
    if (batch[0] === 'bad') throw new Error('the disk is full');
    finished.push(...batch);
  });
  const feed = async () => {
    for (const item of ['a', 'b', 'bad', 'c', 'd']) if (lanes.push(item, item)) await lanes.drain();
    await lanes.end();
  };
  await assert.rejects(feed(), /the disk is full/);
  await lanes.settle();
  assert.ok(finished.includes('a') && finished.includes('b'));
});
