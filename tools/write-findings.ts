// Writes docs/findings: `node tools/write-findings.ts`. Run it when what the checker says has changed; a test compares.
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { findingPages } from './finding-pages.ts';

const folder = new URL('../docs/findings/', import.meta.url);
mkdirSync(folder, { recursive: true });
const pages = findingPages();
for (const name of readdirSync(folder)) if (!pages.has(name)) rmSync(new URL(name, folder));
for (const [name, text] of pages) writeFileSync(new URL(name, folder), text);
console.log(`docs/findings: ${pages.size} pages`);
