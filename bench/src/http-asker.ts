import { fork } from 'node:child_process';
import { Agent, request } from 'node:http';
import { fileURLToPath } from 'node:url';
import { inFlight } from './in-flight.ts';
import type { Timed } from './measure.ts';

/*
 * Asks over HTTP from a process of its own, as clients do: in one with the server, each would wait for the other's processor time.
 */

export interface Round {
  readonly urls: readonly string[];
  readonly width: number;
}

export type Asked = Timed & { readonly each: readonly number[] };

export interface Asker {
  ask(round: Round): Promise<Asked>;
  end(): void;
}

export function startAsker(): Asker {
  const child = fork(fileURLToPath(import.meta.url), ['asks'], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const ended = new Promise<never>((_, reject) => {
    child.once('exit', (code) => reject(new Error(`The asker ended with ${code}`)));
  });
  ended.catch(() => undefined);
  return {
    ask(round) {
      const answer = new Promise<Asked>((resolve) => child.once('message', (said) => resolve(said as Asked)));
      child.send(round);
      return Promise.race([ended, answer]);
    },
    end: () => child.kill(),
  };
}

function answerRounds(): void {
  const agent = new Agent({ keepAlive: true, maxSockets: 128 });
  let asked = 0;
  process.on('message', async ({ urls, width }: Round) => {
    const result = await inFlight(width, urls, async (url) => {
      asked += 1;
      const status = await post(agent, url, `hop-${asked}`);
      if (status !== 200) throw new Error(`A command was answered with ${status}`);
    });
    process.send?.(result);
  });
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

if (process.argv[2] === 'asks' && process.send !== undefined) answerRounds();
