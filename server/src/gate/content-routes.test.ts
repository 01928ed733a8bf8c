import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ChangeContentView, ContentView } from '@throughline/api';
import * as testing from '@throughline/testing';
import { httpHouse } from '../../test/http-house.ts';

test('[S807] a proposal is judged before it is made, refused with findings and places, and shown with what it changes', {
  timeout: 120_000,
}, async (t) => {
  const house = await httpHouse(t, testing);
  const post = (route: string, payload: object) => house.ask(`POST /main/changes/${route}`, { payload });
  const tuned = { subject: 'parameters', content: 'flow: release\nvalues:\n  verifyWithin: 9\n' };
  const judged = (await post('judgements', tuned)).json<ContentView>();
  assert.deepEqual(
    judged.parameters.map(({ name, before, after, from, to }) => [name, before, after, from, to]),
    [['verifyWithin', '7 days', '9 days', '1 day', '30 days']],
  );
  const tooLong = await post('proposals', {
    ...{ subject: 'parameters', title: 'Longer', summary: 'x', content: { flow: 'release', values: { verifyWithin: 90 } } },
  });
  assert.equal(tooLong.status, 400);
  assert.match(tooLong.text, /whole number from 1 to 30/);
  assert.match((await post('judgements', { subject: 'flow', content: 'name: [' })).text, /content:1:/);

  const proposed = await post('proposals', { ...tuned, title: 'Verify within nine days', summary: 'Seven are too few' });
  assert.equal(proposed.status, 201, proposed.text);
  const { number } = proposed.json<{ number: string }>();
  const shown = (await house.ask(`GET /main/changes/${number}/content`)).json<ChangeContentView>();
  assert.deepEqual([shown.isCurrent, shown.content.hash], [true, judged.hash]);
  // Nothing is in force by it.
  const inForce = (await house.ask('GET /main/flows/release/parameters')).json<{ items: { name: string; value: string }[] }>();
  assert.equal(inForce.items.find(({ name }) => name === 'verifyWithin')?.value, '7 days');
  assert.equal((await house.ask('GET /main/changes/CHG-9999/content')).status, 404);
});
