import assert from 'node:assert/strict';
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { temporaryFile, temporaryPath } from '../test/files.ts';
import { readCsv } from './csv-reader.ts';
import { CsvSplitter } from './csv-splitter.ts';

async function readAll(path: string) {
  const rows: { line: number; fields: readonly string[]; lossy: boolean }[] = [];
  const errors: { code: string; line: number; field: string }[] = [];
  let columns: readonly string[] = [];
  let broken = false;
  for await (const batch of readCsv(path)) {
    columns = batch.columns;
    rows.push(...batch.rows);
    errors.push(...batch.errors.map(({ code, line, field }) => ({ code, line, field })));
    broken ||= batch.broken;
  }
  return { columns, rows, errors, broken };
}

function split(bytes: Buffer, chunkBytes: number, delimiter = ',') {
  const splitter = new CsvSplitter(delimiter);
  for (let i = 0; i < bytes.length; i += chunkBytes) splitter.write(bytes.subarray(i, i + chunkBytes));
  splitter.end();
  return splitter;
}

const field = fc.string({ unit: fc.constantFrom('a', 'é', '😀', '"', ',', ';', '\n', '\r', ' ', '1'), maxLength: 8 });
const quoted = (text: string, delimiter: string) =>
  /["\n\r]/.test(text) || text.includes(delimiter) || text === '' ? `"${text.replaceAll('"', '""')}"` : text;

test('[C2] any table written as RFC 4180 says is read back, however the bytes are cut, and as csv-parse reads it', () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(field, { minLength: 2, maxLength: 2 }), { minLength: 1, maxLength: 8 }),
      fc.constantFrom(',', ';', '\t', '|'),
      fc.constantFrom('\n', '\r\n'),
      fc.integer({ min: 1, max: 20 }),
      fc.boolean(),
      (table, delimiter, newline, chunkBytes, ended) => {
        const text =
          table.map((row) => row.map((value) => quoted(value, delimiter)).join(delimiter)).join(newline) + (ended ? newline : '');
        const { rows, faults } = split(Buffer.from(text), chunkBytes, delimiter);
        assert.deepEqual(faults, []);
        assert.deepEqual(
          rows.map(({ fields }) => fields),
          table,
        );
        assert.deepEqual(table, parse(text, { delimiter }));
      },
    ),
  );
});

test('[C2] a line number is that of the line on which the row begins', () => {
  const { rows } = split(Buffer.from('a,b\r\n"x\ny",2\n\n3,4\n'), 3);
  assert.deepEqual(
    rows.map(({ line, fields }) => [line, ...fields]),
    [
      [1, 'a', 'b'],
      [2, 'x\ny', '2'],
      [5, '3', '4'],
    ],
  );
});

test('[C3] bytes without meaning never end the reading, and no row is read twice', () => {
  const byte = fc.constantFrom(...'a",;\n\r'.split('').map((mark) => mark.charCodeAt(0)), 0xff, 0x00);
  fc.assert(
    fc.property(fc.array(byte, { maxLength: 60 }), fc.integer({ min: 1, max: 70 }), (bytes, chunkBytes) => {
      const buffer = Buffer.from(bytes);
      const whole = split(buffer, 1000);
      const cut = split(buffer, chunkBytes);
      assert.deepEqual([cut.rows, cut.faults], [whole.rows, whole.faults]);
      const lines = [...whole.rows, ...whole.faults].map(({ line }) => line).sort((a, b) => a - b);
      assert.equal(new Set(lines).size, lines.length);
      assert.ok(lines.every((line) => line <= buffer.toString('latin1').split('\n').length));
    }),
  );
});

const faults: readonly (readonly [name: string, text: string, errors: readonly unknown[], good: readonly number[]])[] = [
  [
    'a quotation mark that is never closed costs its own line',
    'a,b\n1,"open\n2,x\n3,"y"\n',
    [{ code: 'quote-misplaced', line: 2, field: 'b' }],
    [3, 4],
  ],
  ['the same at the end', 'a,b\n1,x\n2,"open\n3,y\n', [{ code: 'quote-unclosed', line: 3, field: 'b' }], [2, 4]],
  ['a quotation mark within a value', 'a,b\n1,5" pipe\n2,x\n', [{ code: 'quote-misplaced', line: 2, field: 'b' }], [3]],
  ['a field too few', 'a,b\n1\n2,x\n', [{ code: 'field-count', line: 2, field: 'b' }], [3]],
  ['a field too many', 'a,b\n1,2,3\n2,x\n', [{ code: 'field-count', line: 2, field: 'field 3' }], [3]],
];

for (const [name, text, errors, good] of faults) {
  test(`[C3] ${name}: the row is reported, the others are read`, async (t) => {
    const read = await readAll(temporaryFile(t, 'rows.csv', text));
    assert.deepEqual(read.errors, errors);
    assert.deepEqual(
      read.rows.map(({ line }) => line),
      good,
    );
  });
}

test('[C3] bytes that are not UTF-8 are marked in their row', async (t) => {
  const text = Buffer.concat([Buffer.from('a,b\n1,caf'), Buffer.from([0xe9]), Buffer.from('\n2,café\n')]);
  const { rows } = await readAll(temporaryFile(t, 'rows.csv', text));
  assert.deepEqual(
    rows.map(({ lossy }) => lossy),
    [true, false],
  );
});

test('[C2] byte order mark, gzip and each delimiter are found', async (t) => {
  for (const delimiter of [',', ';', '\t', '|']) {
    const text = Buffer.from(`\uFEFFname${delimiter}"a, b"\nx${delimiter}y\n`);
    for (const bytes of [text, gzipSync(text)]) {
      const { columns, rows } = await readAll(temporaryFile(t, 'rows.csv', bytes));
      assert.deepEqual(columns, ['name', 'a, b']);
      assert.deepEqual(rows[0]?.fields, ['x', 'y']);
    }
  }
});

test('[C4] a file without a header, or one that cannot be read, is broken', async (t) => {
  const cases: readonly (readonly [Uint8Array, string])[] = [
    [Buffer.from(''), 'file-empty'],
    [Buffer.from('\n\n'), 'file-empty'],
    [Buffer.from(`${'a,'.repeat(1000)}a\n1\n`), 'too-many-columns'],
    [Buffer.from([0x61, 0xff, 0x0a]), 'invalid-utf8'],
    [Buffer.from('"a\nb'), 'quote-unclosed'],
    [gzipSync(Buffer.from('a,b\n1,2\n')).subarray(0, 15), 'gzip-damaged'],
  ];
  for (const [bytes, code] of cases) {
    const { errors, broken } = await readAll(temporaryFile(t, 'rows.csv', bytes));
    assert.equal(broken, true);
    assert.equal(errors.at(-1)?.code, code);
  }
  const { errors } = await readAll(temporaryPath(t, 'absent.csv'));
  assert.equal(errors[0]?.code, 'file-unreadable');
});

test('[C5] a line of 100 MB is one error, in bounded memory, and the row after it is read', async (t) => {
  const path = temporaryPath(t, 'long.csv');
  const file = createWriteStream(path);
  file.write('a,b\n1,x\n2,');
  const megabyte = Buffer.alloc(1024 * 1024, 'y');
  for (let i = 0; i < 100; i += 1) file.write(megabyte);
  file.end('\n3,z\n');
  await finished(file);
  const before = process.memoryUsage.rss();
  let most = 0;
  const lines: number[] = [];
  const errors: unknown[] = [];
  for await (const batch of readCsv(path)) {
    most = Math.max(most, process.memoryUsage.rss());
    lines.push(...batch.rows.map(({ line }) => line));
    errors.push(...batch.errors.map(({ code, line, field }) => [code, line, field]));
  }
  assert.deepEqual(lines, [2, 4]);
  assert.deepEqual(errors, [['line-too-long', 3, 'b']]);
  assert.ok(most - before < 100 * 1024 * 1024, `${most - before} bytes more`);
});
