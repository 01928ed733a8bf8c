import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { caseId } from '../case-id.ts';
import { bench, closing, command, named, outcomes, person, place } from '../fixture.test.ts';
import { newSealKey, signerOf } from '../seals/signer.ts';
import { exportText, written } from './sealed-log.test.ts';
import { verifyExport } from './verify-export.ts';
import { verifyLog } from './verify-log.ts';

test('[E61] cases that were renamed, merged, held, repaired or replayed verify, live, decided again and exported', async (t) => {
  const opened = await closing(bench(), t);
  const { pool, another } = opened;
  const engine = another({ signer: signerOf(newSealKey()) });
  const roles = [...person.roles, 'operator', 'legal', 'privacy'];
  const ask = (key: string, type: string, data = {}) =>
    command(key, type, data, { actor: { ...person, roles }, reason: 'as agreed' });
  await engine.dispatch(['A', 'B', 'C', 'D'].map((key) => place(key)));
  const results = await engine.dispatch([
    ask('A', 'rekey', { key: 'A2' }),
    ask('B', 'merge', { into: caseId(named('A')) }),
    ask('C', 'legal-hold'),
    ask('C', 'lift-legal-hold'),
    ask('C', 'repair', { state: 'paid', data: { contact: 'c@example.org' } }),
    ask('D', 'replay'),
  ]);
  assert.deepEqual(
    outcomes(results),
    Array.from({ length: 6 }, () => 'applied'),
  );
  await engine.dispatch([command('A2', 'short')]);
  const { findings, decided, events } = await verifyLog(pool, { decide: true });
  assert.deepEqual([findings, decided], [[], { events, skipped: 0 }]);
  await engine.seal();
  const folder = mkdtempSync(join(tmpdir(), 'throughline-export-'));
  t.after(() => rmSync(folder, { recursive: true }));
  assert.deepEqual((await verifyExport(await written(folder, await exportText(opened)))).findings, []);
});
