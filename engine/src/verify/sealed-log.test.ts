import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { caseId } from '../case-id.ts';
import type { Engine } from '../engine.ts';
import { type Bench, bench, closing, command, fact, named, place } from '../fixture.test.ts';
import { exportLog } from '../seals/export-log.ts';
import { newSealKey, signerOf } from '../seals/signer.ts';

/*
 * A log under three seals: commands, facts that deviate, owned cases, messages between cases, personal parts (one of them erased), and a
 * case that retention has removed.
 */

export const signer = signerOf(newSealKey());

export interface SealedLog extends Bench {
  readonly sealer: Engine;
  readonly folder: string;
}

export async function sealedLog(t: TestContext): Promise<SealedLog> {
  const opened = await closing(bench(), t);
  const { pool, another, source } = opened;
  const sealer = another({ signer });
  await sealer.dispatch([place('A'), command('A', 'short', {}, { reason: 'none left' }), place('gone')]);
  await sealer.seal();
  await sealer.dispatch([place('B'), command('B', 'ship'), fact(source, 'A', 'close')]);
  await sealer.settle();
  await sealer.seal();
  await sealer.dispatch([place('C'), command('B', 'comment', { text: 'Zürich – 5\u2028£' }), command('C', 'remind')]);
  await sealer.seal();
  await pool.query('update throughline.event set personal = null, personal_salt = null where case_id = $1', [caseId(named('A'))]);
  await pool.query(`update throughline.case_data set data = data - 'contact' where id = $1`, [caseId(named('A'))]);
  await retire(opened, 'gone', 1);
  const folder = mkdtempSync(join(tmpdir(), 'throughline-export-'));
  t.after(() => rmSync(folder, { recursive: true }));
  return { ...opened, sealer, folder };
}

/** What retention leaves of a case that owns none. */
async function retire({ pool }: Bench, key: string, seal: number): Promise<void> {
  const id = caseId(named(key));
  await pool.query(
    `insert into throughline.retired_event (bucket, case_id, seq, seal, hash, retention)
      select bucket, case_id, seq, $2, hash, 1 from throughline.event where case_id = $1`,
    [id, seal],
  );
  for (const [table, column] of [
    ['event', 'case_id'],
    ['list_field', 'case_id'],
    ['case_', 'id'],
    ['case_data', 'id'],
  ])
    await pool.query(`delete from throughline.${table} where ${column} = $1`, [id]);
}

export async function exportText({ pool }: Bench, options: Parameters<typeof exportLog>[1] = {}): Promise<string> {
  let text = '';
  for await (const part of exportLog(pool, options)) text += part;
  return text;
}

export async function written(folder: string, bytes: string | Buffer): Promise<string> {
  const path = join(folder, 'log.ndjson');
  await writeFile(path, bytes);
  return path;
}

test('[E210] the log of the tests has three seals, all kinds of events, an erased part and a retired case', async (t) => {
  const log = await sealedLog(t);
  const lines = (await exportText(log)).split('\n');
  for (const part of [
    '"header"',
    '"seal"',
    '"retired"',
    '"end"',
    '"personal":null',
    '"personal":{',
    '"deviation":{',
    '"kind":"message"',
  ])
    assert.ok(
      lines.some((line) => line.includes(part)),
      part,
    );
});
