import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { columnWidths, fittingColumns } from './columns.ts';
import { allToggled, nothingSelected, rangeToggled, toggled } from './selection.ts';

const columns = [
  { key: 'key', width: 80 },
  { key: 'customer', width: 150, grow: 1, priority: 1 },
  { key: 'entity', width: 100, priority: 3 },
  { key: 'open', width: 90 },
  { key: 'exception', width: 100, priority: 3 },
  { key: 'owner', width: 100, priority: 2 },
];
const names = (room: number) => fittingColumns(columns, room).map(({ key }) => key);

describe('columns', () => {
  test('[K130] columns go by priority, of equals the last first, and those without priority stay', () => {
    assert.equal(names(620).length, 6);
    assert.deepEqual(names(619), ['key', 'customer', 'entity', 'open', 'owner']);
    assert.deepEqual(names(450), ['key', 'customer', 'open', 'owner']);
    assert.deepEqual(names(330), ['key', 'customer', 'open']);
    assert.deepEqual(names(100), ['key', 'open']);
  });

  test('[K131] widths fill the room, and never fall below what a column needs', () => {
    assert.deepEqual(columnWidths(columns, 700), [80, 230, 100, 90, 100, 100]);
    assert.deepEqual(columnWidths(columns, 10), [80, 150, 100, 90, 100, 100]);
    assert.deepEqual(columnWidths([{ width: 100 }, { width: 300 }], 800), [200, 600]);
  });
});

describe('selection', () => {
  const ids = ['a', 'b', 'c', 'd'];
  test('[K132] one, a range in both directions, all and none', () => {
    const one = toggled(nothingSelected, 'b');
    assert.deepEqual([...one], ['b']);
    assert.deepEqual([...toggled(one, 'b')], []);
    assert.deepEqual([...rangeToggled(one, { ids, from: 1, to: 3 })], ['b', 'c', 'd']);
    assert.deepEqual([...rangeToggled(one, { ids, from: 3, to: 1 })], []);
    assert.deepEqual([...rangeToggled(one, { ids, from: 1, to: 9 })], ['b']);
    assert.deepEqual([...allToggled(one, ids)], ids);
    assert.deepEqual([...allToggled(new Set(ids), ids)], []);
    assert.deepEqual([...allToggled(nothingSelected, [])], []);
  });
});
