import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Action, FormField } from '@throughline/api';
import { findAction, readAssignments } from './command-data.ts';

const field = (kind: FormField['kind'], more: Partial<FormField> = {}): FormField => ({
  ...{ name: 'x', title: 'X', kind, required: true },
  ...more,
});

const readable: readonly (readonly [field: FormField, text: string, currency: string | null, value: unknown])[] = [
  [field('money'), '1250.00', 'EUR', 125_000],
  [field('money'), '-0.05', 'EUR', -5],
  [field('money'), '1250', 'JPY', 1250],
  [field('money'), '1.250', 'KWD', 1250],
  [field('number'), '7.5', null, 7.5],
  [field('flag'), 'yes', null, true],
  [field('day'), '2026-01-31', null, '2026-01-31'],
  [field('text'), 'a=b', null, 'a=b'],
  [field('text', { many: true }), 'a, b', null, ['a', 'b']],
];
for (const [asked, text, currency, value] of readable) {
  test(`[X24] ${asked.kind} ${text} ${currency ?? ''} is read`, () => {
    assert.deepEqual(readAssignments([asked], { x: text }, currency), { x: value });
  });
}

const unreadable: readonly (readonly [field: FormField, text: string, currency: string | null, expected: RegExp])[] = [
  [field('money'), '1250', 'EUR', /1250\.00/],
  [field('money'), '1250.5', 'EUR', /1250\.00/],
  [field('money'), '1,250.00', 'EUR', /1250\.00/],
  [field('money'), '1250.00', 'JPY', /such as 1250$/],
  [field('money'), '99999999999999999.00', 'EUR', /1250\.00/],
  [field('money'), '1250.00', null, /minor units/],
  [field('number'), 'seven', null, /a number/],
  [field('flag'), 'perhaps', null, /true or false/],
];
for (const [asked, text, currency, expected] of unreadable) {
  test(`[X24] ${asked.kind} ${text} ${currency ?? ''} is refused`, () => {
    assert.throws(() => readAssignments([asked], { x: text }, currency), { code: 'value-invalid', place: '--set x', expected });
  });
}

test('[X24] of several approvals the one that is meant is named', () => {
  const action = (of: string): Action => ({
    ...{ type: 'approve', of, title: 'Approve', allowed: true, fields: [], reason: false, manual: false, builtIn: false },
  });
  const both = [action('accept'), action('writeOff')];
  assert.equal(findAction(both, 'approve', 'accept'), both[0]);
  assert.throws(() => findAction(both, 'approve', undefined), { code: 'action-ambiguous', expected: /of=accept.*of=writeOff/ });
  assert.throws(() => findAction(both, 'decline', undefined), { code: 'action-unknown', expected: 'approve' });
});
