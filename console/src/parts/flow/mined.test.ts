import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assert as check, integer, property, record, uniqueArray } from 'fast-check';
import { beginning } from './graph.ts';
import { ending, minedDiagram } from './mined.ts';

const activity = (name: string, starts = 0, ends = 0) => ({
  ...{ name, title: name, count: 1, cases: 1, starts, ends },
  ...{ repeats: 0, selfLoops: 0, repeatCases: 0 },
});
const edge = (from: string, to: string, count: number, totalMs = 0) => ({
  ...{ from, fromTitle: from, to, toTitle: to, count },
  ...{ meanMs: totalMs / count, medianMs: totalMs / count, p90Ms: totalMs / count, totalMs },
});

test('[K650] of the ways as many are drawn as asked for, the most frequent first, and no activity loses its last one', () => {
  const names = ['a', 'b', 'c', 'd', 'e'];
  const way = record({ from: integer({ min: 0, max: 4 }), to: integer({ min: 0, max: 4 }), count: integer({ min: 1, max: 99 }) });
  const ways = uniqueArray(way, { selector: ({ from, to }) => `${from} ${to}`, maxLength: 20 });
  check(
    property(ways, integer({ min: 0, max: 100 }), (all, percent) => {
      const edges = all.map(({ from, to, count }) => edge(names[from] ?? '', names[to] ?? '', count));
      const activities = names.map((name) => activity(name, name === 'a' ? 9 : 0, name === 'e' ? 9 : 0));
      const mining = { activities, edges, cases: 9 };
      const whole = minedDiagram(mining, 100, { end: 'End' }, 'en-GB');
      const part = minedDiagram(mining, percent, { end: 'End' }, 'en-GB');
      assert.equal(whole.hidden, 0);
      assert.equal(part.edges.length + part.hidden, whole.edges.length);
      assert.ok(part.edges.length >= Math.ceil((whole.edges.length * percent) / 100));
      for (const { id } of part.nodes) {
        for (const side of ['from', 'to'] as const) {
          const before = whole.edges.filter((one) => one[side] === id);
          const best = Math.max(...before.map(({ count }) => count));
          if (before.length > 0)
            assert.ok(
              part.edges.some((one) => one[side] === id && one.count === best),
              `${side} ${id}`,
            );
        }
      }
    }),
  );
});

test('[K651] a line says how long it took, and is shaded by its part of all waiting; cases begin and end at their marks', () => {
  const day = 86_400_000;
  const { nodes, edges } = minedDiagram(
    {
      activities: [activity('order', 10), activity('pay', 0, 10)],
      edges: [edge('order', 'pay', 10, 30 * day), edge('pay', 'order', 1, day)],
      cases: 10,
    },
    100,
    { end: 'End' },
    'en-GB',
  );
  assert.deepEqual(
    nodes.map(({ id }) => id),
    [beginning, 'order', 'pay', ending],
  );
  const found = edges.map(({ from, to, note, heat }) => [from, to, note, heat]);
  assert.deepEqual(found, [
    [beginning, 'order', undefined, 0],
    ['order', 'pay', '3.0 d', 3],
    ['pay', 'order', '1.0 d', 0],
    ['pay', ending, undefined, 0],
  ]);
});
