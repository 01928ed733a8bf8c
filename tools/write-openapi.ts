// Writes what is made from the contract: api/openapi.json and docs/problems/. A test fails where they are not as it says.
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { openApiDocument } from '@throughline/api';
import { problemPages } from './problem-pages.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const file = `${root}api/openapi.json`;
writeFileSync(file, `${JSON.stringify(openApiDocument(), undefined, 2)}\n`);
execFileSync(`${root}node_modules/.bin/biome`, ['format', '--write', file], { stdio: 'inherit' });
const folder = new URL('../docs/problems/', import.meta.url);
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
for (const [name, text] of problemPages()) writeFileSync(new URL(name, folder), text);
