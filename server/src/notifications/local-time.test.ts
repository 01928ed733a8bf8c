import assert from 'node:assert/strict';
import { test } from 'node:test';
import { digestInstant, isQuiet, localTime } from './local-time.ts';

const at = (text: string) => Date.parse(text);

test('[S509] hours are those of the person’s zone, and quiet hours may go over midnight', () => {
  assert.deepEqual(localTime('Europe/Berlin', at('2026-07-01T22:30:00Z')), { day: '2026-07-02', hour: 0, minute: 30 });
  assert.deepEqual(localTime('America/New_York', at('2026-01-01T03:05:00Z')), { day: '2025-12-31', hour: 22, minute: 5 });
  const night = { from: 20, until: 7 };
  assert.deepEqual(
    [19, 20, 23, 0, 6, 7].map((hour) => isQuiet(night, hour)),
    [false, true, true, true, true, false],
  );
  assert.deepEqual(
    [8, 9, 11, 12].map((hour) => isQuiet({ from: 9, until: 12 }, hour)),
    [false, true, true, false],
  );
  assert.equal(isQuiet({ from: 9, until: 9 }, 9), false);
  assert.equal(isQuiet(null, 3), false);
});

test('[S508] the digest of a day is due from its hour on', () => {
  const now = at('2026-07-01T09:30:20Z');
  const local = localTime('Europe/Berlin', now);
  assert.equal(digestInstant(now, local, 8), at('2026-07-01T06:00:00Z'));
  assert.equal(digestInstant(now, local, 11), at('2026-07-01T09:00:00Z'));
  assert.equal(digestInstant(now, local, 12), undefined);
});
