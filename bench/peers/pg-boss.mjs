import { PgBoss } from 'pg-boss';
import { makeTables, move, serveRounds, steps, url } from './round.mjs';

/*
 * A job a step. Job and step are one transaction, so is the sending of the next step: pg-boss's own `transactional` workers, in batches. They
 * look twice a second, as often as pg-boss lets them; or, with `notify` as the second argument, are woken by NOTIFY.
 */

const notify = process.argv[3] === 'notify';

await makeTables();
const boss = new PgBoss({ connectionString: url, useListenNotify: notify });
boss.on('error', (error) => {
  throw error;
});
await boss.start();
await boss.createQueue('step', { notify });
let waiting = [];
let left = 0;
let finish = () => {};

const options = {
  transactional: true,
  batchSize: 32,
  localConcurrency: 4,
  pollingIntervalSeconds: 0.5,
};
await boss.work('step', options, async (jobs, db) => {
  const query = (text, values) => db.executeSql(text, values);
  const next = [];
  let ended = 0;
  for (let step = 0; step < steps; step += 1) {
    const ids = jobs.filter(({ data }) => data.step === step).map(({ data }) => data.id);
    if (ids.length === 0) continue;
    await move(query, ids, step);
    if (step + 1 < steps) next.push(...ids.map((id) => ({ data: { id, step: step + 1 } })));
    else ended += ids.length;
  }
  const born = waiting.splice(0, ended).map((id) => ({ data: { id, step: 0 } }));
  if (next.length + born.length > 0) await boss.insert('step', [...next, ...born], { db });
  left -= ended;
  if (left === 0) setImmediate(() => finish());
});

serveRounds(async (ids, inFlight) => {
  waiting = ids.slice(inFlight);
  left = ids.length;
  const over = new Promise((resolve) => {
    finish = resolve;
  });
  await boss.insert(
    'step',
    ids.slice(0, inFlight).map((id) => ({ data: { id, step: 0 } })),
  );
  await over;
  // The last batch's own commit comes behind its handler.
  await new Promise((resolve) => setTimeout(resolve, 20));
});
