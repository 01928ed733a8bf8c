import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { gunzipSync } from 'node:zlib';
import { needsData } from '@throughline/testing';
import { type LoadedEvent, openFileLog } from './file-log.ts';
import { mine } from './mine.ts';

interface Reference {
  readonly cases: number;
  readonly events: number;
  readonly variants: number;
  readonly activities: number;
  readonly dfg_edges: number;
  readonly starts: Readonly<Record<string, number>>;
  readonly ends: Readonly<Record<string, number>>;
  readonly activities_n: Readonly<Record<string, number>>;
  readonly dfg: Readonly<Record<string, number>>;
  readonly min: string;
  readonly max: string;
  readonly unsorted_traces: number;
  readonly top_variants: readonly (readonly [number, readonly string[]])[];
}

const logs = [
  ['running-example', 'running-example.xes'],
  ['helpdesk', 'helpdesk.xes.gz'],
  ['road-traffic-fines', 'traffic.xes.gz'],
] as const;

for (const [folder, file] of logs) {
  test(`[I34] ${folder}: equals the counts of an independent program`, async (t) => {
    const data = needsData(t);
    if (data === undefined) return;
    const path = join(data, folder);
    const reference = JSON.parse(readFileSync(join(path, 'reference-stats.json'), 'utf8')) as Reference;
    const log = await openFileLog(batches(readText(join(path, file))));
    t.after(() => log.close());
    const report = await mine(log, { flow: 'log' }, { top: 1_000 });
    assert.equal(report.cases, reference.cases);
    assert.equal(report.events, reference.events);
    assert.equal(report.variants, reference.variants);
    assert.equal(report.activities, reference.activities);
    assert.equal(report.edges, reference.dfg_edges);
    assert.deepEqual(Object.fromEntries(report.steps.map(({ activity, count }) => [activity, count])), reference.activities_n);
    const named = (of: 'starts' | 'ends') =>
      Object.fromEntries(report.steps.filter((step) => step[of] > 0).map((step) => [step.activity, step[of]]));
    assert.deepEqual(named('starts'), reference.starts);
    assert.deepEqual(named('ends'), reference.ends);
    assert.deepEqual(
      Object.fromEntries(report.directlyFollows.map((edge) => [`${edge.from} -> ${edge.to}`, edge.count])),
      reference.dfg,
    );
    const counts = new Map(report.topVariants.map((variant) => [variant.activities?.join('|'), variant.count]));
    for (const [count, activities] of reference.top_variants) assert.equal(counts.get(activities.join('|')), count);
    assert.equal(new Date(report.first ?? '').getTime(), new Date(reference.min).getTime());
    assert.equal(new Date(report.last ?? '').getTime(), new Date(reference.max).getTime());
    assert.equal(report.unordered > 0, reference.unsorted_traces > 0);
  });
}

function readText(path: string): string {
  const bytes = readFileSync(path);
  return (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('latin1');
}

/** Reads just what mining needs, trace by trace, without the project's own reader. */
async function* batches(text: string): AsyncGenerator<readonly LoadedEvent[]> {
  let ordinal = 0;
  for (let from = text.indexOf('<trace>'); from >= 0; ordinal += 1) {
    const next = text.indexOf('<trace>', from + 1);
    const trace = text.slice(from, next < 0 ? undefined : next);
    yield Array.from(trace.matchAll(/<event>([\s\S]*?)<\/event>/g), ([, event = '']) => ({
      caseId: `trace ${ordinal}`,
      activity: /key="concept:name" value="([^"]*)"/.exec(event)?.[1] ?? '',
      at: Date.parse(/key="time:timestamp" value="([^"]*)"/.exec(event)?.[1] ?? ''),
    }));
    from = next;
  }
}
