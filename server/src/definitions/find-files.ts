import { readdir, readFile, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { isJsonObject, readDefinition } from '@throughline/language';
import { ThroughlineError } from '../errors.ts';
import { definitionTypes } from './load-definitions.ts';
import { looksDeclared } from './module-answer.ts';

const filesMax = 10_000;

export interface FoundFile {
  readonly file: string;
  /** One that was named must declare something; of a folder it may turn out to help others declare. */
  readonly named: boolean;
}

/**
 * The files named, and of folders those in them that declare something. Modules are run to be read, so of a folder only those that
 * say `defineFlow`, `definePack` or `defineMetric` themselves; no tests, nothing hidden, no packages.
 *
 * @throws ThroughlineError file-unreadable; definitions-missing: there is nothing in a folder
 */
export async function findDefinitionFiles(paths: readonly string[]): Promise<readonly FoundFile[]> {
  const files: FoundFile[] = [];
  for (const path of paths) {
    const found = await stat(path).catch((cause: unknown) => {
      throw new ThroughlineError('file-unreadable', 'There is no such file, or it cannot be read', { place: path, cause });
    });
    if (!found.isDirectory()) {
      files.push({ file: path, named: true });
      continue;
    }
    const inside = await filesIn(path);
    if (inside.length === 0) {
      const expected = `files (${definitionTypes.join(', ')}) that declare a flow, a pack or a metric`;
      throw new ThroughlineError('definitions-missing', 'The folder declares nothing', { place: path, expected });
    }
    files.push(...inside.map((file) => ({ file, named: false })));
  }
  return [...new Map(files.toReversed().map((one) => [one.file, one])).values()].reverse();
}

async function filesIn(folder: string): Promise<readonly string[]> {
  const found: string[] = [];
  const folders = [folder];
  let seen = 0;
  for (let next = folders.shift(); next !== undefined; next = folders.shift()) {
    const entries = await readdir(next, { withFileTypes: true });
    for (const entry of entries.sort((one, other) => (one.name < other.name ? -1 : 1))) {
      seen += 1;
      if (seen > filesMax) {
        throw new ThroughlineError('file-unreadable', `The folder has more than ${filesMax} files`, {
          place: folder,
          expected: 'fewer',
        });
      }
      if (entry.name.startsWith('.') || entry.name === 'node_modules') continue;
      const path = join(next, entry.name);
      if (entry.isDirectory()) folders.push(path);
      else if (entry.isFile() && definitionTypes.includes(extname(path)) && (await declares(path))) found.push(path);
    }
  }
  return found.sort();
}

async function declares(path: string): Promise<boolean> {
  if (/\.(test|spec|d)\.[a-z]+$/.test(path)) return false;
  const text = await readFile(path, 'utf8').catch(() => '');
  const type = extname(path);
  if (type !== '.json' && type !== '.yaml' && type !== '.yml') {
    return /\bdefine(Flow|Pack|Metric)\s*\(/.test(text) && text.includes('@throughline/language');
  }
  const read = readDefinition(text, { format: type === '.json' ? 'json' : 'yaml' });
  // A text that is broken, and names what a flow has, was meant to be one.
  if (read.kind === 'broken') return /["']?states["']?\s*:/.test(text) && /["']?start["']?\s*:/.test(text);
  return isJsonObject(read.value) && looksDeclared(read.value);
}
