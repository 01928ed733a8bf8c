import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Action, FormField } from '@throughline/api';
import { problemByField, readCommand, reasonField } from './action-values.ts';

const settings = { locale: 'en-GB', timeZone: 'Europe/Berlin', currency: 'EUR' };
const field = (name: string, kind: FormField['kind'], more: Partial<FormField> = {}): FormField => ({
  name,
  title: name,
  kind,
  required: true,
  ...more,
});
const action = (fields: readonly FormField[], more: Partial<Action> = {}): Action => ({
  type: 'pay',
  title: 'Record payment',
  allowed: true,
  fields: [...fields],
  reason: false,
  manual: false,
  builtIn: false,
  ...more,
});

const skills = field('skills', 'text', { many: true, parts: [field('skill', 'text'), field('weeks', 'number')] });

describe('what is typed into a form', () => {
  const typed: readonly [field: FormField, text: string, expected: unknown][] = [
    [field('amount', 'money', { minimum: 1 }), '1,200.50', 120_050],
    [field('amount', 'money', { minimum: 1 }), '0', 'At least 0.01'],
    [field('amount', 'money', { maximum: 20_000 }), '200.01', 'At most 200.00'],
    [field('amount', 'money'), 'ten', 'Write an amount such as 123,456.78'],
    [field('lines', 'number', { maximum: 10 }), '11', 'At most 10'],
    [field('on', 'day'), '2027-01-11', '2027-01-11'],
    [field('on', 'day'), '11 Jan', 'Choose a day'],
    [field('at', 'instant'), '2027-01-11T08:40', '2027-01-11T07:40:00.000Z'],
    [field('note', 'text', { maxLength: 3 }), 'four', 'At most 3 characters; these are 4'],
    [field('note', 'text'), '  ', 'Needed'],
    [
      skills,
      'systems, 3\nlaw, 1',
      [
        { skill: 'systems', weeks: 3 },
        { skill: 'law', weeks: 1 },
      ],
    ],
    [skills, 'systems', 'weeks: Needed'],
    [skills, 'systems, three', 'weeks: Write a number such as 1,234.5'],
    [skills, 'systems, 3, 4', 'One a line, with commas between: skill, weeks'],
    [field('urgent', 'flag'), '', false],
    [field('urgent', 'flag'), 'true', true],
  ];
  for (const [each, text, expected] of typed) {
    test(`[K160] ${each.kind} ${JSON.stringify(text)}: ${JSON.stringify(expected)}`, () => {
      const read = readCommand(action([each]), { [each.name]: text }, settings);
      assert.deepEqual('errors' in read ? read.errors[each.name] : read.command.data?.[each.name], expected);
    });
  }

  test('[K161] an approval carries what it approves; an empty field that is not needed is not sent', () => {
    const approve = action([field('note', 'text', { required: false })], {
      type: 'approve',
      data: { of: 'legal', dataHash: 'ab12' },
      reason: true,
    });
    assert.deepEqual(readCommand(approve, { [reasonField]: ' as agreed ' }, settings), {
      command: { type: 'approve', data: { of: 'legal', dataHash: 'ab12' }, reason: 'as agreed' },
    });
    assert.deepEqual(readCommand(approve, {}, settings), { errors: { [reasonField]: 'Say why' } });
    assert.deepEqual(readCommand(action([]), {}, settings), { command: { type: 'pay' } });
  });

  test('[K162] a problem is told beside its fields; what belongs to none is told for the whole', () => {
    const pay = action([field('amount', 'money')]);
    const problem = { code: 'data-invalid', detail: 'The data does not fit.', action: 'Correct it.' };
    assert.deepEqual(
      problemByField({ ...problem, errors: [{ place: 'data/amount', message: 'Too much', expected: '1' }] }, pay),
      {
        fields: { amount: 'Too much (expected: 1)' },
        rest: [],
      },
    );
    assert.deepEqual(problemByField({ ...problem, errors: [{ place: 'data.other', message: 'Odd' }] }, pay), {
      fields: {},
      rest: ['The data does not fit. Correct it.', 'Odd'],
    });
    assert.deepEqual(problemByField({ code: 'reason-required', detail: 'Say why.', action: '' }, pay).fields, {
      [reasonField]: 'Say why.',
    });
  });
});
