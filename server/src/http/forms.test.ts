import { test } from 'node:test';
import * as testing from '@throughline/testing';
import { assertFormsRefuse } from '../../test/try-forms.ts';

test('[S472] a twelfth of what does not fit each form of each flow is refused by code and field', { timeout: 600_000 }, (t) =>
  assertFormsRefuse(t, testing, 12),
);
