import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';

/**
 * The folder of the recorded real data that some tests read: THROUGHLINE_DATA, or else `shared/data` beside the repository.
 * Undefined where it is absent; docs/data.md says how to get each file.
 */
export function dataFolder(env: Readonly<Record<string, string | undefined>> = process.env): string | undefined {
  const chosen = env['THROUGHLINE_DATA'];
  const beside = join(fileURLToPath(new URL('../..', import.meta.url)), '..', 'shared', 'data');
  const folder = chosen === undefined || chosen === '' ? beside : resolve(chosen);
  return existsSync(folder) ? folder : undefined;
}

/** The data folder for a test, which is skipped, saying why, where there is none: `const data = needsData(t); if (!data) return;` */
export function needsData(t: TestContext, env?: Readonly<Record<string, string | undefined>>): string | undefined {
  const folder = dataFolder(env);
  if (folder === undefined) t.skip('The data folder is absent: set THROUGHLINE_DATA (docs/data.md says where to get the data)');
  return folder;
}
