import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { openDuck } from '../projection/duck.ts';
import { LogReadError } from './errors.ts';
import type { Freshness } from './log-reader.ts';
import { Reading } from './reading.ts';

const fresh: Freshness = { seal: null, recordedAt: null, behind: 0 };
const long = 'select count(*) from range(100000) a, range(100000) b where a.range + b.range = -1';

test('[I112] closed while statements run, it breaks them off, waits for them, and reads nothing more', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'throughline-closing-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  for (let round = 0; round < 8; round += 1) {
    const duck = await openDuck(folder);
    const source = { catchUp: async () => fresh, pin: async () => ({ duck, release: () => undefined }), forget: () => undefined };
    const reader = new Reading(source, 30_000);
    const running = [1, 2, 3].map(() => reader.query(long, []));
    const ends = Promise.allSettled(running);
    for (let turns = 0; turns < round * 20; turns += 1) await turn();
    await reader.close();
    await duck.close();
    for (const end of await ends) assert.equal(end.status, 'rejected');
    await assert.rejects(
      reader.query('select 1', []),
      (error) => error instanceof LogReadError && error.code === 'reader-closed',
    );
  }
});
