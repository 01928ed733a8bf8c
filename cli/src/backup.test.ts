import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { newSealKey } from '@throughline/engine';
import { company, emptyCompany, importReceivables } from '../test/company.ts';

test('[X50] a company is backed up and restored; sources that send everything again change nothing', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'throughline-cli-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const [backups, key] = [join(folder, 'backups'), join(folder, 'seal.key')];
  writeFileSync(key, newSealKey());
  const original = await company(t);
  const unsealed = await original.throughline(['backup', '--to', backups]);
  assert.equal(unsealed.code, 1);
  assert.match(unsealed.stderr, /backup-unfit.*seal the log/);
  const sealed = { THROUGHLINE_SEAL_KEY: key };
  const first = await original.throughline(['backup', '--to', backups, '--json'], sealed);
  assert.deepEqual([first.code, first.json.number, first.json.seals], [0, 1, { from: 1, to: 1 }], first.stderr);
  const again = await original.throughline(['backup', '--to', backups], sealed);
  assert.match(again.stdout, /Nothing was sealed since/);
  assert.deepEqual(readdirSync(backups).sort(), [
    'manifest.json',
    'seal-1-1.ndjson.gz',
    'state-1.ndjson.gz',
    'state-2.ndjson.gz',
  ]);

  const used = await original.throughline(['restore', '--from', backups]);
  assert.equal(used.code, 1);
  assert.match(used.stderr, /in use already/);
  const other = await emptyCompany(t);
  const restored = await other.throughline(['restore', '--from', backups]);
  assert.equal(restored.code, 0, restored.stderr);
  assert.match(restored.stdout, /of 4 cases, up to seal 1\. The log is whole\./);
  const lists = [await original.throughline(['case', 'list', '--json']), await other.throughline(['case', 'list', '--json'])];
  assert.ok((lists[0]?.stdout.length ?? 0) > 100);
  assert.equal(lists[1]?.stdout, lists[0]?.stdout);
  const before = await other.throughline(['log', 'verify', '--json']);
  await importReceivables(other.env);
  const after = await other.throughline(['log', 'verify', '--json']);
  assert.deepEqual([after.code, after.json.events], [0, before.json.events]);
});

test('[X51] persons are looked for and taken out, and old cases counted and removed, by commands', async (t) => {
  const { throughline } = await company(t);
  const found = await throughline(['privacy', 'find', 'nobody@example.org']);
  assert.match(found.stdout, /No case knows it/);
  const short = await throughline(['privacy', 'find', 'ab']);
  assert.deepEqual([short.code, short.stderr.includes('personal-value-invalid')], [1, true]);
  const order = ['--by', 'pia', '--reason', 'asked'];
  const erased = await throughline(['privacy', 'erase', 'nobody@example.org', ...order, '--json']);
  assert.deepEqual([erased.code, erased.json], [0, { cases: [], elsewhere: 0 }]);
  const retire = ['retention', 'run', '--before', '2020-01', ...order];
  assert.match((await throughline(retire)).stderr, /retention-unsealed/);
  assert.match((await throughline(['retention', 'list'])).stdout, /Nothing was removed yet/);
});
