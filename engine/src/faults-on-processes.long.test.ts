import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { type Checked, countFindings } from '../test/faults/check-log.ts';
import { canMount } from '../test/faults/cluster.ts';
import { cutAll, pointsOf, statementsOf, strikeAll } from '../test/faults/everywhere.ts';
import { freezeAt } from '../test/faults/freeze.ts';
import { fillUp } from '../test/faults/full-disk.ts';
import { loadUnderFire } from '../test/faults/load.ts';
import type { Blow, Side } from '../test/faults/strike.ts';
import { Trial } from '../test/faults/trial.ts';
import { verifyLog } from './verify/verify-log.ts';

/** So many transactions there are about, until the messages of a story have been delivered. */
const commitsOfMessages = 12;
/** And until its end. */
const commitsOfStory = 24;
const seed = Number(process.env['SEED'] ?? 1);

async function opened(t: TestContext, options: { readonly bytes?: number } = {}): Promise<Trial> {
  const trial = await Trial.open(options);
  t.after(() => trial.close());
  return trial;
}

async function requireWhole(t: TestContext, trial: Trial, more: object): Promise<Checked> {
  const checked = await trial.check();
  const { lost, twice, ...others } = countFindings(checked.findings);
  const told = { ...more, unanswered: trial.unanswered, restarts: trial.cluster.restarts(), ...checked.figures, lost, twice };
  t.diagnostic(JSON.stringify(told));
  assert.deepEqual(checked.findings.slice(0, 10), [], JSON.stringify(others));
  assert.deepEqual((await verifyLog(trial.pool)).findings, []);
  return checked;
}

/** How many of the points, of which the seed says which: killing the server takes long. */
type Share = 1 | 2 | 3;

const everywhere: readonly (readonly [number: string, blow: Blow, side: Side, share: Share])[] = [
  ['E270', 'kill-self', 'sent', 1],
  ['E271', 'kill-backend', 'sent', 1],
  ['E271', 'end-backend', 'before', 2],
  ['E271', 'kill-postmaster', 'sent', 3],
  ['E271', 'fail 40P01', 'before', 3],
  ['E271', 'fail 55P03', 'before', 3],
  ['E271', 'fail 57014', 'after', 3],
  ['E271', 'fail 53100', 'before', 2],
  ['E272', 'cut', 'after', 2],
];

for (const [number, blow, side, share] of everywhere) {
  test(`[${number}] at ${share === 1 ? 'every statement' : `one statement in ${share}`}: ${blow}`, async (t) => {
    const trial = await opened(t);
    const all = pointsOf(await statementsOf(trial), blow, [side], seed);
    const answered = blow === 'kill-self' ? pointsOf(new Map([['commit', commitsOfStory]]), blow, ['after'], seed) : [];
    const points = [...all.filter((_, index) => index % share === seed % share), ...answered];
    const struck = await strikeAll(trial, 'p', points);
    await requireWhole(t, trial, { blow, ...struck });
  });
}

test('[E272] a connection that is cut at any request', async (t) => {
  const trial = await opened(t);
  const struck = await cutAll(trial, 3);
  await requireWhole(t, trial, struck);
});

test('[E273] under load, whatever is killed, frozen or set to another time', async (t) => {
  const trial = await opened(t);
  const blows = await loadUnderFire(trial, { seed, blows: 50, clients: 6, hosts: 3 });
  await requireWhole(t, trial, blows);
});

test('[E274] a process that is frozen at any commit for longer than its leases, and wakes up, does nothing twice', async (t) => {
  const trial = await opened(t);
  let [rounds, blows] = [0, 0];
  for (let nth = 1; nth <= commitsOfMessages; nth += 1) {
    rounds += 1;
    blows += (await freezeAt(trial, `${nth % 2 === 0 ? 'L' : 'D'}ice${nth}`, { label: 'commit', nth, side: 'after' })) ? 1 : 0;
  }
  assert.ok(blows > 5, `${blows}`);
  await requireWhole(t, trial, { blow: 'freeze-self', rounds, blows });
});

const diskBytes = 260 * 1024 * 1024;

test('[E275] a disk that is full loses nothing, and all goes on when there is room', async (t) => {
  if (!canMount())
    return t.skip('Only who may mount a file system can fill it; a write that fails as if it were full: E271, 53100');
  const trial = await opened(t, { bytes: diskBytes });
  const struck = await fillUp(trial, 8);
  assert.ok(struck.blows > 3, `${struck.blows}`);
  await requireWhole(t, trial, struck);
});
