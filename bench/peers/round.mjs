import pg from 'pg';

/*
 * What a peer's program has in common: six durable transitions a thing, each one guarded update and one event, driven so many things at a
 * time. The bench sends `{ things, inFlight }`, and is sent `{ count, milliseconds }`.
 */

export const steps = 6;
export const url = process.argv[2];

export async function makeTables() {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(`create schema if not exists peer_work;
    create table if not exists peer_work.thing (id text primary key, state text not null, seq int4 not null) with (fillfactor = 70);
    create table if not exists peer_work.event (thing text, seq int4, type text, data jsonb, at timestamptz not null, primary key (thing, seq))`);
  await client.end();
}

/** One transition of each of some things, which stand at this step; `query` is a client's or a transaction's. */
export async function move(query, ids, step) {
  if (step === 0)
    await query(`insert into peer_work.thing select id, 'new', 0 from unnest($1::text[]) id on conflict do nothing`, [ids]);
  await query(
    `with moved as (update peer_work.thing set state = $3, seq = seq + 1 where id = any($1::text[]) and seq = $2 returning id, seq)
     insert into peer_work.event select id, seq, 'hop', '{"stops": 1}', now() from moved`,
    [ids, step, step % 2 === 0 ? 'moving' : 'resting'],
  );
}

/** `run(ids, inFlight)` takes all things through all steps. */
export function serveRounds(run) {
  let rounds = 0;
  process.on('message', async ({ things, inFlight }) => {
    rounds += 1;
    const ids = Array.from({ length: things }, (_, index) => `${process.pid}-${rounds}-${index}`);
    const begun = performance.now();
    await run(ids, inFlight);
    const milliseconds = performance.now() - begun;
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    const { rows } = await client.query('select count(*)::int4 as n from peer_work.event where thing = any($1::text[])', [ids]);
    await client.end();
    if (rows[0].n !== things * steps) throw new Error(`${rows[0].n} transitions of ${things * steps} are there`);
    process.send({ count: things * steps, milliseconds });
  });
  process.send('ready');
}
