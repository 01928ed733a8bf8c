import assert from 'node:assert/strict';
import { test } from 'node:test';
import { localeOf } from './locale.ts';
import { paintFor } from './paint.ts';
import { progressOn } from './progress.ts';
import { shown, table, widthOf } from './table.ts';
import { valueText } from './value.ts';

test('[X7] columns are aligned, numbers stand right, wide characters take two places', () => {
  const lines = table(
    [{ title: 'name' }, { title: 'n', right: true }],
    [
      ['Łódź', '7'],
      ['東京', '1,234'],
    ],
  );
  assert.deepEqual(lines, ['name      n', 'Łódź      7', '東京  1,234']);
  assert.equal(widthOf('\u001b[1mbold\u001b[22m'), 4);
});

test('[X8] data cannot paint the terminal: control and invisible characters are shown as their codes', () => {
  assert.equal(shown('a\u001b[2Jb\u202ec\nd'), 'a\\u{1b}[2Jb\\u{202e}c\\u{a}d');
  assert.equal(shown('abcdef', 4), 'abc…');
});

const money: readonly (readonly [lang: string, minor: number, currency: string, text: string])[] = [
  ['en_GB.UTF-8', 1234567, 'EUR', '€12,345.67'],
  ['de_DE.UTF-8', 1234567, 'EUR', '12.345,67 €'],
  ['en_US', 1234567, 'JPY', '¥1,234,567'],
  ['C', 5594, 'USD', 'US$55.94'],
  ['nonsense!', 5594, 'EUR', '€55.94'],
];
for (const [lang, minor, currency, text] of money) {
  test(`[X7] ${minor} minor units of ${currency} read ${text} in ${lang}`, () => {
    assert.equal(localeOf({ LANG: lang }).minorMoney(minor, currency).replaceAll('\u00a0', ' '), text);
  });
}

test('[X7] days and instants are those of the flow’s time zone', () => {
  const instant = Date.UTC(2026, 0, 31, 23, 30);
  assert.equal(localeOf({}, 'Europe/Rome').day(instant), '1 Feb 2026');
  assert.equal(localeOf({}, 'UTC').day(instant), '31 Jan 2026');
  assert.equal(localeOf({}).duration(90_000), '1.5 min');
  assert.equal(localeOf({ LANG: 'de_DE.UTF-8' }).duration(90_000), '1,5 min');
});

test('[X7] a field reads by its kind', () => {
  const locale = localeOf({});
  assert.equal(valueText(5594, 'money', 'EUR', locale), '€55.94');
  assert.equal(valueText(5594, 'money', null, locale), '5,594');
  assert.equal(valueText('2026-02-28', 'day', null, locale), '28 Feb 2026');
  assert.equal(valueText('2026-02-28T09:00:00.000Z', 'instant', null, locale), '28 Feb 2026, 09:00');
  assert.equal(valueText('a\u001bb', 'text', null, locale), 'a\\u{1b}b');
  assert.equal(valueText(true, 'flag', null, locale), 'yes');
  assert.equal(valueText(null, 'text', null, locale), '');
});

test('[X9] colours only for a terminal that wants them', () => {
  const terminal = { write: () => true, isTTY: true };
  assert.equal(paintFor(terminal, {})('red', 'x'), '\u001b[31mx\u001b[39m');
  for (const env of [{ NO_COLOR: '1' }, { TERM: 'dumb' }]) assert.equal(paintFor(terminal, env)('red', 'x'), 'x');
  assert.equal(paintFor({ write: () => true }, {})('red', 'x'), 'x');
});

test('[X10] progress is a bar on a terminal, a line every five seconds elsewhere', () => {
  let now = 0;
  const written: string[] = [];
  const session = (isTTY: boolean, columns?: number) => ({
    stderr: { write: (text: string) => written.push(text), isTTY, ...(columns === undefined ? {} : { columns }) },
    machineNow: () => now,
  });
  const lines = progressOn(session(false));
  for (now = 0; now <= 12_000; now += 500) lines.show({ share: now / 12_000, text: 'working' });
  lines.end();
  assert.deepEqual(written, ['41% working\n', '83% working\n']);
  written.length = 0;
  const bar = progressOn(session(true));
  bar.show({ share: 0.5, text: 'working' });
  bar.show({ share: 0.6, text: 'too soon' });
  bar.end();
  assert.deepEqual(written, ['\r\u001b[2K████████████░░░░░░░░░░░░ 50% working', '\r\u001b[2K']);
  written.length = 0;
  progressOn(session(true, 9)).show({ text: 'too wide to show' });
  progressOn(session(true, 0)).show({ text: 'whole' });
  assert.deepEqual(written, ['\r\u001b[2Ktoo wide', '\r\u001b[2Kwhole']);
});
