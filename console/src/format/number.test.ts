import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { MetricTile } from '@throughline/api';
import { formatMeasure, formatMeasureChange, statusWords } from './metric.ts';
import { formatAmount, formatMoney, formatMoneyWhole, moneyInFiles, parseMoney } from './money.ts';
import { formatChange, formatCount, formatCounted, formatNumber, formatPercent, parseNumber, roundToSum } from './number.ts';
import { formatValue } from './value.ts';

const nbsp = '\u00a0';
const settings = { locale: 'en-GB', timeZone: 'Europe/Berlin', now: Date.parse('2027-01-11T07:40:00Z') };

describe('money', () => {
  test('[K110] in files: with a point, without grouping, with the digits of the currency', () => {
    const amounts = [
      { amount: 2_348_050, currency: 'EUR' },
      { amount: -5, currency: 'GBP' },
      { amount: 1234, currency: 'JPY' },
      { amount: 1_234_567, currency: 'KWD' },
      { amount: 0, currency: null },
    ];
    assert.deepEqual(amounts.map(moneyInFiles), ['23480.50', '-0.05', '1234', '1234.567', '0.00']);
  });

  const written: readonly [
    amount: number,
    currency: string | null,
    locale: string,
    exact: string,
    whole: string,
    bare: string,
  ][] = [
    [2_348_000, 'EUR', 'en-GB', '€23,480.00', '€23,480', '23,480.00'],
    [2_348_050, 'EUR', 'de-DE', `23.480,50${nbsp}€`, `23.481${nbsp}€`, '23.480,50'],
    [-930_000, 'GBP', 'en-GB', '−£9,300.00', '−£9,300', '−9,300.00'],
    [3_890_000, 'USD', 'en-GB', '$38,900.00', '$38,900', '38,900.00'],
    [1234, 'JPY', 'en-GB', '¥1,234', '¥1,234', '1,234'],
    [1234, 'JPY', 'de-DE', `1.234${nbsp}¥`, `1.234${nbsp}¥`, '1.234'],
    [1_234_567, 'KWD', 'en-GB', `KWD${nbsp}1,234.567`, `KWD${nbsp}1,235`, '1,234.567'],
    // Intl gives the forint no decimals; ISO 4217, by which amounts are kept, gives it two.
    [12_345, 'HUF', 'en-GB', `Ft${nbsp}123.45`, `Ft${nbsp}123`, '123.45'],
    [12_345, null, 'en-GB', '123.45', '123', '123.45'],
    [0, 'EUR', 'en-GB', '€0.00', '€0', '0.00'],
  ];
  for (const [amount, currency, locale, exact, whole, bare] of written) {
    test(`[K110] ${amount} ${currency} in ${locale}`, () => {
      const money = { amount, currency };
      const texts = [formatMoney(money, locale), formatMoneyWhole(money, locale), formatAmount(money, locale)];
      assert.deepEqual(texts.map(plainSpaces), [exact, whole, bare].map(plainSpaces));
    });
  }

  const typed: readonly [text: string, currency: string | null, locale: string, amount: number | 'error'][] = [
    ['200', 'EUR', 'en-GB', 20_000],
    ['9,300.5', 'EUR', 'en-GB', 930_050],
    ['9.300,50', 'EUR', 'de-DE', 930_050],
    ['9300,5', 'EUR', 'de-DE', 930_050],
    [' 9 300,50 ', 'EUR', 'fr-FR', 930_050],
    ['−4.20', 'EUR', 'en-GB', -420],
    ['-0', 'EUR', 'en-GB', 0],
    ['0.1', 'KWD', 'en-GB', 100],
    ['1234', 'JPY', 'de-DE', 1234],
    ['1234.5', 'JPY', 'en-GB', 'error'],
    ['1.234', 'EUR', 'en-GB', 'error'],
    // A comma in another place than a group's is no group: 1,5 would become 15.
    ['1,5', 'EUR', 'en-GB', 'error'],
    ['12,34,567', 'EUR', 'en-GB', 'error'],
    ['12,34,567', 'EUR', 'en-IN', 123_456_700],
    ['', 'EUR', 'en-GB', 'error'],
    ['two', 'EUR', 'en-GB', 'error'],
    ['1e9', 'EUR', 'en-GB', 'error'],
    ['90071992547409.92', 'EUR', 'en-GB', 'error'],
    ['90071992547409.91', 'EUR', 'en-GB', Number.MAX_SAFE_INTEGER],
  ];
  for (const [text, currency, locale, expected] of typed) {
    test(`[K111] "${text}" ${currency} in ${locale} is ${expected}`, () => {
      const parsed = parseMoney(text, currency, locale);
      assert.equal('amount' in parsed ? parsed.amount : 'error', expected);
    });
  }

  test('[K111] what was written can be read again', () => {
    for (const locale of ['en-GB', 'de-DE', 'fr-FR', 'de-CH', 'en-IN']) {
      for (const currency of ['EUR', 'JPY', 'KWD']) {
        for (const amount of [0, 5, 99, -1234, 123_456]) {
          assert.deepEqual(parseMoney(formatAmount({ amount, currency }, locale), currency, locale), { amount }, locale);
        }
      }
    }
  });

  test('[K112] an amount that cannot be read is answered with an example in the locale', () => {
    assert.deepEqual(parseMoney('x', 'EUR', 'de-DE'), { error: 'Write an amount such as 123.456,78' });
    assert.deepEqual(parseMoney('1.234', 'EUR', 'en-GB'), { error: 'At most 2 decimals, such as 123,456.78' });
  });
});

describe('numbers', () => {
  test('[K113] counts, shares, changes', () => {
    assert.equal(formatCount(1204, 'en-GB'), '1,204');
    assert.equal(formatCount(1204, 'de-DE'), '1.204');
    assert.equal(formatCounted(1, { one: 'invoice', many: 'invoices' }, 'en-GB'), '1 invoice');
    assert.equal(formatCounted(0, { one: 'invoice', many: 'invoices' }, 'en-GB'), '0 invoices');
    assert.equal(formatPercent(0.71, 'en-GB'), '71.0%');
    assert.equal(plainSpaces(formatPercent(0.0321, 'de-DE')), '3,2 %');
    assert.deepEqual(
      [6.42, -0.3, 0.001, -0.001].map((change) => formatChange(change, 1, 'en-GB')),
      ['+6.4', '−0.3', '0', '0'],
    );
    assert.equal(formatNumber(-2.5, 'de-DE'), '−2,5');
    assert.equal(parseNumber('1.234,5', 'de-DE'), 1234.5);
    assert.equal(parseNumber('1,2,3', 'en-GB'), undefined);
  });

  test('[K114] parts are rounded so that they sum to their rounded whole', () => {
    assert.deepEqual(roundToSum([4.56, 0.94, 0.9], 1), [4.6, 0.9, 0.9]);
    assert.deepEqual(roundToSum([1 / 3, 1 / 3, 1 / 3], 2), [0.34, 0.33, 0.33]);
    for (let seed = 1; seed <= 200; seed += 1) {
      const parts = Array.from({ length: (seed % 7) + 1 }, (_, index) => ((seed * 7919 * (index + 1)) % 1000) / 37 - 5);
      const whole = parts.reduce((sum, part) => sum + part, 0);
      const rounded = roundToSum(parts, 1);
      assert.equal(
        rounded.reduce((sum, part) => sum + Math.round(part * 10), 0),
        Math.round(whole * 10),
        `seed ${seed}`,
      );
      for (const [index, part] of rounded.entries()) assert.ok(Math.abs(part - (parts[index] ?? 0)) < 0.1 + 1e-9);
    }
  });

  test('[K115] a field is written by its kind; what is missing is said', () => {
    const write = (value: string | number | boolean | null, kind: 'text' | 'number' | 'money' | 'day' | 'flag') =>
      formatValue(value, { kind, currency: 'EUR', settings });
    assert.deepEqual(
      [write(120_050, 'money'), write(2.5, 'number'), write('2026-12-02', 'day'), write(true, 'flag'), write(null, 'money')],
      ['1,200.50', '2.5', '2 Dec 2026', 'yes', 'none'],
    );
  });
});

describe('metrics', () => {
  const tile: MetricTile = {
    id: 'dso',
    title: 'DSO',
    description: '',
    owner: { role: 'collections', title: 'Collections' },
    unit: 'days',
    direction: 'down',
    target: { to: 48 },
    dimensions: [],
    currency: null,
    value: 54.23,
    change: 6.4,
    baseline: 47.8,
    limits: { lower: 44, upper: 52 },
    broke: true,
    grain: 'month',
    standing: 'breach',
    status: 'alarm',
    n: 100,
    series: [],
  };
  const cases: readonly [change: Partial<MetricTile>, words: string][] = [
    [{}, 'above alarm 52'],
    [{ value: 40, limits: { lower: 44.4, upper: 52 } }, 'below alarm 44.4'],
    [{ status: 'over-target', value: 49 }, 'over target 48'],
    [{ status: 'over-target', unit: 'share', value: 0.71, target: { from: 0.75 } }, 'under target 75'],
    [{ status: 'in-target', value: 40 }, 'in target ≤ 48'],
    [{ status: 'in-target', unit: 'share', value: 0.96, target: { from: 0.95 } }, 'in target ≥ 95'],
    [{ status: 'breach', value: 53 }, 'over target 48'],
    [{ status: 'none' }, 'no target'],
    [{ status: 'none', value: null }, 'nothing to measure'],
  ];
  for (const [change, words] of cases) {
    test(`[K116] ${words}`, () => assert.equal(statusWords({ ...tile, ...change }, 'en-GB'), words));
  }

  test('[K117] a measure is written in its unit, its change with its sign', () => {
    assert.deepEqual(formatMeasure(54.23, tile, 'en-GB'), { value: '54.2', unit: 'days' });
    assert.deepEqual(formatMeasure(0.961, { unit: 'share', currency: null }, 'de-DE'), { value: '96,1', unit: '%' });
    assert.deepEqual(formatMeasure(1200.5, { unit: 'money', currency: 'EUR' }, 'en-GB'), { value: '€1,200.50', unit: '' });
    assert.equal(formatMeasureChange(-0.056, { unit: 'share', currency: null }, 'en-GB'), '−5.6');
    assert.equal(formatMeasureChange(-1200.5, { unit: 'money', currency: 'EUR' }, 'en-GB'), '−1,200.50');
  });
});

/** Intl uses three kinds of space; which one is of no matter here. */
function plainSpaces(text: string): string {
  return text.replaceAll(/[\u00a0\u202f\u2009]/g, ' ');
}
