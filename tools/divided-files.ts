import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { dividedFolders } from './pack-folders.ts';

/** The files of the folders of which each belongs to a pack, or to the kernel and product. Those not yet added count too. */
export function divided(): readonly string[] {
  const root = fileURLToPath(new URL('..', import.meta.url));
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard', ...dividedFolders], {
    encoding: 'utf8',
    cwd: root,
  });
  return listed.split('\0').filter((path) => path !== '' && existsSync(root + path));
}
