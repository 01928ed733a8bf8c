import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as testing from '@throughline/testing';
import { signedInAskers } from '../../test/fuzz/askers.ts';
import { fuzz } from '../../test/fuzz/fuzz.ts';
import type { HttpHouse } from '../../test/http-house.ts';

const limit = { timeout: 600_000 };

/** What a company holds that only people change: its events, and what the server keeps beside them. */
async function heldIn({ house }: HttpHouse): Promise<readonly unknown[]> {
  const held: unknown[] = [];
  for (const database of ['main', 'demo'] as const) {
    const { pool } = await house.company(database);
    const { rows } = await pool.query(`
      select (select count(*)::int4 from throughline.event) as events,
        (select coalesce(sum(seq), 0)::int8 from throughline.case_) as seqs,
        (select count(*)::int4 from throughline_server.saved_view) as views,
        (select count(*)::int4 from throughline_server.notification where read_at is not null) as read,
        (select count(*)::int4 from throughline_auth.session) as sessions,
        (select count(*)::int4 from throughline_auth.link) as links`);
    held.push(...rows);
  }
  return held;
}

test('[S471] no link in a mail, and nothing else that is read by GET, changes anything', limit, async (t) => {
  const { house, askers } = await signedInAskers(t, testing);
  const before = await heldIn(house);
  const report = await fuzz(house, testing.seededRandom(7), { count: 120, askers, readsOnly: true });
  assert.deepEqual(report.faults, []);
  assert.ok((report.statuses['200'] ?? 0) > 30);
  assert.deepEqual(await heldIn(house), before);
});
