import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EdgeActivity, StateActivity } from '@throughline/api';
import { beginning, diagramOf, neighbour } from './graph.ts';

const day = 86_400_000;
const state = (name: string, more: Partial<StateActivity> = {}): StateActivity => ({
  ...{ name, title: name, kind: 'state', owner: null, target: null, cases: 0, oldest: null },
  ...{ entered: 0, left: 0, medianMs: null, p90Ms: null },
  ...more,
});
const edge = (from: string | null, to: string, count = 0): EdgeActivity => ({ from, to, count, declared: true, ways: [] });

test('[K491] a diagram: widths by volume, fill by wait; what only waits to be born is drawn where it is', () => {
  const target = { text: '10 days', parameter: null, ms: 10 * day };
  const states = [
    state('expected', { kind: 'expected' }),
    state('a', { medianMs: 15 * day, target }),
    state('b', { kind: 'done' }),
  ];
  const { nodes, edges, hidden } = diagramOf(states, [edge(null, 'a', 100), edge('a', 'b', 25), edge('a', 'a', 3)], {
    all: false,
  });
  assert.deepEqual(
    nodes.map(({ id, heat, bar }) => [id, heat, bar]),
    [
      [beginning, 0, undefined],
      ['a', 2, 0.75],
      ['b', 0, undefined],
    ],
  );
  assert.deepEqual(
    edges.map(({ from, to, width }) => [from, to, width]),
    [
      [beginning, 'a', 5],
      ['a', 'b', 3],
    ],
    'what stays where it is has no line',
  );
  assert.equal(hidden, 0);
  const waiting = diagramOf([state('expected', { kind: 'expected', cases: 1 })], [], { all: false });
  assert.equal(waiting.nodes.length, 2);
});

test('[K492] of many ways, those that nobody took are left out; no state loses its last one', () => {
  const names = Array.from({ length: 40 }, (_, index) => `s${index}`);
  const chain = names.slice(1).map((name, index) => edge(names[index] ?? '', name));
  const back = names.slice(2).map((name, index) => edge(name, names[index] ?? ''));
  const all = [edge(null, 's0', 9), ...chain, ...back];
  const few = diagramOf(
    names.map((name) => state(name)),
    all,
    { all: false },
  );
  assert.equal(few.hidden, all.length - few.edges.length);
  assert.ok(few.hidden > 30);
  for (const name of names)
    assert.ok(
      few.edges.some(({ from, to }) => from === name || to === name),
      name,
    );
  assert.equal(
    diagramOf(
      names.map((name) => state(name)),
      all,
      { all: true },
    ).edges.length,
    all.length,
  );
});

test('[K493] an arrow key leads to the nearest state in its direction', () => {
  const placed = [
    { id: 'top', x: 0, y: 0 },
    { id: 'low', x: 10, y: 100 },
    { id: 'lower', x: 0, y: 200 },
    { id: 'side', x: 300, y: 100 },
  ];
  assert.equal(neighbour(placed, 'top', 'down'), 'low');
  assert.equal(neighbour(placed, 'low', 'down'), 'lower');
  assert.equal(neighbour(placed, 'low', 'right'), 'side');
  assert.equal(neighbour(placed, 'side', 'left'), 'low');
  assert.equal(neighbour(placed, 'top', 'up'), undefined);
  assert.equal(neighbour(placed, 'nowhere', 'up'), 'top');
});
