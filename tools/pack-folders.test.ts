import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { divided } from './divided-files.ts';
import { belongsTo, kernelAndProduct, packFolders } from './pack-folders.ts';

const root = new URL('..', import.meta.url);
const isCode = (file: string) => /\.(?:tsx?|sql|css)$/.test(file) && !file.includes('.test.');

test('[T15] every file of the packs, the server, the contract, the verbs and the pages belongs to a pack, or to the kernel and product', () => {
  assert.deepEqual(
    divided().filter((file) => isCode(file) && belongsTo(file) === undefined),
    [],
  );
});

test('[T15] no place is declared twice, and each pack that ships has its folders', () => {
  const starts = [...Object.values(packFolders).flatMap((folders) => Object.values(folders).flat()), ...kernelAndProduct];
  assert.deepEqual(
    starts.filter((start, index) => starts.indexOf(start) !== index),
    [],
  );
  assert.deepEqual(
    Object.keys(packFolders),
    globSync('packs/*/pack.ts', { cwd: fileURLToPath(root) })
      .map((file) => file.split('/')[1])
      .sort(),
  );
});

/** What tells cases something or writes a table by itself. */
const writes = /\.(?:submit|dispatch|changeParameters|changeCalendar|deploy)\(|\b(?:insert into|delete from|update) throughline/i;

test('[T16] what counts as a view of a pack tells no case anything and writes no table', () => {
  const views = divided().filter((file) => {
    const to = belongsTo(file);
    return isCode(file) && typeof to === 'object' && to.part === 'views' && file.startsWith('server/src/');
  });
  assert.ok(views.length > 0);
  assert.deepEqual(
    views.filter((file) => writes.test(readFileSync(new URL(file, root), 'utf8'))),
    [],
  );
});

test('[T15] the lines of each pack are printed, and their sum', () => {
  const { stdout, status } = spawnSync(process.execPath, ['tools/packs.ts', '--lines'], {
    cwd: fileURLToPath(root),
    encoding: 'utf8',
  });
  assert.equal(status, 0);
  const rows = stdout
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/ {2,}/));
  assert.deepEqual(rows[0], ['pack', 'definitions', 'views', 'other', 'tests']);
  const figures = rows.slice(1).map(([pack = '', ...numbers]) => ({ pack, numbers: numbers.map(Number) }));
  assert.deepEqual(
    figures.map(({ pack }) => pack),
    [...Object.keys(packFolders), 'together'],
  );
  const sums = figures.at(-1)?.numbers ?? [];
  for (const [column, sum] of sums.entries())
    assert.equal(
      figures.slice(0, -1).reduce((all, { numbers }) => all + (numbers[column] ?? 0), 0),
      sum,
    );
  assert.ok(figures.every(({ numbers: [definitions = 0] }) => definitions > 0));
});
