import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import * as testing from '@throughline/testing';
import { needsData } from '@throughline/testing';
import { begin, send } from '../../test/begin-with.ts';
import { httpHouse } from '../../test/http-house.ts';

/* Half a minute on two cores: real logs, from the file to the first numbers. */

const limit = { timeout: 600_000 };

test(
  '[S605] the help desk: a flow is drafted, its cases and events are all there, and its first numbers stand',
  limit,
  async (t) => {
    const data = needsData(t);
    if (data === undefined) return;
    const house = await httpHouse(t, testing);
    const { id } = await send(house, 'helpdesk.xes.gz', readFileSync(join(data, 'helpdesk/helpdesk.xes.gz')));
    const { choices, numbers, run } = await begin(house, id, 'helpdesk', {});
    assert.equal(choices.suggested, 'draft');
    assert.ok((choices.draft?.fitness ?? 0) >= 0.95);
    assert.deepEqual([numbers.cases, run.errors], [4580, 0]);
    assert.ok(numbers.bottlenecks.length > 0 && numbers.segments.length > 0);
  },
);

test('[S605] orders of an object-centric log: each price once, every cent of them in the log', limit, async (t) => {
  const data = needsData(t);
  if (data === undefined) return;
  const house = await httpHouse(t, testing);
  const { id } = await send(house, 'orders.sqlite', readFileSync(join(data, 'order-management-ocel/order-management.sqlite')));
  const { totals, numbers } = await begin(house, id, 'orders', { type: 'orders', currency: 'EUR' });
  assert.deepEqual(
    totals.totals.map(({ count, recordedCount, agrees }) => [count, recordedCount, agrees]),
    [[2000, 2000, true]],
  );
  assert.equal(numbers.cases, 2000);
});
