import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testDatabase } from '@throughline/testing';
import { openHouse } from '../../test/open-house.ts';
import { migrateServer } from '../migrations/migrate.ts';
import { changeView, listViews, removeView, saveView, viewsMax } from './saved-views.ts';

test('[S300] a saved view is its person’s own, at most a hundred each, and changed only as it was seen', async (t) => {
  const { pool } = await openHouse(t, await testDatabase('empty', () => Promise.resolve()));
  await migrateServer(pool);
  const late = { page: 'cases', name: 'Late', query: 'flow=invoice' } as const;

  const first = await saveView(pool, 'cora', late);
  assert.deepEqual({ ...first, id: '', createdAt: '' }, { ...late, id: '', revision: 1, createdAt: '' });
  const tasks = await saveView(pool, 'cora', { ...late, page: 'tasks', name: 'Mine' });
  assert.deepEqual(await listViews(pool, 'cora'), [first, tasks]);
  assert.deepEqual(await listViews(pool, 'cora', 'tasks'), [tasks]);
  assert.deepEqual(await listViews(pool, 'bea'), []);

  const changed = await changeView(pool, { person: 'cora', id: first.id, revision: 1 }, { ...late, name: 'Very late' });
  assert.deepEqual(changed, { ...first, name: 'Very late', revision: 2 });
  const stale = { person: 'cora', id: first.id, revision: 1 };
  await assert.rejects(changeView(pool, stale, late), { code: 'precondition-failed', expected: '"2"' });
  await assert.rejects(removeView(pool, stale), { code: 'precondition-failed' });
  await assert.rejects(removeView(pool, { person: 'bea', id: first.id }), { code: 'view-unknown' });
  await removeView(pool, { person: 'cora', id: first.id, revision: 2 });
  await assert.rejects(removeView(pool, { person: 'cora', id: first.id }), { code: 'view-unknown' });

  const saved = await Promise.allSettled(Array.from({ length: viewsMax + 4 }, () => saveView(pool, 'cora', late)));
  assert.equal(saved.filter(({ status }) => status === 'fulfilled').length, viewsMax - 1);
  for (const one of saved) if (one.status === 'rejected') assert.equal(one.reason.code, 'view-limit');
  assert.equal((await listViews(pool, 'cora')).length, viewsMax);
});
