import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { KeyTable } from './key-table.ts';

test('[C20] a key is new once; then the line and the content of the first are known', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: 0, max: 3000 }), fc.integer({ min: 0, max: 2 })), { maxLength: 5000, size: 'max' }),
      (seen) => {
        const table = new KeyTable();
        const model = new Map<number, { content: number; line: number }>();
        for (const [index, [key, content]] of seen.entries()) {
          const known = model.get(key);
          const expected =
            known === undefined ? { kind: 'new' } : { kind: known.content === content ? 'same' : 'other', line: known.line };
          assert.deepEqual(table.see(`key ${key}`, `content ${content}`, index + 1), expected);
          if (known === undefined) model.set(key, { content, line: index + 1 });
        }
        assert.equal(table.size, model.size);
      },
    ),
    { numRuns: 20 },
  );
});

test('[C20] past its limit it remembers no more', () => {
  const table = new KeyTable(2);
  for (const key of ['a', 'b', 'c']) table.see(key);
  assert.deepEqual([table.size, table.see('a').kind, table.see('c').kind], [2, 'same', 'new']);
});
