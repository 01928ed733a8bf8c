import pg from 'pg';

/**
 * What single durable transitions are measured by: one guarded update and one insert of an event a commit, nothing decided, no chain, no
 * receipt, no deadline. One statement, so one round trip.
 */
export interface Yardstick {
  move(key: number): Promise<void>;
  end(): Promise<void>;
}

const connectionsMax = 16;

/** On the same server as ours, over 16 connections. Anew: nothing of an earlier run lies in it. */
export async function yardstick(connectionString: string, cases: number): Promise<Yardstick> {
  const pool = new pg.Pool({ connectionString, max: connectionsMax });
  pool.on('error', () => undefined);
  await pool.query('create schema if not exists yardstick');
  await pool.query('drop table if exists yardstick.event, yardstick.thing');
  await pool.query(
    'create table yardstick.thing (id int4 primary key, state text not null, seq int4 not null) with (fillfactor = 70)',
  );
  await pool.query(
    'create table yardstick.event (thing int4, seq int4, type text, data jsonb, at timestamptz not null, primary key (thing, seq))',
  );
  await pool.query(`insert into yardstick.thing select id, 'moving', 1 from generate_series(0, $1) id`, [cases - 1]);
  return {
    async move(key) {
      const { rowCount } = await pool.query({
        name: 'yardstick',
        text: `with moved as (
            update yardstick.thing set state = case state when 'moving' then 'resting' else 'moving' end, seq = seq + 1
            where id = $1 and state in ('moving', 'resting') returning id, seq)
          insert into yardstick.event select id, seq, 'hop', $2::jsonb, now() from moved`,
        values: [key, '{"stops": 1}'],
      });
      if (rowCount !== 1) throw new Error('The yardstick did not move');
    },
    end: () => pool.end(),
  };
}
