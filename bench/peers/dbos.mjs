import { DBOS } from '@dbos-inc/dbos-sdk';
import pg from 'pg';
import { makeTables, move, serveRounds, steps, url } from './round.mjs';

/* A workflow a thing, a step a transition; each step writes state and event in one transaction of its own, then DBOS records the step. */

await makeTables();
const pool = new pg.Pool({ connectionString: url, max: 16 });
const query = (text, values) => pool.query(text, values);
const workflow = DBOS.registerWorkflow(
  async (id) => {
    for (let step = 0; step < steps; step += 1) await DBOS.runStep(() => move(query, [id], step), { name: `step${step}` });
  },
  { name: 'six-steps' },
);
DBOS.setConfig({ name: 'peer', systemDatabaseUrl: url, systemDatabasePoolSize: 16, logLevel: 'error', runAdminServer: false });
await DBOS.launch();

serveRounds(async (ids, inFlight) => {
  let next = 0;
  const one = async () => {
    while (next < ids.length) {
      const id = ids[next];
      next += 1;
      const handle = await DBOS.startWorkflow(workflow, { workflowID: id })(id);
      await handle.getResult();
    }
  };
  await Promise.all(Array.from({ length: inFlight }, one));
});
