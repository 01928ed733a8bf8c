import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Actor, checkFlow, type FlowDefinition, type MigrationDefinition, proposeMigration } from '@throughline/language';
import { order, parcel } from '../fixture.test.ts';

/*
 * Second versions of the flows of the tests: open orders are accepted ones, have a channel, and are reminded three days later; parcels
 * may be lost.
 */

type Changed = { -readonly [Member in keyof FlowDefinition]: FlowDefinition[Member] } & { readonly data: { properties: object } };

export const secondOrder = ((): FlowDefinition => {
  const text = JSON.stringify(order)
    .replaceAll('"open":{"owner"', '"accepted":{"owner"')
    .replaceAll('"to":"open"', '"to":"accepted"')
    .replaceAll('"during":["open"]', '"during":["accepted"]')
    .replaceAll('"after":{"days":7}', '"after":{"days":10}');
  const changed = JSON.parse(text) as Changed;
  Object.assign(changed.data.properties, { channel: { type: 'string', maxLength: 20, default: 'web' } });
  return changed;
})();

export const secondParcel = {
  ...parcel,
  states: { ...parcel.states, packed: { ...parcel.states['packed'], within: { days: 300 } } },
} as FlowDefinition;

/** What `proposeMigration` proposes, with what it leaves open. */
export function orderMapping(before = order, after = secondOrder): MigrationDefinition {
  const proposed = proposeMigration(before, after);
  return { ...proposed, defaults: { ...proposed.defaults, channel: 'shop' } };
}

export const parcelMapping = (): MigrationDefinition => proposeMigration(parcel, secondParcel);

export const operator: Actor = { id: 'olga', kind: 'person', principal: 'olga', roles: ['operator'] };
export const because = { by: 'olga', reason: 'as agreed' };

test('the second versions have no errors, and nothing is left open', () => {
  for (const flow of [secondOrder, secondParcel])
    assert.deepEqual(
      checkFlow(flow).filter(({ severity }) => severity === 'error'),
      [],
    );
  assert.deepEqual(orderMapping().undecided, []);
  assert.deepEqual(orderMapping().states, { open: 'accepted' });
});
