import assert from 'node:assert/strict';
import { buffer } from 'node:stream/consumers';
import { test } from 'node:test';
import { csvLine, csvStream, prefersCsv } from './csv.ts';

test('[S110] cells are quoted as RFC 4180 says, and what a spreadsheet would run is defused', () => {
  const cells: readonly [string | number | null, string][] = [
    ['plain', 'plain'],
    ['with, comma', '"with, comma"'],
    ['with "quotes"', '"with ""quotes"""'],
    ['two\nlines', '"two\nlines"'],
    [' padded', '" padded"'],
    ['Müller & Söhne', 'Müller & Söhne'],
    [null, ''],
    ['', ''],
    [12, '12'],
    [-12.5, '-12.5'],
    ['-12.50', '-12.50'],
    ['=1+1', "'=1+1"],
    ['+49 30 1234', "'+49 30 1234"],
    ['-cmd', "'-cmd"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['=HYPERLINK("http://evil.example","x")', '"\'=HYPERLINK(""http://evil.example"",""x"")"'],
    ['\t=1', "'\t=1"],
  ];
  for (const [value, written] of cells) assert.equal(csvLine([value]), `${written}\r\n`);
  assert.equal(csvLine(['a', 1, null]), 'a,1,\r\n');
});

test('[S110] a list is written as it is read: no row before the reader wants it, and the source ends with the reader', async () => {
  let made = 0;
  const ended = Promise.withResolvers<void>();
  async function* rows() {
    try {
      for (;;) {
        made += 1;
        yield [made, 'x'.repeat(1000)];
      }
    } finally {
      ended.resolve();
    }
  }
  const stream = await csvStream(rows());
  assert.equal(made, 1);
  for await (const chunk of stream) {
    assert.match(String(chunk), /^\ufeff1,x/);
    break;
  }
  assert.ok(made < 200, `${made} rows were made for one chunk`);
  await ended.promise;
});

test('[S110] what is wrong with the request is known before the first byte; an empty list is a list', async () => {
  // biome-ignore lint/correctness/useYield: it fails before it has a row
  async function* broken(): AsyncGenerator<string[]> {
    throw new Error('no such flow');
  }
  await assert.rejects(csvStream(broken()), /no such flow/);
  async function* headOnly() {
    yield ['Key', 'State'];
  }
  assert.equal(String(await buffer(await csvStream(headOnly()))), '\ufeffKey,State\r\n');
});

test('[S111] CSV is sent where Accept prefers it', () => {
  const cases: readonly [string | undefined, boolean][] = [
    [undefined, false],
    ['*/*', false],
    ['application/json', false],
    ['text/csv', true],
    ['text/csv; charset=utf-8', true],
    ['application/json, text/csv', false],
    ['application/json;q=0.5, text/csv', true],
    ['text/csv;q=0', false],
  ];
  for (const [accept, expected] of cases) assert.equal(prefersCsv(accept), expected, accept);
});
