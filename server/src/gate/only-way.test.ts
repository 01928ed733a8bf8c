import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

const root = new URL('../../../', import.meta.url);
const shipped = ['server/src', 'cli/src', 'connect/src', 'insight/src', 'api/src', 'console/src', 'packs'];

/** The only files that may alter what is in force. */
const gate = ['carry-out', 'take-back', 'first-definitions'].map((name) => `server/src/gate/${name}.ts`);

/** What of the engine alters it. `release` is also what is done to connections, so it counts where an engine does it. */
const altering = new RegExp(
  [
    String.raw`\.\s*(deploy|withdraw|changeParameters|changeCalendar|storeMapping|migrateCases|beginPilot|promotePilot|rollBackPilot)\s*\(`,
    String.raw`\b(engine|controls)\s*\.\s*release\s*\(`,
    // Taken out of the engine, they would be called by themselves.
    String.raw`\{[^{}=]*\b(deploy|withdraw|changeParameters|changeCalendar|storeMapping|migrateCases|beginPilot)\b[^{}]*\}\s*=\s*[^=;]*engine\b`,
    String.raw`(insert\s+into|update|delete\s+from)\s+throughline\.(flow_version|parameter|calendar|pilot|version_mapping|release_decision|migration_run)\b`,
  ].join('|'),
  'i',
);

test('[S806] no other code of what ships deploys, releases, tunes, maps or migrates, and none writes the tables of it', () => {
  const others: string[] = [];
  const found = new Set<string>();
  for (const folder of shipped) {
    const names = readdirSync(new URL(`${folder}/`, root), { recursive: true, encoding: 'utf8' });
    for (const name of names.filter((each) => /\.tsx?$/.test(each) && !/\.test\.tsx?$|(^|\/)test\//.test(each))) {
      const path = `${folder}/${name}`;
      if (!altering.test(readFileSync(new URL(path, root), 'utf8'))) continue;
      if (gate.includes(path)) found.add(path);
      else others.push(path);
    }
  }
  assert.deepEqual(others, []);
  // The pattern sees what it is to see.
  assert.deepEqual([...found].sort(), [...gate].sort());
});
