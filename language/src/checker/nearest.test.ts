import assert from 'node:assert/strict';
import { test } from 'node:test';
import { listed, nearest, suggestion } from './nearest.ts';

const states = ['sent', 'paid', 'partially_paid', 'written_off'];

const meant: readonly (readonly [written: string, meant: string | undefined])[] = [
  ['snet', 'sent'],
  ['payed', 'paid'],
  ['Paid', 'paid'],
  ['partialy_paid', 'partially_paid'],
  ['partially-payed', 'partially_paid'],
  ['writen_of', 'written_off'],
  ['collection', undefined],
  ['x', undefined],
  ['', undefined],
];

test('[L72] of the names there are, the nearest is suggested, and none where none is near', () => {
  for (const [written, expected] of meant) assert.equal(nearest(written, states), expected, written);
});

test('[L72] where none is near, the names are listed, at most twelve', () => {
  assert.equal(suggestion('collection', ['sent', 'paid'], 'none'), 'Declare it, or take one of: "sent", "paid".');
  assert.equal(suggestion('collection', [], 'There are none.'), 'There are none.');
  const many = Array.from({ length: 15 }, (_, index) => `s${index}`);
  assert.ok(listed(many).endsWith('"s11" and 3 more'));
});
