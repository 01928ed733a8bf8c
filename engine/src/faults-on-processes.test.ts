import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { countFindings } from '../test/faults/check-log.ts';
import { cutAll, pointsOf, statementsOf, strikeAll } from '../test/faults/everywhere.ts';
import type { Blow } from '../test/faults/strike.ts';
import { Trial } from '../test/faults/trial.ts';
import { verifyLog } from './verify/verify-log.ts';

/*
 * A story that uses what the engine does is told again and again to processes that are struck at one point. Whoever gets no answer asks
 * again, of whoever is there. In the end a program that shares nothing with the engine compares what was asked for with what there is.
 */

let trial: Trial;
let statements: ReadonlyMap<string, number>;

before(async () => {
  trial = await Trial.open();
  statements = await statementsOf(trial);
});
after(() => trial.close());

const every = (step: number, from: number) => (_: unknown, index: number) => index % step === from;

async function requireWhole(): Promise<void> {
  const { findings } = await trial.check();
  assert.deepEqual(findings.slice(0, 10), [], JSON.stringify(countFindings(findings)));
  assert.deepEqual((await verifyLog(trial.pool)).findings, []);
}

test('[E270] a process that is killed at a statement, or before its commit is answered, loses nothing and repeats nothing', async () => {
  const points = pointsOf(statements, 'kill-self', ['sent'], 1)
    .filter(({ label }) => label === 'commit')
    .filter(every(9, 3));
  const { blows } = await strikeAll(trial, 'self', points);
  assert.equal(blows, points.length);
  await requireWhole();
});

for (const [blow, from] of [
  ['kill-backend', 3],
  ['end-backend', 17],
  ['kill-postmaster', 29],
  ['fail 40P01', 41],
  ['fail 55P03', 8],
  ['fail 57014', 20],
] as const satisfies readonly (readonly [Blow, number])[]) {
  test(`[E271] nor does the database, where a statement meets with: ${blow}`, async () => {
    const side = blow.startsWith('fail') ? 'before' : 'sent';
    const points = pointsOf(statements, blow, [side], from).filter(every(60, from));
    const { blows } = await strikeAll(trial, blow.replaceAll(/\W/g, ''), points);
    assert.equal(blows, points.length);
    await requireWhole();
  });
}

test('[E272] nor does a connection that is cut within a request or an answer', async () => {
  const { blows } = await cutAll(trial, 29);
  assert.ok(blows > 3, `${blows}`);
  await requireWhole();
});
