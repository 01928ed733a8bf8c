import assert from 'node:assert/strict';
import { test } from 'node:test';
import { attributesOf } from './attributes.ts';
import type { DataRow, Dataset } from './dataset.ts';

/** A hundred cases a period: `carrier` and `lane` say the same; `blocked` is what rose in other words; `reference` is missing in every tenth. */
function dataset(): Dataset {
  const rows = Array.from({ length: 200 }, (_, index): DataRow => {
    const affected = index % 8 === 0;
    return {
      ...{ id: `${index}`, entity: 'A', key: `${index}`, at: index, bornAt: index, period: index < 100 ? 0 : 1, affected },
      values: {
        entity: 'A',
        carrier: index % 3 === 0 ? 'North' : 'South',
        lane: index % 3 === 0 ? 'N' : 'S',
        blocked: affected ? 'yes' : 'no',
        reference: index % 10 === 0 ? null : `POD-${index}`,
        customer: `Customer ${index}`,
      },
      versions: { invoice: index < 150 ? 1 : 2 },
    };
  });
  const field = (name: string, optional: boolean) => ({ name, field: name, title: name, origin: false, optional, values: true });
  return {
    effect: { flow: 'invoice', title: 'Blocked', population: 'invoices', risk: 'true' },
    rows,
    fields: [
      field('carrier', false),
      field('lane', false),
      field('blocked', false),
      field('reference', true),
      field('customer', false),
    ],
  };
}

test('[I243] what says the same as another attribute or as what rose is left out with the reason; so is what tells cases apart one by one', () => {
  const { searched, leftOut } = attributesOf(dataset(), [], []);
  assert.deepEqual(
    searched.map(({ name, role }) => `${name} ${role}`),
    ['carrier mix', 'missing:reference between', 'version:invoice version'],
  );
  assert.deepEqual(
    leftOut.map(({ title, why }) => `${title}: ${why}`),
    ['lane: says the same as carrier', 'blocked: says the same as what rose', 'customer: too many values'],
  );
  assert.equal(searched[1]?.label('missing'), 'reference: missing');
  const { leftOut: asked } = attributesOf(dataset(), [], ['carrier']);
  assert.deepEqual(asked[0], { title: 'carrier', why: 'left out on request' });
});
