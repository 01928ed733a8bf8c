import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { openDatabase } from '@throughline/server/postgres';
import { needsData } from '@throughline/testing';
import pg from 'pg';
import { memoryOf, postmasterOf, treeOf } from '../test/process-tree.ts';

/*
 * The whole log of the fines through the command line: what it finds, what it takes, and that a run which is killed again and
 * again ends where an uninterrupted one does. Some five minutes.
 */

const root = fileURLToPath(new URL('../..', import.meta.url));
const events = 561_470;
let folder = '';
let mapping = '';

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'throughline-fines-'));
  await chmod(folder, 0o711);
  mapping = join(folder, 'mapping.json');
  // Two imports are the same only if history ends at the same instant for both.
  const declared = JSON.parse(await readFile(join(root, 'examples/fines/mapping.json'), 'utf8')) as object;
  await writeFile(mapping, JSON.stringify({ ...declared, liveFrom: '2026-01-01T00:00:00Z' }));
});
after(() => rm(folder, { recursive: true, force: true }));

interface Run {
  readonly process: ChildProcess;
  readonly output: Promise<{ readonly code: number | null; readonly stdout: string; readonly stderr: string }>;
  /** Resolves when the import has reported so many events, or has ended. */
  reached(events: number): Promise<void>;
}

function throughline(home: string, ...words: readonly string[]): Run {
  const { DATABASE_URL: _, ...env } = process.env;
  const child = spawn(process.execPath, [join(root, 'cli/src/main.ts'), ...words], {
    cwd: root,
    env: { ...env, THROUGHLINE_HOME: home },
  });
  let [stdout, stderr] = ['', ''];
  let waiting: { readonly events: number; readonly resolve: () => void } | undefined;
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    const last = /([\d,]+) events(?![\s\S]* events)/.exec(stderr)?.[1];
    if (waiting !== undefined && last !== undefined && Number(last.replaceAll(',', '')) >= waiting.events) waiting.resolve();
  });
  const output = new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve) => {
    child.on('close', (code) => {
      waiting?.resolve();
      resolve({ code, stdout, stderr });
    });
  });
  return {
    process: child,
    output,
    reached: (wanted) =>
      new Promise((resolve) => {
        waiting = { events: wanted, resolve };
      }),
  };
}

const importWords = (data: string) =>
  [
    'import',
    join(data, 'road-traffic-fines/traffic.xes.gz'),
    '--flow',
    'examples/fines/flow.ts',
    '--mapping',
    mapping,
    '--json',
  ] as const;

function lastLine(stdout: string): Record<string, number> {
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '{}') as Record<string, number>;
}

test('[X20] the whole log of the fines is imported, mined and verified, within 1 GB of memory', async (t) => {
  const data = needsData(t);
  if (data === undefined) return;
  const home = join(folder, 'whole');
  const run = throughline(home, ...importWords(data));
  let peak = 0;
  const watch = setInterval(() => {
    peak = Math.max(peak, memoryOf(treeOf(run.process.pid, postmasterOf(home))));
  }, 500);
  const { code, stdout, stderr } = await run.output;
  clearInterval(watch);
  assert.equal(code, 0, stderr);
  const report = lastLine(stdout);
  t.diagnostic(
    `${Math.round(events / (report.seconds ?? Number.NaN))} events/s, ${Math.round(peak / 2 ** 20)} MB at most (all processes)`,
  );
  const { cases, deviations, deviatingCases, rejected, duplicates } = report;
  assert.deepEqual(
    { cases, events: report.events, deviations, deviatingCases, rejected, duplicates },
    { cases: 150_370, events, deviations: 392, deviatingCases: 289, rejected: 0, duplicates: 0 },
  );
  assert.ok(peak < 2 ** 30, `${peak} bytes`);

  const mined = lastLine((await throughline(home, 'mine', 'fine', '--json').output).stdout);
  assert.deepEqual([mined.cases, mined.events, mined.activities, mined.variants, mined.edges], [150_370, events, 11, 231, 70]);
  const verified = await throughline(home, 'log', 'verify', '--json').output;
  assert.equal(verified.code, 0, verified.stdout);
});

test('[X21] killed with -9 (client, server process, postmaster) in the middle, and run again, it ends as if uninterrupted', async (t) => {
  const data = needsData(t);
  if (data === undefined) return;
  const home = join(folder, 'killed');
  const kills: readonly [number, (run: Run) => number | undefined][] = [
    [20_000, (run) => run.process.pid],
    [20_000, () => busiestBackend(postmasterOf(home))],
    [20_000, () => postmasterOf(home)],
  ];
  for (const [reached, victim] of kills) {
    const run = throughline(home, ...importWords(data));
    await run.reached(reached);
    const pid = victim(run);
    assert.ok(pid !== undefined, 'The import had ended before it could be killed');
    process.kill(pid, 'SIGKILL');
    assert.notEqual((await run.output).code, 0);
  }
  const { code, stdout, stderr } = await throughline(home, ...importWords(data)).output;
  assert.equal(code, 0, stderr);
  const report = lastLine(stdout);
  assert.equal((report.events ?? 0) + (report.duplicates ?? 0), events);
  assert.ok((report.duplicates ?? 0) > 0, 'The killed runs had recorded nothing');
  const verified = await throughline(home, 'log', 'verify', '--json').output;
  assert.equal(verified.code, 0, verified.stdout);
  assert.deepEqual(await contentOf(home), await contentOf(join(folder, 'whole')));
});

/** A server process of PostgreSQL that serves a client: the one that has used most of the processor is the importing one. */
function busiestBackend(postmaster: number | undefined): number | undefined {
  const backends = treeOf(postmaster).filter((pid) => pid !== postmaster);
  return backends.sort((a, b) => memoryOf([b]) - memoryOf([a]))[0];
}

/** One hash a table, over all columns but those that differ from run to run: recorded_at, salts, commitments and hashes. */
async function contentOf(home: string): Promise<Readonly<Record<string, string>>> {
  const { DATABASE_URL: _, ...env } = process.env;
  const database = await openDatabase({ env: { ...env, THROUGHLINE_HOME: home }, name: 'main' });
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  try {
    const content: Record<string, string> = {};
    for (const table of ['case_', 'case_data', 'event', 'receipt', 'effect', 'link', 'quarantine', 'source', 'flow_version']) {
      const { rows: columns } = await client.query<{ name: string }>(
        `select attname as name from pg_attribute where attrelid = ('throughline.' || $1)::regclass and attnum > 0 and not attisdropped
          and attname !~ '^(recorded_at|deployed_at|.*_salt|.*_commitment|hash|head)$' order by attnum`,
        [table],
      );
      const row = columns.map(({ name }) => name).join(', ');
      const { rows } = await client.query<{ content: string }>(
        `select count(*) || ' ' || coalesce(sum(('x' || substr(md5(row(${row})::text), 1, 15))::bit(60)::int8)::text, '') as content
          from throughline.${table}`,
      );
      content[table] = rows[0]?.content ?? '';
    }
    return content;
  } finally {
    await client.end();
    await database.close();
  }
}
