import assert from 'node:assert/strict';
import { test } from 'node:test';
import { waitHeat, waitShare, waitText } from './wait.ts';

const day = 86_400_000;

test('[K494] waits are told to a tenth, and warm by how far they are beyond their target', () => {
  assert.deepEqual(
    [38.14 * day, day, 3_600_000, 4.25 * 3_600_000, 59_000, 0].map((ms) => waitText(ms, 'en-GB')),
    ['38.1 d', '1.0 d', '1.0 h', '4.3 h', '1 min', '0 min'],
  );
  assert.deepEqual([undefined, 0, 1, 1.01, 1.25, 1.26, 1.75, 1.76, 9].map(waitHeat), [0, 0, 0, 1, 1, 2, 2, 3, 3]);
  const target = { text: '10 days', parameter: null, ms: 10 * day };
  assert.equal(waitShare({ medianMs: 19.2 * day, target }), 1.92);
  assert.equal(waitShare({ medianMs: null, target }), undefined, 'nothing has left it');
  assert.equal(waitShare({ medianMs: day, target: null }), undefined, 'it has no target');
  assert.equal(waitShare({ medianMs: day, target: { ...target, ms: 0 } }), undefined);
});
