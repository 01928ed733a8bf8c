import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';

/** A path in a folder of its own, removed after the test. */
export function temporaryPath(t: TestContext, name: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'throughline-connect-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, name);
}

/** A file with this content, removed after the test. */
export function temporaryFile(t: TestContext, name: string, content: string | Uint8Array): string {
  const path = temporaryPath(t, name);
  writeFileSync(path, content);
  return path;
}
