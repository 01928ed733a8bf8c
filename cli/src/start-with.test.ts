import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { terminal } from '../test/terminal.ts';

const limit = { timeout: 240_000 };

interface Started {
  readonly run?: { readonly id: string; readonly cases: number };
  readonly totals?: { readonly totals: readonly { readonly sum: string; readonly recorded: string }[] };
}

test(
  '[X100] start-with asks what can be read in two ways and writes nothing; answered, the sums of the log are the file’s; [X101] import-retract takes it back',
  limit,
  async (t) => {
    const { throughline } = terminal(t);
    const folder = mkdtempSync(join(tmpdir(), 'throughline-start-with-'));
    t.after(() => rmSync(folder, { recursive: true }));
    const file = join(folder, 'orders.csv');
    const rows = [
      'Order no,Ordered on,Shipped on,Amount EUR',
      'A1,01/02/2026,03/02/2026,10.10',
      'A2,02/02/2026,04/02/2026,20.05',
      '',
    ];
    writeFileSync(file, rows.join('\n'));
    const asked = await throughline(['start-with', file]);
    assert.equal(asked.code, 2, asked.stderr);
    assert.match(asked.stderr, /Nothing was written/);
    assert.match(asked.stderr, /01\/02\/2026 is 1 February 2026/);
    const done = await throughline([
      'start-with',
      file,
      '--dates',
      'D/M/YYYY',
      '--name',
      'my-orders',
      '--flow',
      'draft',
      '--json',
    ]);
    assert.equal(done.code, 0, done.stderr);
    const { run, totals } = JSON.parse(done.stdout) as Started;
    assert.deepEqual(
      totals?.totals.map(({ sum, recorded }) => [sum, recorded]),
      [['30.15', '30.15']],
    );
    const would = await throughline(['import-retract', run?.id ?? '']);
    assert.match(would.stdout, /Would be taken back .*: 2 cases with 4 facts of my-orders/);
    const back = await throughline(['import-retract', run?.id ?? '', '--reason', 'The wrong year']);
    assert.match(back.stdout, /^Taken back: 2 cases/);
  },
);
