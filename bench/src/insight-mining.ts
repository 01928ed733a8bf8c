import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { directlyFollows, type LogReader, mine } from '@throughline/insight';
import { writeInsightLog } from './insight-log.ts';
import { type Benchmark, compare, type Measurement, type Timed } from './measure.ts';

const events = 10_000_000;
const threads = 2;

/** The columns that the graph is made of: read, and no more. How steps are to be read is part of ours, not of the limit. */
const scan = `select sum(gap_ms)::double precision as ms, min(length(type)) as a, min(length(prev_type)) as b
from throughline.event_log where flow = 'order'`;

/** The directly-follows graph with means, medians and 90th percentiles. Its limit: reading its columns once. Both in CPU time, on two threads. */
export const insightDfg: Benchmark = {
  name: 'insight.dfg',
  run: () =>
    withLog(async (reader) => {
      const options = { unit: 'events/cpu-s', peer: 'scan of its columns', rounds: 5 };
      return await compare('insight.dfg', options, async () => ({
        ours: await cpuTime(async () => {
          const { listed } = await directlyFollows(reader, { flow: 'order' });
          if (listed.length < 100) throw new Error('The graph is not whole');
        }),
        peer: await cpuTime(async () => void (await reader.query(scan, []))),
      }));
    }),
};

const goalMs = 5_000;

/** All views of mining in one call. Beside it the goal: 5 CPU seconds. Memory is what the process holds at most, DuckDB and this program together. */
export const insightViews: Benchmark = {
  name: 'insight.views',
  run: () =>
    withLog(async (reader) => {
      let megabytes = 0;
      const options = { unit: 'events/cpu-s', peer: 'goal of 5 CPU seconds', rounds: 3 };
      const found: Measurement = await compare('insight.views', options, async () => {
        const watch = setInterval(() => {
          megabytes = Math.max(megabytes, process.memoryUsage().rss / 1e6);
        }, 20);
        const ours = await cpuTime(async () => {
          const { cases } = await mine(
            reader,
            { flow: 'order' },
            { top: 50, handoversBy: 'actor', amount: { amount: 'amount' } },
          );
          if (cases === 0) throw new Error('Nothing was mined');
        });
        clearInterval(watch);
        return { ours, peer: { count: events, milliseconds: goalMs } };
      });
      return { ...found, note: `at most ${Math.round(megabytes)} MB resident` };
    }),
};

async function withLog<T>(work: (reader: LogReader) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'throughline-bench-mining-'));
  try {
    const reader = (await writeInsightLog({ events, seed: 42, folder })).read({ threads });
    try {
      return await work(reader);
    } finally {
      await reader.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function cpuTime(work: () => Promise<void>): Promise<Timed> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return { count: events, milliseconds: (user + system) / 1000 };
}
