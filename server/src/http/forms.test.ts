import { test } from 'node:test';
import * as testing from '@throughline/testing';
import { assertAccessFormsRefuse, assertFormsRefuse } from '../../test/try-forms.ts';

test('[S472] a twelfth of what does not fit each form of each flow is refused by code and field', { timeout: 600_000 }, (t) =>
  assertFormsRefuse(t, testing, 12),
);

test('[S472] so do the forms of accounts, loans and keys', { timeout: 300_000 }, (t) => assertAccessFormsRefuse(t, testing, 1));
