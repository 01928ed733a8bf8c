import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Notification } from '@throughline/api';
import { groupedByDay, inOrder } from './groups.ts';

const note = (id: string, of: string, at: string): Notification => ({
  ...{ id, at, kind: 'task', title: id, subject: null, by: null, unread: true, settled: false, mailedAt: null },
  case: { id: of, flow: 'invoice', flowTitle: 'Invoice', key: of, entity: 'E', stateTitle: 'Sent' },
});

test('[K541] notifications stand by day where the company is, and by case within a day; none is lost or twice', () => {
  const notes = [
    note('a', 'I-1', '2027-01-11T09:00:00Z'),
    note('b', 'I-2', '2027-01-11T08:00:00Z'),
    note('c', 'I-1', '2027-01-11T07:00:00Z'),
    note('d', 'I-1', '2027-01-10T23:30:00Z'),
    note('e', 'I-1', '2027-01-10T21:30:00Z'),
  ];
  const days = groupedByDay(notes, 'Europe/Berlin');
  const written = days.map(({ day, cases }) => [day, cases.map(({ id, items }) => [id, items.map((one) => one.id).join('')])]);
  assert.deepEqual(written, [
    [
      '2027-01-11',
      [
        ['I-1', 'acd'],
        ['I-2', 'b'],
      ],
    ],
    ['2027-01-10', [['I-1', 'e']]],
  ]);
  assert.deepEqual(
    inOrder(days)
      .map(({ id }) => id)
      .sort(),
    ['a', 'b', 'c', 'd', 'e'],
  );
  assert.deepEqual(groupedByDay([], 'UTC'), []);
});
