import type { TestContext } from 'node:test';
import { migrateServer } from '../src/migrations/migrate.ts';
import type { LogFollower } from '../src/notifications/follow-log.ts';
import type { Throughline } from '../src/throughline.ts';
import { openHouse } from './open-house.ts';
import { tellStory } from './small-company.ts';

type TestDatabase = (
  template: string,
  prepare: (url: string) => Promise<void>,
) => Promise<{ url: string; close(): Promise<void> }>;

/** The small company, ready for its people to be told of what happens from now on. */
export async function notifiedCompany(t: TestContext, testDatabase: TestDatabase): Promise<Throughline> {
  const house = await openHouse(t, await testDatabase('small_company', tellStory), 'demo');
  await migrateServer(house.pool);
  const { rows } = await house.pool.query<{ next: string }>('select pg_snapshot_xmax(pg_current_snapshot())::text as next');
  await house.pool.query('insert into throughline_server.notification_cursor (upto) values ($1::int8)', [rows[0]?.next]);
  return house;
}

/** Reads the log on up to its end. How many notes came of it. */
export async function followAll(follower: LogFollower): Promise<number> {
  let notes = 0;
  for (let more = true; more; ) {
    const followed = await follower.follow();
    notes += followed.notes;
    more = followed.more;
  }
  return notes;
}

export interface Told {
  readonly person: string;
  readonly kind: string;
  readonly key: string;
  readonly about: string;
  readonly settled: boolean;
  /** It leads to a task or exception of the case. */
  readonly ofChild: boolean;
}

/** All that was noted, in the order of the log, persons by the first part of their address. */
export async function toldIn({ pool }: Throughline): Promise<readonly Told[]> {
  const { rows } = await pool.query<Told>(
    `select split_part(n.person, '@', 1) as person, n.kind, d.key, n.about, n.settled_at is not null as settled, n.child_id is not null as "ofChild"
      from throughline_server.notification n
      join throughline.case_data d on d.id = n.case_id
      join throughline.event e on e.case_id = n.event_case and e.seq = n.seq
      order by e.xact, n.event_case, n.seq, n.person`,
  );
  return rows;
}

export const inWords = ({ person, kind, key, about, settled }: Told) =>
  [person, kind, key, about, settled ? 'settled' : ''].filter((part) => part !== '').join(' ');
