import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bench, closing, command, day, named, outcomes, place, start } from '../fixture.test.ts';
import { releasesAt } from './releases.ts';
import { because, secondOrder } from './second-versions.test.ts';

const versionOf = async (engine: Awaited<ReturnType<typeof bench>>['engine'], key: string) =>
  (await engine.findCase(named(key)))?.version;

test('[E160] the version released last is in force; one that is scheduled takes its place on its day', () => {
  const release = (version: number, from: number, isScheduled = false) => ({ flow: 'order', version, from, isScheduled });
  const releases = [release(1, 100), release(3, 500, true), release(4, 300)];
  const table: readonly (readonly [now: number, version: number, from: number, until: number])[] = [
    // Whatever the clock says, what was released at once holds.
    [0, 4, Number.NEGATIVE_INFINITY, 500],
    [499, 4, Number.NEGATIVE_INFINITY, 500],
    [500, 3, 500, Number.POSITIVE_INFINITY],
  ];
  for (const [now, version, from, until] of table)
    assert.deepEqual(releasesAt(releases, now), { latest: { order: version }, from, until });
  assert.deepEqual(releasesAt([release(2, 500, true)], 499).latest, {});
  assert.deepEqual(releasesAt([release(2, 7), release(1, 7)], 7).latest, { order: 2 });
});

test('[E160] newborn cases run a version from its day on, in every process; older ones keep theirs', async (t) => {
  const { engine, another } = await closing(bench(), t);
  const other = another();
  const from = start + 10 * day;
  const [deployed] = await engine.deploy([secondOrder], { by: 'bo', from });
  assert.deepEqual(deployed, { flow: 'order', version: 2, isNew: true, releasedAt: from });
  await engine.dispatch([place('A')]);
  await other.dispatch([place('B')]);
  await engine.travel(from - 1);
  await other.dispatch([place('C')]);
  await engine.travel(from);
  // Nothing has changed in the database since both have read the settings, but the time.
  const results = await Promise.all([engine.dispatch([place('D'), command('A', 'ask')]), other.dispatch([place('E')])]);
  assert.deepEqual(outcomes(results.flat()), ['applied', 'applied', 'applied']);
  const versions = await Promise.all(['A', 'B', 'C', 'D', 'E'].map((key) => versionOf(engine, key)));
  assert.deepEqual(versions, [1, 1, 1, 2, 2]);
  assert.equal((await engine.findCase(named('D')))?.data['channel'], 'web');
});

test('[E161] what is deployed and not released is run by nobody, until it is released', async (t) => {
  const { engine } = await closing(bench(), t);
  const [deployed] = await engine.deploy([secondOrder], { by: 'bo', released: false });
  assert.deepEqual(deployed, { flow: 'order', version: 2, isNew: true, releasedAt: null });
  await engine.dispatch([place('A')]);
  await engine.deploy([secondOrder], { by: 'bo' });
  await engine.dispatch([place('B')]);
  await engine.release({ flow: 'order', version: 2, from: start + day, ...because });
  await engine.dispatch([place('C')]);
  await engine.release({ flow: 'order', version: 2, ...because });
  await engine.dispatch([place('D')]);
  assert.deepEqual(await Promise.all(['A', 'B', 'C', 'D'].map((key) => versionOf(engine, key))), [1, 1, 1, 2]);
  await assert.rejects(engine.release({ flow: 'order', version: 9, ...because }), { code: 'version-unknown' });
  await assert.rejects(engine.release({ flow: 'order', version: 2, by: 'olga', reason: ' ' }), { code: 'reason-missing' });
});

test('[E162] a withdrawn release gives way to the one before it, and a program that deploys again does not bring it back', async (t) => {
  const { engine } = await closing(bench(), t);
  await engine.deploy([secondOrder], { by: 'bo' });
  await engine.dispatch([place('A')]);
  await assert.rejects(engine.withdraw({ flow: 'order', version: 3, ...because }), { code: 'version-unknown' });
  assert.deepEqual(await engine.withdraw({ flow: 'order', version: 2, ...because }), { inForce: 1 });
  await engine.deploy([secondOrder], { by: 'bo' });
  await engine.dispatch([place('B'), command('A', 'ask')]);
  assert.deepEqual(await Promise.all(['A', 'B'].map((key) => versionOf(engine, key))), [2, 1]);
  await assert.rejects(engine.withdraw({ flow: 'order', version: 1, ...because }), { code: 'version-needed' });
  await assert.rejects(engine.withdraw({ flow: 'order', version: 2, ...because }), { code: 'version-unknown' });
  const decision = { flow: 'order', version: 2, from: null, by: 'olga', at: start, reason: 'as agreed' };
  assert.deepEqual(await engine.releases('order'), [decision]);
});
