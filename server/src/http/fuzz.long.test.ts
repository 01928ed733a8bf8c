import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as testing from '@throughline/testing';
import { assertSound } from '../../test/fuzz/assert-sound.ts';
import { fuzz } from '../../test/fuzz/fuzz.ts';
import { httpHouse } from '../../test/http-house.ts';

const limit = { timeout: 900_000 };
/** Another one each day; the name of the test says it. */
const seed = Number(process.env['THROUGHLINE_FUZZ_SEED'] ?? Math.floor(Date.now() / 86_400_000));

for (const [count, width] of [
  [7000, 1],
  [3000, 12],
] as const) {
  test(`[S150] ${count} requests, ${width} at a time, each answered as the contract says (seed ${seed})`, limit, async (t) => {
    const house = await httpHouse(t, testing, { demo: true });
    const report = await fuzz(house, testing.seededRandom(seed), { count, width });
    assert.deepEqual(report.faults, [], `THROUGHLINE_FUZZ_SEED=${seed}`);
    if (width === 1)
      assert.deepEqual(report.neverDone, [], 'Each operation must have succeeded at least once, or it was not tried');
    await assertSound(house);
  });
}
