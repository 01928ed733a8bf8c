import { hash } from 'node:crypto';
import { realpathSync } from 'node:fs';
import { hostname } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import type { ClientBase } from 'pg';

const lookEveryMs = 25;

/**
 * One process at a time writes a folder: the lock is one of PostgreSQL's, so it goes with its session, however that ends. `false`: another held
 * it for as long as this one waits.
 */
export async function lockFolder(client: ClientBase, folder: string, patienceMs: number): Promise<boolean> {
  const until = performance.now() + patienceMs;
  for (;;) {
    const { rows } = await client.query<{ locked: boolean }>({
      text: 'select pg_try_advisory_lock($1::int8) as locked',
      values: [keyOf(folder)],
    });
    if (rows[0]?.locked === true) return true;
    if (performance.now() >= until) return false;
    await wait(lookEveryMs);
  }
}

export async function unlockFolder(client: ClientBase, folder: string): Promise<void> {
  await client.query({ text: 'select pg_advisory_unlock($1::int8)', values: [keyOf(folder)] });
}

function keyOf(folder: string): string {
  return String(Buffer.from(hash('sha256', `${hostname()}:${realpathSync(folder)}`, 'buffer')).readBigInt64BE());
}
