import { test } from 'node:test';
import * as testing from '@throughline/testing';
import { killShop } from '../../test/kill-shop.ts';

test(
  '[S748] the server is killed while deliveries and facts come in: what it acknowledged is there, and sent again all is there once',
  { timeout: 120_000 },
  (t) => killShop(t, testing, { orders: 40, blows: [{ afterAnswers: 15 }] }),
);
