import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ModelDatabase } from '../test/model/model-database.ts';
import { modelStore } from '../test/model/model-store.ts';
import { immediateScheduling } from '../test/model/scheduling.ts';
import { createSourceRegistry } from './source-registry.ts';

test('[E262] the id of a source is not kept where the transaction that registered it was taken back', async () => {
  const scheduling = immediateScheduling(() => 0);
  const db = new ModelDatabase(scheduling, { mode: 'virtual', now: 0 }, []);
  const store = modelStore(db, { name: 'test', isDead: false });
  const [one, other] = [createSourceRegistry(), createSourceRegistry()];
  for (const name of ['shop', 'case']) {
    const taken = store.transaction(async (tx) => {
      await one.idsWithin(tx, [name]);
      throw new Error('taken back');
    });
    await assert.rejects(taken, /taken back/);
    assert.deepEqual(await one.ids(store.alone, [name]), await other.ids(store.alone, [name]));
  }
});
