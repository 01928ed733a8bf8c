import { execFile, fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Timed } from './measure.ts';

const folder = fileURLToPath(new URL('../peers/', import.meta.url));

/** A peer that runs in a process of its own. */
export interface Peer {
  /** Takes so many things through six transitions each, so many at a time. */
  round(things: number, inFlight: number): Promise<Timed>;
  end(): Promise<void>;
}

/** The peers have a lock file of their own and are no part of the product: they are installed when one of them is first run. */
async function install(): Promise<void> {
  if (existsSync(new URL('../peers/node_modules/.package-lock.json', import.meta.url))) return;
  await promisify(execFile)('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: folder });
}

export type PeerName = 'pg-boss' | 'pg-boss.notify' | 'dbos';

export async function startPeer(name: PeerName, connectionString: string): Promise<Peer> {
  await install();
  const [program, ...options] = name.split('.');
  const child = fork(`${folder}${program}.mjs`, [connectionString, ...options], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: { ...process.env, NODE_NO_WARNINGS: '1' },
  });
  const ended = new Promise<never>((_, reject) => {
    child.once('exit', (code) => reject(new Error(`${name} ended with ${code}`)));
  });
  ended.catch(() => undefined);
  const answer = <T>() => Promise.race([ended, new Promise<T>((resolve) => child.once('message', (said) => resolve(said as T)))]);
  await answer();
  return {
    round(things, inFlight) {
      const done = answer<Timed>();
      child.send({ things, inFlight });
      return done;
    },
    async end() {
      child.kill('SIGKILL');
      await ended.catch(() => undefined);
    },
  };
}
