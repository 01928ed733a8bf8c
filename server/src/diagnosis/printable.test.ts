import assert from 'node:assert/strict';
import { test } from 'node:test';
import { printable } from './printable.ts';

test('[S566] letters that the fonts of a brief do not have lose their accents; what is not there at all is a question mark', () => {
  assert.equal(printable('Präzision “Łódź” −3 → 4 €'), 'Präzision “Lódz” -3 to 4 €');
  assert.equal(printable('漢 ✓'), '? ?');
});
