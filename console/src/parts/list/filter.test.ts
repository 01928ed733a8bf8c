import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type FilterField, filterWords, parseFilter, readFilterValue, writeFilter } from './filter.ts';

const settings = { locale: 'en-GB', timeZone: 'Europe/Berlin', now: Date.parse('2027-01-11T07:40:00Z') };
const due: FilterField = { name: 'dueOn', title: 'Due', kind: 'day' };
const open: FilterField = { name: 'open', title: 'Open', kind: 'money' };
const customer: FilterField = { name: 'customer', title: 'Customer', kind: 'text' };
const state: FilterField = {
  name: '$state',
  title: 'State',
  kind: 'text',
  options: [
    { value: 'sent', title: 'Sent' },
    { value: 'partially_paid', title: 'Partially paid' },
  ],
};

describe('filters', () => {
  const said: readonly [text: string, field: FilterField, words: string][] = [
    ['dueOn<2027-01-11', due, 'before 11 Jan'],
    ['dueOn>=2026-01-11', due, 'from 11 Jan 2026'],
    ['open>0', open, 'above 0.00'],
    ['open<=123456', open, 'at most 1,234.56'],
    ['$state=sent,partially_paid', state, 'Sent, Partially paid'],
    ['$state!=sent', state, 'not Sent'],
    ['$state=gone', state, 'gone'],
    ['customer^=Bren', customer, 'begins with Bren'],
    ['customer=Bren\\, Sons', customer, 'Bren, Sons'],
    ['dueOn<soon', due, 'before soon'],
  ];
  for (const [text, field, words] of said) {
    test(`[K140] ${text} is said as "${words}", and written back as it was`, () => {
      const filter = parseFilter(text);
      assert.ok(filter);
      assert.equal(filterWords(filter, field, settings), words);
      assert.equal(writeFilter(filter), text);
    });
  }

  test('[K141] commas and backslashes of values are kept', () => {
    const filter = { field: 'customer', comparison: '=', values: ['a,b', 'c\\d', '<=x', '\\,'] } as const;
    assert.deepEqual(parseFilter(writeFilter(filter)), filter);
  });

  test('[K141] what is no filter is none', () => {
    for (const text of ['', 'open', '=3', 'open>', 'open>1,', '<']) assert.equal(parseFilter(text), undefined, text);
  });

  test('[K142] what is typed becomes what the API takes, by the locale', () => {
    assert.deepEqual(readFilterValue('1.234,5', open, 'de-DE'), { value: '123450' });
    assert.deepEqual(readFilterValue(' 12 ', { ...open, currency: 'JPY' }, 'de-DE'), { value: '12' });
    assert.deepEqual(readFilterValue('3,5', { ...open, kind: 'number' }, 'de-DE'), { value: '3.5' });
    assert.deepEqual(readFilterValue('x', { ...open, kind: 'number' }, 'de-DE'), { error: 'Write a number such as 1.234,5' });
    assert.deepEqual(readFilterValue(' ', customer, 'de-DE'), { error: 'Say a value' });
    assert.deepEqual(readFilterValue(' Bren ', customer, 'de-DE'), { value: 'Bren' });
  });
});
