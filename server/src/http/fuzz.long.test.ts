import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as testing from '@throughline/testing';
import { assertAllAsked, signedInAskers } from '../../test/fuzz/askers.ts';
import { assertSound } from '../../test/fuzz/assert-sound.ts';
import { fuzz } from '../../test/fuzz/fuzz.ts';

const limit = { timeout: 900_000 };
/** Another one each day; the name of the test says it. */
const seed = Number(process.env['THROUGHLINE_FUZZ_SEED'] ?? Math.floor(Date.now() / 86_400_000));

/** These need a code, the password of whoever asks, or a single sign-on: their own tests have them. */
const unguessed: ReadonlySet<string> = new Set([
  'POST /session/second-factor',
  'POST /session/password/change',
  'POST /session/single-sign-on',
  'POST /session/second-factor/enrol',
  'POST /session/second-factor/confirm',
  'POST /session/second-factor/remove',
  'DELETE /sessions/{session}',
]);

for (const [count, width] of [
  [7000, 1],
  [3000, 12],
] as const) {
  test(`[S150] ${count} requests, ${width} at a time, each answered as the contract says (seed ${seed})`, limit, async (t) => {
    const { house, askers } = await signedInAskers(t, testing);
    const report = await fuzz(house, testing.seededRandom(seed), { count, width, askers });
    assert.deepEqual(report.faults, [], `THROUGHLINE_FUZZ_SEED=${seed}`);
    if (width === 1)
      assert.deepEqual(
        report.neverDone.filter((name) => !unguessed.has(name)),
        [],
        'Each operation must have succeeded at least once, or it was not tried',
      );
    await assertSound(house);
    assertAllAsked(report, askers);
  });
}
