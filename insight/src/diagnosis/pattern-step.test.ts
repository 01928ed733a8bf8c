import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Attributes, attributesOf } from './attributes.ts';
import type { DataRow, Dataset } from './dataset.ts';
import { withoutEmpty } from './empty-conditions.ts';
import type { Pattern } from './pattern/pattern.ts';
import { patternOf } from './pattern-step.ts';

interface Drawn {
  readonly reference: boolean;
  readonly order: boolean;
  readonly version: number;
  readonly affected: boolean;
}

/** A thousand cases a period; `draw` says what is so of the nth. */
function cases(draw: (nth: number, period: 0 | 1) => Drawn): Dataset {
  const rows = [0, 1].flatMap((period) =>
    Array.from({ length: 1000 }, (_, nth): DataRow => {
      const { reference, order, version, affected } = draw(nth, period as 0 | 1);
      const at = period * 1000 + nth;
      return {
        ...{ id: `${at}`, entity: 'A', key: `${at}`, at, bornAt: at, period: period as 0 | 1, affected },
        values: {
          entity: 'A',
          lane: ['N', 'S', 'W'][nth % 3] ?? '',
          reference: reference ? `R${at}` : null,
          order: order ? `O${at}` : null,
        },
        versions: { job: version },
      };
    }),
  );
  const field = (name: string, optional: boolean) => ({ name, field: name, title: name, origin: false, optional, values: true });
  return {
    effect: { flow: 'job', title: 'Late', population: 'jobs', risk: 'true' },
    rows,
    fields: [field('lane', false), field('reference', true), field('order', true)],
  };
}

const found = (dataset: Dataset, attributes: Attributes = attributesOf(dataset, [], [])) =>
  patternOf(dataset, attributes, {
    ...{ timeZone: 'UTC', now: '2026-05-01T00:00:00Z', seed: 5, flows: [], changes: [], permutations: 199 },
  });
const kept = ({ rows }: ReturnType<typeof found>) =>
  rows
    .filter(({ verdict }) => verdict === 'kept')
    .map(({ conditions, cases: n, affected }) => ({ said: conditions, n, affected }));

test('[I242] more references are missing than before, and each is as bad as ever: that is the pattern, and no shifted mix', () => {
  // Half of those without a reference are late, one in twenty of the others. Missing were 4 in 100, then 24.
  const answer = found(
    cases((nth, period) => {
      const reference = nth % 25 >= (period === 1 ? 6 : 1);
      return { reference, order: true, version: 1, affected: reference ? nth % 20 === 13 : nth % 2 === 0 };
    }),
  );
  assert.equal(answer.verdict, 'pattern');
  const [first, ...more] = kept(answer);
  assert.deepEqual(
    [first?.said.map(({ attribute, value }) => `${attribute} ${value}`), more],
    [['missing:reference missing'], []],
  );
  assert.deepEqual([first?.n, first?.affected], [240, 120]);
});

test('[I242] a version that was not there before is held against the rate of all', () => {
  const answer = found(
    cases((nth, period) => {
      const version = period === 1 && nth % 2 === 0 ? 2 : 1;
      return {
        reference: true,
        order: true,
        version,
        affected: version === 2 ? nth % 8 === 0 : nth % (period === 1 ? 40 : 20) === 13,
      };
    }),
  );
  const [first] = kept(answer);
  assert.deepEqual(
    first?.said.map(({ attribute, value }) => `${attribute} ${value}`),
    ['version:job v2'],
  );
  assert.deepEqual([first?.n, first?.affected], [500, 125]);
});

test('[I249] that a purchase order was there says nothing where those without one rose as well; where they did not, it does', () => {
  const among = (isAffected: (order: boolean, nth: number) => boolean) => {
    const dataset = cases((nth, period) => {
      const reference = nth % 25 >= (period === 1 ? 6 : 1);
      const order = nth % 9 !== 4;
      return { reference, order, version: 1, affected: reference ? nth % 20 === 13 : isAffected(order, nth) };
    });
    const attributes = attributesOf(dataset, [], []);
    const conditions = ['missing:reference missing', 'missing:order present'].map((text) => {
      const [attribute = '', value = ''] = text.split(' ');
      return { attribute, value };
    });
    const left = withoutEmpty(dataset, attributes, { kept: [{ conditions }] } as unknown as Pattern);
    return attributes.searched.filter((each) => !left.searched.includes(each)).map(({ name }) => name);
  };
  assert.deepEqual(
    among((_, nth) => nth % 2 === 0),
    ['missing:order'],
  );
  assert.deepEqual(
    among((order, nth) => order && nth % 2 === 0),
    [],
  );
});
