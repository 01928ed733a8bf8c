import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Utf8Stream } from './utf8.ts';

function decode(bytes: Buffer, chunkBytes: number) {
  const stream = new Utf8Stream();
  let text = '';
  for (let i = 0; i < bytes.length; i += chunkBytes) text += stream.write(bytes.subarray(i, i + chunkBytes));
  return { text: text + stream.end(), lossy: stream.lossy };
}

test('[C6] text is the same however its bytes are cut', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 30 }), fc.integer({ min: 1, max: 9 }), (text, chunkBytes) => {
      const expected = text.startsWith('\uFEFF') ? text.slice(1) : text;
      assert.deepEqual(decode(Buffer.from(text), chunkBytes), { text: expected, lossy: false });
    }),
  );
});

test('[C6] bytes that are not UTF-8 are told, and the text around them is kept', () => {
  const bytes = Buffer.concat([Buffer.from('é1'), Buffer.from([0xe9]), Buffer.from('2é')]);
  for (let size = 1; size < 8; size += 1) assert.deepEqual(decode(bytes, size), { text: 'é1\uFFFD2é', lossy: true });
  assert.equal(decode(Buffer.from([0x61, 0xe2, 0x82]), 2).lossy, true);
});
