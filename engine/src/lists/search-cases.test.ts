import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bench, closing, command, place } from '../fixture.test.ts';

test('[E128] [E332] cases are found by how their key or a text of theirs begins', async (t) => {
  const { engine } = await closing(bench(), t);
  await engine.dispatch([
    place('N-2', { customer: 'N-one' }),
    place('n-1', { customer: 'Nord AG' }),
    place('X', { customer: 'Nordisk' }),
    place('Y', { customer: 'AG Nord' }),
    place('Z', { customer: 'NORD AG', contact: 'nora@example.org' }),
  ]);
  await engine.dispatch([command('X', 'pay', { amount: 100 }), command('X', 'close'), command('Y', 'short')]);
  const found = async (text: string, more = {}) =>
    (await engine.search({ text, ...more })).map(({ flow, key, field, value }) => `${flow} ${key} ${field} ${value}`);
  assert.deepEqual(await found('n-'), ['order n-1 $key n-1', 'order N-2 $key N-2']);
  const nord = await found(' NOR ');
  assert.deepEqual(nord.slice(0, 2).sort(), ['order Z customer NORD AG', 'order n-1 customer Nord AG']);
  assert.deepEqual(nord.slice(2), ['order X customer Nordisk']);
  assert.deepEqual((await found('n')).slice(0, 2), ['order n-1 $key n-1', 'order N-2 $key N-2']);
  assert.deepEqual(await found('n', { limit: 1 }), ['order n-1 $key n-1']);
  assert.deepEqual(await found('stock'), []);
  assert.deepEqual(await found('stock', { flows: ['exception'] }), ['exception stock#1 kind stock']);
  const [hit] = await engine.search({ text: 'X' });
  assert.deepEqual([hit?.state, hit?.entity, (await engine.readCase(hit?.id ?? ''))?.key], ['closed', 'halden', 'X']);
  assert.deepEqual(await found('n', { within: {} }), []);
  assert.deepEqual(await found('n', { within: { order: { entities: ['Halden'] } } }), []);
  const keys = ['order n-1 $key n-1', 'order N-2 $key N-2'];
  assert.deepEqual((await found('n', { within: { order: { entities: ['halden'] } } })).slice(0, 2), keys);
  assert.deepEqual(await found('n', { within: { order: { without: ['customer'] } } }), keys);
  await assert.rejects(engine.search({ text: '  ' }), { code: 'list-value-invalid' });
  await assert.rejects(engine.search({ text: 'x'.repeat(201) }), { code: 'list-value-invalid' });
  await assert.rejects(engine.search({ text: 'x', flows: ['none'] }), { code: 'flow-unknown' });
});
