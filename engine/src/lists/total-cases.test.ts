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
