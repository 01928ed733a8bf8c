import assert from 'node:assert/strict';
import { test } from 'node:test';
import { order, parcel } from '../fixture.test.ts';
import type { PilotRow } from '../sql/read-settings.ts';
import { type Birth, shareOf, versionAtBirth } from './routing.ts';

const pilot: PilotRow = { name: 'new dunning', flows: { order: 2, parcel: 3 }, segment: null, share: 0.25, salt: 's1' };
const definitions = new Map([
  ['order/2', order],
  ['parcel/3', parcel],
]);

function route(birth: Partial<Birth>, pilots: readonly PilotRow[] = [pilot]): number | undefined {
  const whole: Birth = { flow: 'order', entity: 'halden', key: 'K1', data: {}, kin: [], ...birth };
  return versionAtBirth(whole, { latest: 1, pilots, find: (flow, version) => definitions.get(`${flow}/${version}`) });
}

const keys = (count: number) => Array.from({ length: count }, (_, index) => `K${index}`);

test('[E164] a share is met within what chance allows, for any salt', () => {
  // Five standard deviations of a binomial: outside of it, one of a million fair drafts lies.
  const count = 20_000;
  for (const salt of ['s1', 's2', '', 'ü'])
    for (const share of [0.01, 0.25, 0.5, 0.99]) {
      const taken = keys(count).filter((key) => route({ key }, [{ ...pilot, salt, share }]) === 2).length;
      const deviation = Math.sqrt(count * share * (1 - share));
      assert.ok(Math.abs(taken - count * share) < 5 * deviation, `${taken} of ${count} at ${share}, salt ${salt}`);
    }
});

test('[E164] the choice depends on salt, entity and key alone; more share takes more, and drops nobody', () => {
  const taken = (share: number, salt = 's1') =>
    new Set(keys(2000).filter((key) => route({ key }, [{ ...pilot, share, salt }]) === 2));
  const [few, many] = [taken(0.2), taken(0.6)];
  assert.ok(few.isSubsetOf(many));
  assert.deepEqual(taken(1).size, 2000);
  // Two salts choose independently of each other: of 400 taken by one, about 80 are taken by both.
  const both = few.intersection(taken(0.2, 's2')).size;
  assert.ok(both > 40 && both < 120, `${both}`);
  for (const key of keys(100)) assert.equal(route({ key }) === 2, route({ key, flow: 'parcel' }) === 3);
  assert.equal(shareOf('s1', { entity: 'ab', key: 'c' }) === shareOf('s1', { entity: 'a', key: 'bc' }), false);
  // As it was when this was written: a release that chose otherwise would change pilots that run.
  assert.deepEqual(
    ['K1', 'K2', 'K3'].map((key) => shareOf('s1', { entity: 'halden', key }).toFixed(6)),
    ['0.631337', '0.496494', '0.849873'],
  );
});

test('[E165] a segment takes whom its expression holds for; where it fails, nobody', () => {
  const rich: PilotRow = { ...pilot, share: 1, segment: 'data.amount > 1000 && entity == "halden"' };
  const table: readonly (readonly [Partial<Birth>, number])[] = [
    [{ data: { amount: 1001 } }, 2],
    [{ data: { amount: 1000 } }, 1],
    [{ data: { amount: 1001 }, entity: 'other' }, 1],
    [{ data: {} }, 1],
    [{ data: { amount: 'much' } }, 1],
    // A parcel has no amount, so the segment cannot be told of one that comes of nobody.
    [{ flow: 'parcel', data: { amount: 1001 } }, 1],
  ];
  for (const [birth, version] of table) assert.equal(route(birth, [rich]), version, JSON.stringify(birth));
  assert.equal(route({ key: 'X7' }, [{ ...pilot, share: 1, segment: 'key.startsWith("X")' }]), 2);
});

test('[E166] who comes of a case of the pilot is of its arm, whatever the share and the segment say', () => {
  const none: PilotRow = { ...pilot, share: 1e-9, segment: 'false' };
  const all: PilotRow = { ...pilot, share: 1 };
  const kin = (version: number, flow = 'order') => [{ flow, version }];
  assert.equal(route({ flow: 'parcel', kin: kin(2) }, [none]), 3);
  assert.equal(route({ flow: 'parcel', kin: kin(1) }, [all]), 1);
  // An owner that the pilot does not know says nothing; the next one does.
  assert.equal(route({ flow: 'parcel', kin: [...kin(7, 'task'), ...kin(2)] }, [none]), 3);
  assert.equal(route({ flow: 'parcel', kin: kin(7, 'task') }, [all]), 3);
  assert.equal(route({ flow: 'parcel', kin: kin(7, 'task') }, [none]), 1);
  // Of the children of one owner whom the pilot does not know, all go the same way.
  const arms = keys(50).map((key) => route({ key, kin: kin(7, 'basket'), root: { entity: 'halden', key: 'B1' } }));
  assert.equal(new Set(arms).size, 1);
});

test('[E164] without a pilot of its flow a case runs what is in force', () => {
  assert.equal(route({ flow: 'task' }), 1);
  assert.equal(route({}, []), 1);
});
