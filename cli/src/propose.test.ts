import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { emptyCompany } from '../test/company.ts';

test('[X165] a file is judged, proposed and shown again; with errors, or to try it, nothing is proposed', {
  timeout: 120_000,
}, async (t) => {
  const { throughline } = await emptyCompany(t);
  const folder = mkdtempSync(join(tmpdir(), 'throughline-propose-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const propose = (path: string, ...words: readonly string[]) =>
    throughline(['change', 'propose', path, '--subject', 'parameters', ...words]);
  const tuned = file('tuned.yaml', 'flow: release\nvalues:\n  verifyWithin: 9\n');
  const tooLong = await propose(file('long.yaml', 'flow: release\nvalues:\n  verifyWithin: 90\n'));
  assert.equal(tooLong.code, 1);
  assert.match(
    tooLong.stdout,
    /^error parameter-value-invalid release\/values\/verifyWithin: expected a whole number from 1 to 30/,
  );
  const tried = await propose(tuned, '--dry-run');
  assert.match(tried.stdout, /7 days becomes 9 days \(1 day to 30 days\)/);
  const untitled = await propose(tuned);
  assert.deepEqual([untitled.code, /--title/.test(untitled.stderr)], [2, true]);
  const proposed = await propose(tuned, '--title', 'Nine days', '--summary', 'Seven are too few');
  assert.match(proposed.stdout, /Proposed as CHG-0001\. Nothing is in force by it yet\.\n$/);
  const shown = await throughline(['change', 'content', 'CHG-0001']);
  assert.match(shown.stdout, /^CHG-0001, proposed against release: parameters as declared\n/);
  const exported = (await throughline(['flow', 'export', 'release'])).stdout;
  assert.equal((JSON.parse(exported) as { readonly name: string }).name, 'release');
  const renamed = file('release.json', exported.replace('"title": "Draft"', '"title": "Sketch"'));
  await throughline(['change', 'propose', renamed, '--title', 'Sketches', '--summary', 'As we call them']);
  const drawn = await throughline(['change', 'content', 'CHG-0002', '--picture', 'release']);
  assert.match(drawn.stdout, /^<svg .*data-state="draft" data-change="changed".*± Sketch/s);
  const undrawn = await throughline(['change', 'content', 'CHG-0001', '--picture', 'release']);
  assert.deepEqual([undrawn.code, /puts no flow release in force/.test(undrawn.stderr)], [2, true]);
});
