// How many lines of code each pack has: `npm run packs -- --lines`. Definitions, views that only read and lay out, and other code. Lines are those with something on them that is not a comment; tests stand by themselves.
import { readFileSync } from 'node:fs';
import { divided } from './divided-files.ts';
import { belongsTo, packFolders } from './pack-folders.ts';

const root = new URL('..', import.meta.url);

interface Lines {
  definitions: number;
  views: number;
  other: number;
  tests: number;
}

function codeLines(text: string): number {
  const withoutBlocks = text.replace(/^\s*(?:\{?\/\*[\s\S]*?\*\/\}?)\s*$/gm, '');
  return withoutBlocks.split('\n').filter((line) => line.trim() !== '' && !/^\s*(?:\/\/|--)/.test(line)).length;
}

function linesByPack(): ReadonlyMap<string, Lines> {
  const found = new Map<string, Lines>(
    Object.keys(packFolders).map((pack) => [pack, { definitions: 0, views: 0, other: 0, tests: 0 }]),
  );
  for (const file of divided()) {
    const to = belongsTo(file);
    const lines = typeof to === 'object' ? found.get(to.pack) : undefined;
    if (lines === undefined || typeof to !== 'object' || !/\.(?:tsx?|css|sql)$/.test(file)) continue;
    lines[/\.test\.tsx?$/.test(file) ? 'tests' : to.part] += codeLines(readFileSync(new URL(file, root), 'utf8'));
  }
  return found;
}

if (!process.argv.includes('--lines')) throw new Error('Say what is to be told of the packs: npm run packs -- --lines');
const parts = ['definitions', 'views', 'other', 'tests'] as const;
const rows = [...linesByPack()].map(([pack, lines]) => [pack, ...parts.map((part) => lines[part])]);
const total = ['together', ...parts.map((_, index) => rows.reduce((sum, row) => sum + Number(row[index + 1]), 0))];
const table = [['pack', ...parts], ...rows, total].map((row) => row.map(String));
const widths = table[0]?.map((_, index) => Math.max(...table.map((row) => row[index]?.length ?? 0))) ?? [];
for (const row of table)
  console.log(
    row.map((cell, index) => (index === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[index] ?? 0))).join('  '),
  );
