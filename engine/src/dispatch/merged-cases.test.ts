import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Actor, JsonObject } from '@throughline/language';
import { caseId } from '../case-id.ts';
import { bench, closing, command, fact, named, outcomes, place } from '../fixture.test.ts';
import { verifyLog } from '../verify/verify-log.ts';
import type { Submission } from './submission.ts';

const operator: Actor = { id: 'olga', kind: 'person', principal: 'olga', roles: ['operator'] };

function repair(key: string, type: string, data: JsonObject): Submission {
  return command(key, type, data, { actor: operator, reason: 'The source sent it twice' });
}

const idOf = (key: string) => caseId(named(key));

test('[E300] what is sent to a merged case goes to the one that it was merged into, once', async (t) => {
  const { engine, pool, source } = await closing(bench(), t);
  const paid = fact(source, 'A', 'pay', { data: { amount: 40 }, receipt: 'p1' });
  await engine.dispatch([place('A'), place('B'), paid, command('A', 'short')]);
  assert.deepEqual(outcomes(await engine.dispatch([repair('A', 'merge', { into: idOf('B') })])), ['applied']);
  const merged = await engine.readCase(idOf('A'));
  assert.deepEqual([merged?.state, merged?.clocks.mergedInto, merged?.dueAt], ['merged', idOf('B'), null]);
  assert.ok((await engine.children(idOf('A'))).every(({ state }) => state !== 'open'));
  // Sent again, it has been; what is new, is the other's.
  const [again, fresh] = await engine.dispatch([paid, fact(source, 'A', 'pay', { data: { amount: 60 }, receipt: 'p2' })]);
  assert.equal(again?.outcome, 'duplicate');
  assert.deepEqual([fresh?.outcome, fresh?.caseId], ['applied', idOf('B')]);
  const [twice] = await engine.dispatch([fact(source, 'A', 'pay', { data: { amount: 60 }, receipt: 'p2' })]);
  assert.ok(twice?.outcome === 'duplicate' && fresh?.outcome === 'applied');
  assert.deepEqual([twice.caseId, twice.first.seq], [idOf('B'), fresh.seq]);
  assert.equal((await engine.findCase(named('A')))?.id, idOf('B'));
  // A comment on the case that is no more stays with it.
  const [comment] = await engine.dispatch([command('A', 'comment', { text: 'It was the same order' })]);
  assert.equal(comment?.caseId, idOf('A'));
  assert.deepEqual((await verifyLog(pool, { decide: true })).findings, []);
});

test('[E300] merges in a row, in one batch and by several at once, end in one case', async (t) => {
  const { engine, pool, another } = await closing(bench(), t);
  await engine.dispatch(['A', 'B', 'C', 'D'].map((key) => place(key)));
  const results = await engine.dispatch([
    repair('A', 'merge', { into: idOf('B') }),
    command('A', 'ask'),
    repair('B', 'merge', { into: idOf('C') }),
    command('A', 'ask'),
  ]);
  assert.deepEqual(
    results.map(({ outcome, caseId: id }) => [outcome, id]),
    [
      ['applied', idOf('A')],
      ['applied', idOf('B')],
      ['applied', idOf('B')],
      ['applied', idOf('C')],
    ],
  );
  // Each into the other: one of them is refused, as they are locked together.
  const both = await Promise.all([
    engine.dispatch([repair('C', 'merge', { into: idOf('D') })]),
    another().dispatch([repair('D', 'merge', { into: idOf('C') })]),
  ]);
  assert.deepEqual(outcomes(both.flat()).toSorted(), ['applied', 'refused data-invalid']);
  assert.deepEqual((await verifyLog(pool, { decide: true })).findings, []);
});

test('[E300] a case is merged into one of its flow and entity alone', async (t) => {
  const { engine } = await closing(bench(), t);
  const elsewhere = { ...place('E'), case: { ...named('E'), entity: 'other' } };
  await engine.dispatch([place('A'), place('B'), elsewhere, command('B', 'short'), repair('B', 'merge', { into: idOf('A') })]);
  const [child] = await engine.children(idOf('B'));
  const targets = [caseId({ ...named('E'), entity: 'other' }), idOf('none'), idOf('B'), idOf('A'), child?.id ?? ''];
  const results = await engine.dispatch(targets.map((into) => repair('A', 'merge', { into })));
  assert.deepEqual(
    outcomes(results),
    targets.map(() => 'refused data-invalid'),
  );
});

test('[E301] a case that is named anew keeps its id, and both names lead to it', async (t) => {
  const { engine, pool, source } = await closing(bench(), t);
  await engine.dispatch([place('A'), place('B')]);
  const [renamed] = await engine.dispatch([repair('A', 'rekey', { key: 'A-1' })]);
  assert.equal(renamed?.outcome, 'applied');
  const found = await engine.findCase(named('A-1'));
  assert.deepEqual([found?.id, found?.key, found?.data.number], [idOf('A'), 'A-1', 'A-1']);
  const results = await engine.dispatch([
    fact(source, 'A', 'ask', { receipt: 'p1' }),
    fact(source, 'A-1', 'ask', { receipt: 'p2' }),
    place('A-1'),
    repair('B', 'rekey', { key: 'A-1' }),
    repair('B', 'rekey', { key: 'A' }),
  ]);
  assert.deepEqual(
    results.slice(0, 2).map(({ outcome, caseId: id }) => [outcome, id]),
    [
      ['applied', idOf('A')],
      ['applied', idOf('A')],
    ],
  );
  assert.deepEqual(outcomes(results.slice(3)), ['refused key-taken', 'refused key-taken']);
  assert.equal(results[2]?.outcome, 'refused');
  // Back again, and there: the names lead to it already.
  assert.deepEqual(
    outcomes(await engine.dispatch([repair('A-1', 'rekey', { key: 'A' }), repair('A', 'rekey', { key: 'A-1' })])),
    ['applied', 'applied'],
  );
  assert.deepEqual((await verifyLog(pool, { decide: true })).findings, []);
});

test('[E301] whoever bears a case of the new name at the same time finds it taken, or takes it first', async (t) => {
  const { engine, pool, another } = await closing(bench(), t);
  const other = another();
  for (let round = 0; round < 12; round += 1) {
    await engine.dispatch([place(`A${round}`)]);
    const [renaming, birth] = await Promise.all([
      engine.dispatch([repair(`A${round}`, 'rekey', { key: `N${round}` })]),
      other.dispatch([place(`N${round}`)]),
    ]);
    const ended = outcomes([...renaming, ...birth]);
    assert.ok(ended[0] === 'applied' ? ended[1]?.startsWith('refused') : ended[0] === 'refused key-taken', ended.join());
  }
  assert.deepEqual((await verifyLog(pool, { decide: true })).findings, []);
});
