import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { TestContext } from 'node:test';
import { run } from '../src/run.ts';

/** A folder of its own for a test, gone afterwards, and the command line over it: `columns` makes it a terminal. */
export function desk(t: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), 'throughline-desk-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const path = (name: string) => join(folder, name);
  return {
    folder,
    path,
    file(name: string, text: string) {
      mkdirSync(dirname(path(name)), { recursive: true });
      writeFileSync(path(name), text);
      return path(name);
    },
    async throughline(words: readonly string[], columns?: number) {
      let stdout = '';
      let stderr = '';
      const terminal = columns === undefined ? {} : { isTTY: true, columns };
      const code = await run(words, {
        ...{ env: { LANG: 'en_GB.UTF-8', TERM: 'xterm' }, signal: new AbortController().signal, machineNow: () => 0 },
        stdout: { ...terminal, write: (text: string) => (stdout += text) },
        stderr: { write: (text: string) => (stderr += text) },
      });
      return { code, stdout, stderr };
    },
  };
}
