import assert from 'node:assert/strict';
import { test } from 'node:test';
import { found, grouped, type PaletteEntry, travelAsked } from './entry.ts';

const entry = (label: string, more: Partial<PaletteEntry> = {}): PaletteEntry => ({
  id: label,
  group: 'Pages',
  label,
  run: () => undefined,
  ...more,
});

test('[K30] the palette finds entries by the beginnings of words, those that begin with the text first', () => {
  const entries = [
    entry('Open cases'),
    entry('Cases'),
    entry('Home', { words: 'start' }),
    entry('INV-0992', { note: 'Kessler Antriebe' }),
  ];
  const labels = (text: string) => found(entries, text).map(({ label }) => label);
  assert.deepEqual(labels('ca'), ['Cases', 'Open cases']);
  assert.deepEqual(labels('antr kess'), ['INV-0992']);
  assert.deepEqual(labels('start'), ['Home']);
  assert.deepEqual(labels('ses'), []);
  assert.equal(labels('  ').length, 4);
});

test('[K31] travel is asked for in words', () => {
  const rows = [
    ['travel 14', { days: 14 }],
    ['Travel +3 days', { days: 3 }],
    ['travel to 2027-02-01', { to: '2027-02-01' }],
    ['travel', undefined],
    ['travel 0', undefined],
    ['travel 999', undefined],
    ['travel to 2027-13-41', undefined],
    ['traveller', undefined],
  ] as const;
  for (const [text, expected] of rows) assert.deepEqual(travelAsked(text), expected, text);
});

test('[K32] entries are shown by group, in the order in which groups come', () => {
  const groups = grouped([entry('a'), entry('b', { group: 'Flows' }), entry('c')]);
  assert.deepEqual(
    groups.map(({ group, entries }) => [group, entries.length]),
    [
      ['Pages', 2],
      ['Flows', 1],
    ],
  );
});
