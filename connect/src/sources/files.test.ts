import assert from 'node:assert/strict';
import { mkdtempSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Json } from '@throughline/language';
import type { Counterpart } from '../../test/conformance/counterpart.ts';
import { sourceConformance } from '../../test/conformance/source-conformance.ts';
import { openSftpServer } from '../../test/sftp-server.ts';
import { folder, openContext, sftp } from '../index.ts';

const keyOf: Counterpart['keyOf'] = (record) => (record as { readonly id: string }).id;
const common = { pattern: '*.csv', whole: { marker: '.done' }, format: 'csv', batch: 2 };

/** A folder that is written to as exporters do: the file, then its marker. */
function openFolder() {
  const path = mkdtempSync(join(tmpdir(), 'throughline-files-'));
  let files = 0;
  return {
    path,
    write(keys: readonly string[]) {
      files += 1;
      const name = `orders-${String(files).padStart(3, '0')}.csv`;
      writeFileSync(join(path, name), `id,at\r\n${keys.map((key) => `${key},2026-01-01\r\n`).join('')}`);
      writeFileSync(join(path, `${name}.done`), '');
      return name;
    },
    close: () => rmSync(path, { recursive: true, force: true }),
  };
}

sourceConformance(
  folder,
  async () => {
    const files = openFolder();
    return {
      declaration: { settings: { ...common, path: files.path } },
      ...{ env: {}, keyOf },
      put: async (keys) => void files.write(keys),
      stop: async () => files.close(),
      close: async () => files.close(),
    };
  },
  { isLocal: true },
);

sourceConformance(sftp, async () => {
  const files = openFolder();
  const server = await openSftpServer(files.path);
  const env: Record<string, string | undefined> = { PASSWORD: server.password };
  const settings = { ...common, host: '127.0.0.1', port: server.port, hostKey: server.fingerprint, path: '/in' };
  return {
    declaration: {
      settings,
      auth: { kind: 'password', user: 'reader', password: { secret: 'env:PASSWORD' } },
      allowInside: ['127.0.0.1'],
    },
    ...{ env, keyOf },
    put: async (keys) => void files.write(keys),
    async rotate() {
      server.password = 'second-secret';
      env['PASSWORD'] = server.password;
    },
    stop: server.close,
    async close() {
      await server.close();
      files.close();
    },
  };
});

async function read(settings: object, cursor: Json | null, now = 0) {
  const { context, close } = openContext({
    ...{
      declaration: { allowInside: ['127.0.0.1'] },
      secrets: { env: {} },
      operatorAllows: ['*'],
      signal: new AbortController().signal,
    },
    machine: { now: () => now, wait: async () => undefined },
  });
  const records: Json[] = [];
  let last = cursor;
  for await (const batch of folder.source?.({ ...common, ...settings }).read(cursor, context) ?? []) {
    records.push(...batch.records);
    last = batch.cursor;
  }
  close();
  return { keys: records.map(keyOf), records, cursor: last };
}

test('[C128] a file without its marker is not read; one whose size and time stay the same is, and each once by its content', async () => {
  const { path, write, close } = openFolder();
  write(['a', 'b', 'c']);
  writeFileSync(join(path, 'half.csv'), 'id,at\nd,2026-01-01\n');
  symlinkSync('/etc/passwd', join(path, 'link.csv'));
  writeFileSync(join(path, 'link.csv.done'), '');
  const first = await read({ path }, null);
  assert.deepEqual(first.keys, ['a', 'b', 'c']);
  renameSync(join(path, 'orders-001.csv'), join(path, 'again.csv'));
  writeFileSync(join(path, 'again.csv.done'), '');
  assert.deepEqual((await read({ path }, first.cursor)).keys, [], 'the same content under another name');

  const stable = { path, pattern: 'half.csv', whole: { stableSeconds: 30 } };
  const seen = await read(stable, null, 1_000_000);
  assert.deepEqual(seen.keys, []);
  assert.deepEqual((await read(stable, seen.cursor, 1_029_000)).keys, [], 'not long enough');
  writeFileSync(join(path, 'half.csv'), 'id,at\nd,2026-01-01\ne,2026-01-01\n');
  utimesSync(join(path, 'half.csv'), 5, 5);
  const changed = await read(stable, seen.cursor, 1_031_000);
  assert.deepEqual(changed.keys, [], 'it has grown since');
  const whole = await read(stable, changed.cursor, 1_062_000);
  assert.deepEqual(whole.keys, ['d', 'e']);
  assert.deepEqual((await read(stable, whole.cursor, 2_000_000)).keys, []);
  close();
});

test('[C129] a row that cannot be read is a record that says so, with its file and line; JSON and JSON Lines are read as well', async () => {
  const { path, close } = openFolder();
  writeFileSync(join(path, 'x.csv'), 'id,at\na,2026-01-01\nb\nc,2026-01-01\n');
  writeFileSync(join(path, 'x.csv.done'), '');
  const rows = (await read({ path }, null)).records;
  assert.partialDeepStrictEqual(
    rows.find((row) => (row as { $unreadable?: string }).$unreadable !== undefined),
    { $file: 'x.csv', $line: 3 },
  );
  assert.deepEqual(
    rows.filter((row) => keyOf(row) !== undefined),
    [
      { id: 'a', at: '2026-01-01', $file: 'x.csv', $line: 2 },
      { id: 'c', at: '2026-01-01', $file: 'x.csv', $line: 4 },
    ],
  );
  writeFileSync(join(path, 'y.json'), '{"list":[{"id":"j"}]}');
  writeFileSync(join(path, 'y.json.done'), '');
  writeFileSync(join(path, 'z.jsonl'), '{"id":"l"}\n\n{"id":"m"}\n');
  writeFileSync(join(path, 'z.jsonl.done'), '');
  assert.deepEqual((await read({ path, pattern: '*.json', format: 'json', records: 'list' }, null)).keys, ['j']);
  assert.deepEqual((await read({ path, pattern: '*.jsonl', format: 'json-lines' }, null)).keys, ['l', 'm']);
  close();
});
