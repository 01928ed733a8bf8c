import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { LineFile, readLines } from './line-file.ts';

test('[E227] lines of a backup come back as they were written, whatever separators stand in their text', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'throughline-lines-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const lines = [
    '{"a":"b\u2028c"}',
    '{"a":"\u2029"}',
    '{"a":"\u0085\u000b\u000c"}',
    '{"a":"x\ry"}',
    '',
    `{"a":"${'ü'.repeat(100_000)}"}`,
  ];
  const file = new LineFile(folder, 'part');
  for (const line of lines) await file.write(line);
  await file.close('part.gz');
  const read: string[] = [];
  for await (const line of readLines(join(folder, 'part.gz'))) read.push(line);
  assert.deepEqual(read, lines);
});
