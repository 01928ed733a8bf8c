import { execFileSync } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import { createEngine } from '@throughline/engine';
import pg from 'pg';
import { withDurableDatabase } from './durable-database.ts';
import { percentile } from './in-flight.ts';
import type { Benchmark } from './measure.ts';
import { accept, hop, parcel } from './parcel-flow.ts';

/** As often as one who keeps the embedded server brings it up again within a minute. */
const rounds = 5;
const hands = 8;
const pauseMs = 10;

/**
 * PostgreSQL is killed (its first process, by SIGKILL) under load and brought up again: how long until the engine has committed the first
 * thing. Beside it, how long until a bare client that tries as often has: the difference is the engine's own.
 */
export const engineResume: Benchmark = {
  name: 'engine.resume',
  run: () =>
    withDurableDatabase(async (pool, connectionString) => {
      const engine = createEngine({ database: pool });
      await engine.deploy([parcel], { by: 'bench' });
      const names = Array.from({ length: hands }, (_, index) => `R${index}`);
      await engine.dispatch(names.map(accept));
      const [ours, bare, after]: [number[], number[], number[]] = [[], [], []];
      for (let round = 0; round < rounds; round += 1) {
        const load = startLoad(names, (name) => engine.submit(hop(name)));
        await load.progress();
        process.kill(await firstProcess(connectionString), 'SIGKILL');
        const killed = performance.now();
        // Until they notice, its children go on with what they have in hand.
        await load.isDown();
        const [committed, answered] = await Promise.all([load.progress(), firstCommit(connectionString)]);
        ours.push(committed - killed);
        bare.push(answered - killed);
        after.push(committed - answered);
        await load.stop();
      }
      const ratios = ours.map((value, index) => (bare[index] ?? 0) / value);
      return {
        name: 'engine.resume',
        value: Math.round(percentile(ours, 0.5)),
        unit: 'ms from kill -9 of PostgreSQL to the first commit',
        peer: Math.round(percentile(bare, 0.5)),
        peerName: 'a bare client that tries as often',
        ratio: Number(percentile(ratios, 0.5).toFixed(3)),
        rounds,
        spread: [Number(Math.min(...ratios).toFixed(3)), Number(Math.max(...ratios).toFixed(3))],
        note: `behind the bare client ${after.map((value) => value.toFixed(0)).join(', ')} ms`,
      };
    }),
};

interface Load {
  /** When the next one succeeds. */
  progress(): Promise<number>;
  /** Resolves when the last answer of every hand was an error. */
  isDown(): Promise<void>;
  stop(): Promise<void>;
}

/** Each hand asks again as soon as it has an answer, and a moment after an error. */
function startLoad(names: readonly string[], submit: (name: string) => Promise<unknown>): Load {
  let isStopping = false;
  const failing = new Set<string>();
  let onProgress = (_: number) => {};
  let onDown = () => {};
  const hand = async (name: string) => {
    while (!isStopping) {
      try {
        await submit(name);
        failing.delete(name);
        onProgress(performance.now());
      } catch {
        failing.add(name);
        if (failing.size === names.length) onDown();
        await wait(pauseMs);
      }
    }
  };
  const working = Promise.all(names.map(hand));
  return {
    progress: () =>
      new Promise((resolve) => {
        onProgress = resolve;
      }),
    isDown: () =>
      new Promise((resolve) => {
        onDown = resolve;
      }),
    async stop() {
      isStopping = true;
      await working;
    },
  };
}

/** The process that all of PostgreSQL's are children of. */
async function firstProcess(connectionString: string): Promise<number> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
  const parent = execFileSync('ps', ['-o', 'ppid=', '-p', String(rows[0]?.pid)], { encoding: 'utf8' });
  await client.end();
  return Number(parent);
}

async function firstCommit(connectionString: string): Promise<number> {
  for (;;) {
    const client = new pg.Client({ connectionString });
    client.on('error', () => undefined);
    try {
      await client.connect();
      await client.query('create table if not exists public.probe (at timestamptz)');
      await client.query('insert into public.probe values (now())');
      return performance.now();
    } catch {
      await wait(pauseMs);
    } finally {
      await client.end().catch(() => undefined);
    }
  }
}
