import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { dateReader } from './dates.ts';
import { timeZoneOf } from './time-zone.ts';

const rome = timeZoneOf('Europe/Rome');
const utc = timeZoneOf('UTC');
const instant = (format: string, text: string, zone = utc) => {
  const millis = dateReader(format, zone)?.instant(text);
  return millis === undefined ? undefined : new Date(millis).toISOString();
};

const table: readonly (readonly [format: string, text: string, expected: string | undefined])[] = [
  ['M/D/YYYY', '1/2/2013', '2013-01-02T00:00:00.000Z'],
  ['D/M/YYYY', '1/2/2013', '2013-02-01T00:00:00.000Z'],
  ['M/D/YYYY', '12/31/2013', '2013-12-31T00:00:00.000Z'],
  ['M/D/YYYY', '13/13/2013', undefined],
  ['M/D/YYYY', '31/12/2013', undefined],
  ['M/D/YYYY', '2/29/2013', undefined],
  ['M/D/YYYY', '2/29/2012', '2012-02-29T00:00:00.000Z'],
  ['M/D/YYYY', '1/2/13', undefined],
  ['M/D/YYYY', '1/2/2013 ', undefined],
  ['M/D/YYYY', '2013-01-02', undefined],
  ['MM/DD/YYYY', '1/2/2013', undefined],
  ['DD.MM.YYYY', '02.01.2013', '2013-01-02T00:00:00.000Z'],
  ['DD.MM.YYYY', '02x01x2013', undefined],
  ['D/M/YY', '1/2/69', '2069-02-01T00:00:00.000Z'],
  ['D/M/YY', '1/2/70', '1970-02-01T00:00:00.000Z'],
  ['D/M/YY', '1/2/2013', undefined],
  ['MMM D YYYY', 'Oct. 5 2013', '2013-10-05T00:00:00.000Z'],
  ['D. MMM YYYY', '5. März 2013', '2013-03-05T00:00:00.000Z'],
  ['D MMM YYYY', '5 xyz 2013', undefined],
  ['D.M.YYYY H:mm a', '2.1.2013 12:05 am', '2013-01-02T00:05:00.000Z'],
  ['D.M.YYYY H:mm a', '2.1.2013 13:05 pm', undefined],
  ['YYYYMMDD', '20130102', '2013-01-02T00:00:00.000Z'],
  ['YYYY-MM-DD HH:mm', '2013-01-02 23:59', '2013-01-02T23:59:00.000Z'],
  ['YYYY-MM-DD HH:mm:ss', '2013-01-02 24:00:00', undefined],
  ['ISO', '2013-01-02', '2013-01-02T00:00:00.000Z'],
  ['ISO', '2013-01-02T03:04:05.678901+01:00', '2013-01-02T02:04:05.678Z'],
  ['ISO', '2013-01-02T03:04Z', '2013-01-02T03:04:00.000Z'],
  ['ISO', '2013-01-02T03:04:05-0330', '2013-01-02T06:34:05.000Z'],
  ['ISO', '2013-01-02T03:04:05+25:00', undefined],
  ['ISO', '2013-1-2', undefined],
  ['ISO', '', undefined],
];

for (const [format, text, expected] of table) {
  test(`[C13] "${text}" read as ${format} is ${expected ?? 'no date'}`, () => assert.equal(instant(format, text), expected));
}

test('[C13] a format that leaves the day open, or says a part twice, is none', () => {
  for (const format of [
    'YYYY',
    'M/YYYY',
    'D/M',
    'D/M/YY YYYY',
    'M/D/YYYY M',
    'MMM M D YYYY',
    'DD.MM.YYYY ss',
    'YYYY-MM-DD mm',
    'D.M.YYYY a',
    'auto',
    '',
  ]) {
    assert.equal(dateReader(format, utc), undefined, format);
  }
});

test('[C14] a day without a time begins at local midnight, on both sides of the change to summer time', () => {
  assert.equal(instant('YYYY-MM-DD', '2013-03-31', rome), '2013-03-30T23:00:00.000Z');
  assert.equal(instant('YYYY-MM-DD', '2013-04-01', rome), '2013-03-31T22:00:00.000Z');
  assert.equal(instant('YYYY-MM-DD', '2013-10-27', rome), '2013-10-26T22:00:00.000Z');
  assert.equal(instant('YYYY-MM-DD', '2013-10-28', rome), '2013-10-27T23:00:00.000Z');
});

test('[C14] a local time that is skipped is taken after the gap, of one that comes twice the first', () => {
  assert.equal(instant('YYYY-MM-DD HH:mm', '2013-03-31 02:30', rome), '2013-03-31T01:30:00.000Z');
  assert.equal(instant('YYYY-MM-DD HH:mm', '2013-10-27 02:30', rome), '2013-10-27T00:30:00.000Z');
  // Midnight itself was skipped in São Paulo on this day.
  assert.equal(instant('YYYY-MM-DD', '2013-10-20', timeZoneOf('America/Sao_Paulo')), '2013-10-20T03:00:00.000Z');
});

test('[C14] the day of an instant is that of the time zone', () => {
  assert.equal(dateReader('ISO', rome)?.day('2013-01-01T23:30:00Z'), '2013-01-02');
  assert.equal(dateReader('ISO', rome)?.day('2013-01-01T23:30:00'), '2013-01-01');
  assert.equal(dateReader('D.M.YYYY', rome)?.day('2.1.2013'), '2013-01-02');
});

test('[C14] reading again what Intl writes as local time gives the instant back', () => {
  const write = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Rome', dateStyle: 'short', timeStyle: 'medium' });
  const reader = dateReader('YYYY-MM-DD HH:mm:ss', rome);
  fc.assert(
    fc.property(fc.integer({ min: Date.UTC(1990, 0), max: Date.UTC(2035, 0) }), (millis) => {
      const second = Math.floor(millis / 1000) * 1000;
      const read = reader?.instant(write.format(second)) ?? Number.NaN;
      // In the hour that comes twice the first is taken.
      assert.ok(read === second || read === second - 3_600_000);
      assert.equal(write.format(read), write.format(second));
    }),
  );
});
