import { mkdtempSync } from 'node:fs';
import { chmod, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { caseId } from '@throughline/engine';
import { serve } from '@throughline/server';
import type pg from 'pg';
import { startAsker } from './http-asker.ts';
import { inFlight, latencyInWords } from './in-flight.ts';
import { type Benchmark, compare } from './measure.ts';
import { accept, parcel } from './parcel-flow.ts';
import { yardstick } from './yardstick.ts';

const cases = 2000;

/** The same single commands over HTTP, each under an idempotency key, against a served company, from a process of its own. */
export const engineHttp: Benchmark = {
  name: 'engine.http',
  run: () =>
    withServed(async (address, pool, engine) => {
      await engine.deploy([parcel], { by: 'bench' });
      const names = Array.from({ length: cases }, (_, index) => String(index).padStart(6, '0'));
      await engine.dispatch(names.map(accept));
      const peer = await yardstick(pool.options.connectionString ?? '', cases);
      const asker = startAsker();
      const urls = names.map((name) => `${address}/api/v1/main/cases/${caseId(accept(name).case)}/commands`);
      const [ours16, peers16]: [number[][], number[][]] = [[], []];
      const movePeer = (name: string) => peer.move(Number(name));
      try {
        const options = { unit: 'commands/s at 128 in flight', peer: 'one guarded update and one event a commit', rounds: 5 };
        const measured = await compare('engine.http', options, async (round) => {
          const [our, its] = [
            await asker.ask({ urls: urls.slice(0, 1000), width: 16 }),
            await inFlight(16, names.slice(0, 1000), movePeer),
          ];
          if (round > 0) ours16.push([...our.each]);
          if (round > 0) peers16.push([...its.each]);
          return { ours: await asker.ask({ urls, width: 128 }), peer: await inFlight(128, names, movePeer) };
        });
        return { ...measured, note: `at 16 in flight ${latencyInWords(ours16)} (beside it ${latencyInWords(peers16)})` };
      } finally {
        asker.end();
        await peer.end();
      }
    }),
};

async function withServed<T>(
  work: (
    address: string,
    pool: pg.Pool,
    engine: Awaited<ReturnType<Awaited<ReturnType<typeof serve>>['house']['company']>>['engine'],
  ) => Promise<T>,
): Promise<T> {
  const home = mkdtempSync(join(tmpdir(), 'throughline-bench-'));
  await chmod(home, 0o711);
  const { DATABASE_URL: _, ...env } = process.env;
  const stopping = new AbortController();
  try {
    const served = await serve({
      env: { ...env, THROUGHLINE_HOME: home, THROUGHLINE_SIGN_IN: 'off' },
      port: 0,
      signal: stopping.signal,
    });
    try {
      const { engine, pool } = await served.house.company('main');
      return await work(served.address, pool, engine);
    } finally {
      stopping.abort();
      await served.closed;
    }
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}
