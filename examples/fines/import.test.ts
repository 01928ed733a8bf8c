import assert from 'node:assert/strict';
import { createReadStream } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createGunzip, gzipSync } from 'node:zlib';
import { importFile, mineFlow, verifyLog, withThroughline } from '@throughline/server';
import { needsData, testDatabase } from '@throughline/testing';
import { recount } from './recount.ts';

/** A thirtieth of the log; all of it goes this way in cli/src/fines-import.long.test.ts. */
const share = 5012;
const beside = (name: string) => fileURLToPath(new URL(name, import.meta.url));

/** The first traces of the log as a file of their own, and their activities, read line by line without our readers. */
async function cut(log: string, file: string): Promise<ReadonlyMap<string, readonly string[]>> {
  const traces = new Map<string, string[]>();
  const kept: string[] = [];
  let activities: string[] | undefined;
  let isInEvent = false;
  for await (const line of createInterface(createReadStream(log).pipe(createGunzip()))) {
    if (line.includes('<trace>')) {
      if (traces.size === share) break;
      activities = [];
    }
    kept.push(line);
    if (line.includes('<event>')) isInEvent = true;
    if (line.includes('</event>')) isInEvent = false;
    const name = /key="concept:name" value="([^"]*)"/.exec(line)?.[1];
    if (name === undefined || activities === undefined) continue;
    if (isInEvent) activities.push(name);
    else traces.set(name, activities);
  }
  await writeFile(file, gzipSync(`${kept.join('\n')}\n</log>\n`, { level: 1 }));
  return traces;
}

test('[P22] a thirtieth of the recorded fines through the import, the engine and the log: all is there once, and as recounted', async (t) => {
  const data = needsData(t);
  if (data === undefined) return;
  const folder = await mkdtemp(join(tmpdir(), 'throughline-fines-'));
  t.after(() => rm(folder, { recursive: true }));
  const file = join(folder, 'share.xes.gz');
  const traces = await cut(join(data, 'road-traffic-fines/traffic.xes.gz'), file);
  const deviating = recount(traces);
  assert.ok(deviating.deviations > 0);
  const events = [...traces.values()].reduce((sum, activities) => sum + activities.length, 0);
  const database = await testDatabase('fines', () => Promise.resolve());
  t.after(() => database.close());

  await withThroughline({ env: { DATABASE_URL: database.url }, database: 'main' }, async (throughline) => {
    const request = { file, flowFile: beside('flow.ts'), mappingFile: beside('mapping.json'), stopwatch: () => 0 };
    const report = await importFile(throughline, request);
    const { cases, deviations, deviatingCases, rejected, duplicates } = report;
    assert.deepEqual(
      { cases, events: report.events, deviations, deviatingCases, rejected, duplicates },
      { cases: share, events, ...deviating, rejected: 0, duplicates: 0 },
    );

    const again = await importFile(throughline, request);
    assert.deepEqual([again.cases, again.events, again.duplicates], [0, 0, events]);

    const mined = await mineFlow(throughline, { flow: 'fine' });
    const edges = new Set(
      [...traces.values()].flatMap((names) => names.slice(1).map((name, index) => `${names[index]} > ${name}`)),
    );
    const variants = new Set([...traces.values()].map((names) => names.join(' > ')));
    assert.deepEqual(
      [mined.cases, mined.events, mined.activities, mined.variants, mined.edges],
      [share, events, 11, variants.size, edges.size],
    );

    const verdict = await verifyLog(throughline);
    assert.deepEqual(verdict.findings, []);
    const { rows } = await throughline.pool.query(
      `select count(*) filter (where type in ('rung', 'overdue'))::int as fired, (select count(*)::int from throughline.effect where kind <> 'call') as effects
        from throughline.event`,
    );
    assert.deepEqual(rows, [{ fired: 0, effects: 0 }]);
  });
});
