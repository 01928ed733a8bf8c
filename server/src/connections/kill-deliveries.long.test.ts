// Takes about a minute.
import { test } from 'node:test';
import * as testing from '@throughline/testing';
import { killShop } from '../../test/kill-shop.ts';

test('[S748] twelve blows at different moments lose nothing and double nothing', { timeout: 600_000 }, (t) => {
  const blows = [0, 1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144].map((afterAnswers) => ({ afterAnswers }));
  return killShop(t, testing, { orders: 400, blows });
});
