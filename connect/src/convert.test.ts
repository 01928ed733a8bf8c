import assert from 'node:assert/strict';
import { test } from 'node:test';
import { currencyDigits } from '@throughline/language';
import fc from 'fast-check';
import { converterOf, isFormula } from './convert.ts';
import type { ValueMapping } from './mapping.ts';
import { timeZoneOf } from './time-zone.ts';

const zone = timeZoneOf('UTC');

function convert(mapping: ValueMapping, text: string, currency = 'USD') {
  let failure: string | undefined;
  const fail = (code: string) => {
    failure = code;
    return undefined;
  };
  const value = converterOf(mapping, { zone, currency, refuseFormulas: true }, fail)?.(text, fail);
  return failure ?? value;
}

const money: ValueMapping = { as: 'money' };
const european: ValueMapping = { as: 'money', decimalMark: ',', thousandsMark: '.' };

const table: readonly (readonly [mapping: ValueMapping, text: string, expected: unknown, currency?: string])[] = [
  [money, '55.94', 5594],
  [money, '0.07', 7],
  [money, '-0.10', -10],
  [money, '+3', 300],
  [money, '1.1', 110],
  [money, '55.940', 5594],
  [money, '55.945', 'too-many-decimals'],
  [money, '1,234.56', 'bad-number'],
  [money, '1.234,56', 'bad-number'],
  [money, '$5', 'bad-number'],
  [money, '1e3', 'bad-number'],
  [money, '', 'bad-number'],
  [money, '.5', 'bad-number'],
  [money, '90071992547409.91', 9007199254740991],
  [money, '90071992547409.92', 'number-too-large'],
  [money, '700', 700, 'JPY'],
  [money, '700.5', 'too-many-decimals', 'JPY'],
  [money, '1.234', 1234, 'KWD'],
  [european, '1.234,56', 123456],
  [european, '1234,56', 123456],
  [european, '12.34,56', 'bad-number'],
  [european, '1,234.56', 'bad-number'],
  [{ as: 'money', thousandsMark: ' ' }, '1\u00a0234.5', 123450],
  [{ as: 'integer' }, '007', 7],
  [{ as: 'integer' }, '-0', 0],
  [{ as: 'integer' }, '7.5', 'bad-number'],
  [{ as: 'integer' }, '7.0', 7],
  [{ as: 'integer' }, '9007199254740992', 'number-too-large'],
  [{ as: 'decimal' }, '-7.25', -7.25],
  [{ as: 'decimal', decimalMark: ',' }, '7,25', 7.25],
  [{ as: 'decimal' }, 'NaN', 'bad-number'],
  [{ as: 'flag' }, 'true', true],
  [{ as: 'flag' }, 'yes', 'value-unknown'],
  [{ values: { Yes: true, No: false } }, 'No', false],
  [{ values: { Yes: true, No: false } }, 'no', 'value-unknown'],
  [{ values: { Yes: true } }, 'constructor', 'value-unknown'],
  [{ as: 'date', format: 'M/D/YYYY' }, '2/1/2013', '2013-02-01'],
  [{ as: 'date', format: 'M/D/YYYY' }, '13/13/2013', 'bad-date'],
  [{ as: 'instant', format: 'ISO' }, '2013-02-01T00:00:00+01:00', '2013-01-31T23:00:00.000Z'],
  [{ as: 'date' }, '2/1/2013', 'date-format-missing'],
  [{ as: 'date', format: 'whatever' }, '2/1/2013', 'date-format-unknown'],
  [{}, ' as it stands ', ' as it stands '],
  [{}, '=1+1', 'formula-in-cell'],
  [{}, 'a\0b', 'value-unstorable'],
];

for (const [mapping, text, expected, currency] of table) {
  test(`[C15] ${JSON.stringify(text)} as ${JSON.stringify(mapping)} ${currency ?? ''} is ${JSON.stringify(expected)}`, () => {
    assert.equal(convert(mapping, text, currency), expected);
  });
}

test('[C15] an amount in minor units is written and read without loss, for any currency', () => {
  fc.assert(
    fc.property(fc.maxSafeInteger(), fc.constantFrom('USD', 'JPY', 'KWD', 'CLF'), (minor, currency) => {
      const digits = currencyDigits(currency) ?? Number.NaN;
      const text = String(Math.abs(minor)).padStart(digits + 1, '0');
      const written = digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`;
      assert.equal(convert(money, `${minor < 0 ? '-' : ''}${written}`, currency), minor);
    }),
  );
});

test('[C15] currencies have the decimals of ISO 4217, and what is none is told', () => {
  const digits = { EUR: 2, USD: 2, HUF: 2, IDR: 2, IQD: 3, JPY: 0, ISK: 0, CLF: 4 };
  for (const [code, expected] of Object.entries(digits)) assert.equal(currencyDigits(code), expected, code);
  for (const code of ['ZZZ', 'eur', '', '$']) assert.equal(currencyDigits(code), undefined, code);
  assert.equal(convert(money, '1', 'ZZZ'), 'currency-unknown');
});

test('[C16] what a spreadsheet would run is a formula; signed numbers, telephone numbers and dashes are not', () => {
  for (const text of ['=1', '=cmd|"/c calc"!A1', '+1+cmd|x', '-2+3', '@SUM(A1)', ' =1', '\t1', '\r=1', '-a', '+SUM(1)'])
    assert.ok(isFormula(text), text);
  for (const text of ['-5', '-5.20', '+39 06 1234', '-', '--', '1-2', 'a=b', 'x@y.example', '', "'=1"])
    assert.ok(!isFormula(text), text);
});
