import { setImmediate } from 'node:timers/promises';
import { ModelDatabase } from '../test/model/model-database.ts';
import { modelStore } from '../test/model/model-store.ts';
import { immediateScheduling } from '../test/model/scheduling.ts';
import { storageSuite } from '../test/storage-suite.ts';
import { bench, start } from './fixture.test.ts';
import { postgresStore } from './store/postgres-store.ts';

storageSuite('the store on PostgreSQL', async () => {
  const { pool, close } = await bench();
  const text = `select count(*)::int4 as waiting from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
  return {
    store: postgresStore(pool),
    close,
    async waiting(transactions) {
      while ((await pool.query(text)).rows[0].waiting < transactions) await setImmediate();
    },
  };
});

storageSuite('the model of the store', async () => {
  const db = new ModelDatabase(
    immediateScheduling(() => start),
    { mode: 'virtual', now: start },
    [],
  );
  return {
    store: modelStore(db, { name: 'test', isDead: false }),
    close: async () => undefined,
    async waiting(transactions) {
      while (db.waiting < transactions) await setImmediate();
    },
  };
});
