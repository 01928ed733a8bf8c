import assert from 'node:assert/strict';
import { actorOf } from '../../src/demo/company.ts';
import { verifyLog } from '../../src/verify-log.ts';
import type { HttpHouse } from '../http-house.ts';

/** Whatever was asked: the logs recompute, every case is the sum of its events, and nobody repaired without the role for it. */
export async function assertSound({ house }: HttpHouse): Promise<void> {
  for (const database of ['main', 'demo'] as const) {
    const company = await house.company(database);
    const { events, findings } = await verifyLog(company);
    assert.deepEqual(findings, [], database);
    assert.ok(events > 0, `Nothing was done in ${database}`);
  }
  const { pool } = await house.company('demo');
  const { rows } = await pool.query<{ actor: string }>(`select distinct actor from throughline.event where type = 'repair'`);
  for (const { actor } of rows) assert.ok(actorOf(actor)?.roles.includes('operator'), `${actor} repaired`);
}
