import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { JsonObject } from '@throughline/language';
import { patientMachine } from '../../test/conformance/machine.ts';
import { sourceConformance } from '../../test/conformance/source-conformance.ts';
import { airbyte, type ConnectorError, openContext } from '../index.ts';

const program = fileURLToPath(new URL('../../test/airbyte-source.ts', import.meta.url));

function openSource() {
  const folder = mkdtempSync(join(tmpdir(), 'throughline-airbyte-'));
  const file = join(folder, 'orders.jsonl');
  writeFileSync(file, '');
  writeFileSync(join(folder, 'token'), 'first-secret');
  return { folder, file, close: () => rmSync(folder, { recursive: true, force: true }) };
}

const settingsOf = (file: string) => ({
  ...{ program: process.execPath, args: [program], stream: 'orders' },
  config: { file, token: { secret: 'env:TOKEN' } },
});

sourceConformance(
  airbyte,
  async () => {
    const { folder, file, close } = openSource();
    let made = 0;
    return {
      declaration: { settings: settingsOf(file) },
      env: { TOKEN: 'first-secret' },
      keyOf: (record) => (record as { readonly id: string }).id,
      async put(keys) {
        for (const id of keys) {
          appendFileSync(file, `${JSON.stringify({ id, at: new Date(Date.UTC(2026, 0, 1) + made * 1000).toISOString() })}\n`);
          made += 1;
        }
      },
      stop: async () => rmSync(folder, { recursive: true }),
      close: async () => close(),
    };
  },
  { isLocal: true },
);

async function read(settings: JsonObject, env: Record<string, string> = { TOKEN: 'first-secret' }) {
  const signal = new AbortController().signal;
  const { context, close } = openContext({
    declaration: {},
    secrets: { env },
    operatorAllows: [],
    machine: patientMachine,
    signal,
  });
  const records = [];
  try {
    for await (const batch of airbyte.source?.(settings).read(null, context) ?? []) records.push(...batch.records);
  } finally {
    close();
  }
  return records;
}

test('[C130] a program that fails says why, without the secret; one that is not there, and a stream that it does not have, are told', async () => {
  const { file, close } = openSource();
  const settings = settingsOf(file);
  await assert.rejects(read(settings, { TOKEN: 'another-secret' }), (error: ConnectorError) => {
    assert.deepEqual([error.code, error.message.includes('another-secret')], ['program-failed', false]);
    return /the token \*\*\* is wrong/.test(error.message);
  });
  await assert.rejects(read({ ...settings, program: '/no/such/program' }), (error: ConnectorError) =>
    /ENOENT/.test(error.message),
  );
  await assert.rejects(read({ ...settings, stream: 'nothing' }), (error: ConnectorError) => error.expected === 'orders');
  const shell = { ...settings, program: '/bin/echo', args: ['$(touch', `${file}.pwned)`, ';'] };
  await assert.rejects(read(shell), (error: ConnectorError) => error.code === 'request-refused');
  close();
});
