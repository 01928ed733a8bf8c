import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exportText, sealedLog, written } from './sealed-log.test.ts';
import { verifyExport } from './verify-export.ts';

test('[E214] each byte of an export, changed in one bit, is named at its line', async (t) => {
  const log = await sealedLog(t);
  const bytes = Buffer.from(await exportText(log));
  let line = 1;
  for (let at = 0; at < bytes.length; at += 1) {
    const changed = Buffer.from(bytes);
    changed[at] = (changed[at] as number) ^ (1 << (at % 8));
    const { findings } = await verifyExport(await written(log.folder, changed));
    assert.ok(
      findings.some((finding) => finding.line === line),
      `byte ${at}, line ${line}: ${findings.map(({ code, line: named }) => `${code} ${named}`).join(', ')}`,
    );
    if (bytes[at] === 10) line += 1;
  }
  assert.ok(line > 15);
});
