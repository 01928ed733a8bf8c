import assert from 'node:assert/strict';
import { test } from 'node:test';
import { capsOf, isSingleKey, match, strokeOf } from './stroke.ts';

const plain = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false };

test('[K20] a key press is written the same way on every keyboard', () => {
  const rows = [
    [{ ...plain, key: 'j' }, 'j'],
    [{ ...plain, key: 'X', shiftKey: true }, 'shift+x'],
    [{ ...plain, key: '?', shiftKey: true }, '?'],
    [{ ...plain, key: 'k', ctrlKey: true }, 'ctrl+k'],
    [{ ...plain, key: 'k', metaKey: true }, 'ctrl+k'],
    [{ ...plain, key: 'Enter', ctrlKey: true }, 'ctrl+enter'],
    [{ ...plain, key: 'Escape' }, 'esc'],
    [{ ...plain, key: ' ' }, 'space'],
    [{ ...plain, key: 'ArrowDown' }, 'down'],
  ] as const;
  for (const [event, expected] of rows) assert.equal(strokeOf(event), expected);
});

test('[K21] a sequence is found stroke by stroke; a stroke that continues nothing begins anew; the last binding wins', () => {
  const sequences = ['g h', 'g c', 'j', 'c', 'j'];
  assert.deepEqual(match(sequences, [], 'g'), { found: undefined, pending: ['g'] });
  assert.deepEqual(match(sequences, ['g'], 'c'), { found: 1, pending: [] });
  assert.deepEqual(match(sequences, [], 'c'), { found: 3, pending: [] });
  assert.deepEqual(match(sequences, ['g'], 'j'), { found: 4, pending: [] });
  assert.deepEqual(match(sequences, ['g'], 'g'), { found: undefined, pending: ['g'] });
  assert.deepEqual(match(sequences, ['g'], 'q'), { found: undefined, pending: [] });
});

test('[K22] caps are what stands on the keys', () => {
  assert.deepEqual(capsOf('g h'), ['G', 'then', 'H']);
  assert.deepEqual(capsOf('ctrl+k'), ['Ctrl K']);
  assert.deepEqual(capsOf('shift+x'), ['Shift', 'X']);
  assert.deepEqual(capsOf('+'), ['+']);
  assert.deepEqual(capsOf('up'), ['↑']);
});

test('[K23] single keys are those that type something', () => {
  for (const stroke of ['j', '?', 'shift+x', 'space']) assert.equal(isSingleKey(stroke), true, stroke);
  for (const stroke of ['ctrl+k', 'enter', 'esc', 'up']) assert.equal(isSingleKey(stroke), false, stroke);
});
