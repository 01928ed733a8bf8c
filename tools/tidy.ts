// Part of `npm run verify`: what neither the formatter, the linter nor the compiler looks at. Prints each breach, and fails.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { breaches } from './tidy-rules.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
process.chdir(root);
// Files not yet added count too: the rule should be heard before the commit.
const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { encoding: 'utf8' });
const files = listed.split('\0').filter((path) => path !== '' && existsSync(path));
const found = files.flatMap((path) => breaches(path, readFileSync(path, 'utf8')));
for (const { path, line, rule } of found) console.log(`${path}:${line}: ${rule}`);
console.log(`tidy: ${files.length} files, ${found.length} breaches`);
process.exitCode = found.length === 0 ? 0 : 1;
