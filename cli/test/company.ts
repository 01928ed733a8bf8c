import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { type TestDatabase, testDatabase } from '@throughline/testing';
import { run } from '../src/run.ts';
import { receivables, receivablesMapping } from './receivables.ts';

/** What a command said and how it ended. */
export interface Said {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** The last document of standard output, as it is: the test knows what it asked for. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers whose types they do not repeat
  readonly json: any;
}

export interface TestCompany {
  readonly env: Readonly<Record<string, string>>;
  /** Runs `throughline` with these words in this process. */
  throughline(words: readonly string[], env?: Readonly<Record<string, string>>): Promise<Said>;
}

/** A company with four invoices, of which R-4 is not paid, in a database of its own. */
export function company(t: TestContext): Promise<TestCompany> {
  return openCompany(
    t,
    testDatabase('cli_receivables', (url) => importReceivables({ DATABASE_URL: url })),
  );
}

/** A company that has not begun. */
export function emptyCompany(t: TestContext): Promise<TestCompany> {
  return openCompany(
    t,
    testDatabase('cli_empty', () => Promise.resolve()),
  );
}

async function openCompany(t: TestContext, copied: Promise<TestDatabase>): Promise<TestCompany> {
  const database = await copied;
  t.after(() => database.close());
  const env = { DATABASE_URL: database.url, LANG: 'en_GB.UTF-8', THROUGHLINE_SIGN_IN: 'off' };
  return { env, throughline: (words, more = {}) => runIn({ ...env, ...more }, words) };
}

/** Imports the four invoices, or others, by the mapping of the tests or another. */
export async function importReceivables(
  env: Readonly<Record<string, string>>,
  mappingText = receivablesMapping,
  ledgerText = receivables,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'throughline-cli-'));
  const [ledger, mapping] = [join(folder, 'ledger.csv'), join(folder, 'mapping.json')];
  writeFileSync(ledger, ledgerText);
  writeFileSync(mapping, mappingText);
  const { code, stderr } = await runIn(env, ['import', ledger, '--mapping', mapping]);
  rmSync(folder, { recursive: true });
  assert.equal(code, 0, stderr);
}

async function runIn(env: Readonly<Record<string, string>>, words: readonly string[]): Promise<Said> {
  const said = { stdout: '', stderr: '' };
  const sink = (name: 'stdout' | 'stderr') => ({
    write(text: string) {
      said[name] += text;
    },
  });
  const code = await run(words, {
    env,
    stdout: sink('stdout'),
    stderr: sink('stderr'),
    signal: new AbortController().signal,
    machineNow: () => performance.now(),
  });
  const last = said.stdout.trim().split('\n').at(-1) ?? '';
  return { ...said, code, json: last.startsWith('{') ? JSON.parse(last) : undefined };
}
