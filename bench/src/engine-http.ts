import { mkdtempSync } from 'node:fs';
import { chmod, rm } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { caseId } from '@throughline/engine';
import { serve } from '@throughline/server';
import type pg from 'pg';
import { inFlight, latencyInWords } from './in-flight.ts';
import { type Benchmark, compare } from './measure.ts';
import { accept, parcel } from './parcel-flow.ts';
import { yardstick } from './yardstick.ts';

const cases = 2000;

/** The same single commands over HTTP, each under an idempotency key, against a served company; asker and server are one process. */
export const engineHttp: Benchmark = {
  name: 'engine.http',
  run: () =>
    withServed(async (address, pool, engine) => {
      await engine.deploy([parcel], { by: 'bench' });
      const names = Array.from({ length: cases }, (_, index) => String(index).padStart(6, '0'));
      await engine.dispatch(names.map(accept));
      const peer = await yardstick(pool.options.connectionString ?? '', cases);
      const agent = new Agent({ keepAlive: true, maxSockets: 128 });
      const [ours16, peers16]: [number[][], number[][]] = [[], []];
      let asked = 0;
      const move = async (name: string) => {
        asked += 1;
        const id = caseId(accept(name).case);
        const status = await post(agent, `${address}/api/v1/main/cases/${id}/commands`, `hop-${asked}`);
        if (status !== 200) throw new Error(`A command was answered with ${status}`);
      };
      const movePeer = (name: string) => peer.move(Number(name));
      try {
        const options = { unit: 'commands/s at 128 in flight', peer: 'one guarded update and one event a commit', rounds: 5 };
        const measured = await compare('engine.http', options, async (round) => {
          const [our, its] = [await inFlight(16, names.slice(0, 1000), move), await inFlight(16, names.slice(0, 1000), movePeer)];
          if (round > 0) ours16.push([...our.each]);
          if (round > 0) peers16.push([...its.each]);
          return { ours: await inFlight(128, names, move), peer: await inFlight(128, names, movePeer) };
        });
        return { ...measured, note: `at 16 in flight ${latencyInWords(ours16)} (beside it ${latencyInWords(peers16)})` };
      } finally {
        agent.destroy();
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
    const served = await serve({ env: { ...env, THROUGHLINE_HOME: home }, port: 0, signal: stopping.signal });
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

function post(agent: Agent, url: string, idempotencyKey: string): Promise<number> {
  const headers = { 'content-type': 'application/json', 'idempotency-key': idempotencyKey };
  return new Promise((resolve, reject) => {
    const asking = request(url, { agent, method: 'POST', headers }, (answer) => {
      answer.resume();
      answer.on('end', () => resolve(answer.statusCode ?? 0));
    });
    asking.on('error', reject);
    asking.end('{"type":"hop"}');
  });
}
