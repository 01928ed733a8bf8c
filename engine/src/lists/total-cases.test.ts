import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bench, closing, command, place } from '../fixture.test.ts';

test('[E127] cases are counted, and money is summed to the cent', async (t) => {
  const { engine } = await closing(bench(), t);
  await engine.dispatch([
    place('A', { amount: 2 ** 52, paid: 0, customer: 'Nord' }),
    place('B', { amount: 2 ** 52 - 1, paid: 1, customer: 'nord' }),
    place('C', { amount: 5, customer: 'Nord' }),
    place('D', { amount: 7, paid: 7 }),
  ]);
  await engine.dispatch([command('D', 'pay', { amount: 7 }), command('D', 'close')]);
  assert.deepEqual(await engine.totals({ flow: 'order' }, { sum: 'amount', by: 'customer' }), {
    cases: 4,
    sums: [
      { by: 'Nord', cases: 2, sum: 2 ** 52 + 5 },
      { by: 'nord', cases: 1, sum: 2 ** 52 - 1 },
      { by: null, cases: 1, sum: 7 },
    ],
  });
  assert.deepEqual(await engine.totals({ flow: 'order', open: true }, { sum: 'amount' }), {
    cases: 3,
    sums: [{ by: null, cases: 3, sum: 2 ** 53 + 4 }],
  });
  const nord = { flow: 'order', where: [{ field: 'customer', comparison: '^=', values: ['NORD'] }] } as const;
  assert.deepEqual(await engine.totals(nord, { sum: 'open', by: '$state' }), {
    cases: 3,
    sums: [{ by: 'open', cases: 3, sum: 2 ** 53 - 2 }],
  });
  assert.deepEqual(await engine.totals({ ...nord, open: false }), { cases: 0, sums: [] });
  assert.deepEqual(await engine.totals({ flow: 'order' }), { cases: 4, sums: [{ by: null, cases: 4, sum: 0 }] });
  await assert.rejects(engine.totals({ flow: 'order' }, { sum: 'customer' }), { code: 'list-value-invalid' });
  await assert.rejects(engine.totals({ flow: 'order' }, { by: 'x' }), { code: 'list-field-unknown' });
});

test('[E330] [E333] cases are counted and summed only of the entities asked for', async (t) => {
  const { engine } = await closing(bench(), t);
  const of = (entity: string, key: string, amount: number) => {
    const submission = place(key, { amount });
    return { ...submission, case: { flow: 'order', entity, key } };
  };
  await engine.dispatch([of('halden', 'A', 10), of('Nord', 'A', 200), of('nord', 'A', 3000), of('nord', 'B', 40_000)]);
  const sums = async (...entities: string[]) => {
    const { cases, sums } = await engine.totals({ flow: 'order', entities }, { sum: 'amount' });
    return [cases, sums[0]?.sum ?? 0];
  };
  assert.deepEqual(await sums('halden'), [1, 10]);
  assert.deepEqual(await sums('Nord', 'halden'), [2, 210]);
  assert.deepEqual(await sums('NORD'), [0, 0]);
  assert.deepEqual(await sums(), [0, 0]);
  assert.deepEqual(await engine.groups({ flow: 'order' }, '$entity'), [
    { value: 'nord', cases: 2 },
    { value: 'Nord', cases: 1 },
    { value: 'halden', cases: 1 },
  ]);
  const counts = await engine.entityCounts();
  assert.deepEqual(counts.map(({ flow, entity, state, cases }) => `${flow} ${entity} ${state} ${cases}`).sort(), [
    'order Nord open 1',
    'order halden open 1',
    'order nord open 2',
  ]);
});

test('[E127] cases are counted by the values of a field', async (t) => {
  const { engine } = await closing(bench(), t);
  await engine.dispatch(
    Array.from({ length: 300 }, (_, index) => place(`${index}`, index < 40 ? {} : { customer: `C${index}` })),
  );
  await engine.dispatch([command('1', 'short'), command('2', 'short'), command('3', 'pay', { amount: 100 })]);
  assert.deepEqual(await engine.groups({ flow: 'order' }, '$state'), [
    { value: 'open', cases: 299 },
    { value: 'paid', cases: 1 },
  ]);
  assert.deepEqual(await engine.groups({ flow: 'order' }, '$exception.stock'), [
    { value: null, cases: 298 },
    { value: 'open', cases: 2 },
  ]);
  assert.deepEqual(
    await engine.groups({ flow: 'order', where: [{ field: 'amount', comparison: '<', values: [7] }] }, 'amount'),
    [],
  );
  const many = await engine.groups({ flow: 'order' }, 'customer');
  assert.deepEqual([many.length, many[0]], [200, { value: null, cases: 40 }]);
  assert.deepEqual(await engine.groups({ flow: 'exception' }, 'kind'), [{ value: 'stock', cases: 2 }]);
});
