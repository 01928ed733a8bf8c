import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testDatabase } from '@throughline/testing';
import fc from 'fast-check';
import { assertClose } from '../../test/both-readers.ts';
import { type FixtureCase, prepareLog, viewColumns, writeLog } from '../../test/log-fixture.ts';
import { projectionFolder } from '../../test/projected.ts';
import type { LogReader } from '../reader/log-reader.ts';
import { logReader } from '../reader/postgres-log-reader.ts';
import { projectionReader } from '../reader/projection-log-reader.ts';
import { mine } from './mine.ts';
import type { MiningSelection } from './selection.ts';

const at = (day: number) => `2026-03-${String(day).padStart(2, '0')}`;

/** Orders of two actors, some with a comment between their steps, some with a deviation; what they are worth changes. */
const cases: readonly FixtureCase[] = Array.from({ length: 12 }, (_, index) => ({
  flow: index < 6 ? 'plain' : 'order',
  key: `k${index}`,
  events: [
    { type: 'create', at: at(1), to: 'open', actor: 'erp', data: { amount: 100 + index, currency: 'EUR', customer: "d'Or" } },
    ...(index === 9 ? [{ type: 'comment', kind: 'command' as const, at: at(2), to: 'open' }] : []),
    { type: 'send', at: at(2 + index), to: 'sent', actor: index % 2 === 0 ? 'ann' : 'erp', data: { amount: `${index}00` } },
    ...(index % 3 === 0 ? [{ type: 'send', at: at(3 + index), to: 'sent', actor: 'ann', deviation: true }] : []),
    { type: 'pay', at: at(5 + index), to: 'paid', actor: 'bank', data: index === 4 ? { currency: null } : {} },
  ],
}));

const chosen: readonly Readonly<Record<string, string>>[] = [{}, { customer: "d'Or" }, { amount: '800' }, { customer: 'none' }];

test('[I303] PostgreSQL and the projection are mined to the same views, with bookkeeping between the steps and without', async (t) => {
  const database = await testDatabase('insight_log', prepareLog);
  const { folder, remove } = projectionFolder();
  const projected = projectionReader(database.pool, folder);
  t.after(async () => {
    await projected.close();
    await database.close();
    remove();
  });
  await writeLog(database.pool, cases);
  // Names of ways are sums of hashes, of which each database has its own.
  const views = async (reader: LogReader, selection: MiningSelection) => {
    const amount = { amount: 'amount', currency: 'currency' };
    const found = await mine(reader, selection, { top: 50, handoversBy: 'actor', amount });
    const ways = found.topVariants.map(({ id: _, ...way }) => JSON.stringify(way)).sort();
    return { ...found, topVariants: ways };
  };
  for (const flow of ['plain', 'order'])
    for (const where of chosen) {
      const [here, there] = [await views(projected, { flow, where }), await views(logReader(database.pool), { flow, where })];
      assert.deepEqual(here, there);
      assert.ok(here.steps.every(({ activity }) => activity !== 'comment'));
      if (where['amount'] === undefined) assert.equal(here.cases, where['customer'] === 'none' ? 0 : 6);
    }
});

const step = fc.record({
  type: fc.constantFrom('create', 'send', 'pay', 'send'),
  actor: fc.constantFrom('ann', 'bob', 'erp'),
  after: fc.nat(30),
  data: fc.constantFrom({}, {}, { amount: '1200' }, { amount: 5 }),
});
const ways = fc.array(fc.array(step, { minLength: 1, maxLength: 9 }), { minLength: 1, maxLength: 15 });

function caseOf(steps: readonly (typeof step extends fc.Arbitrary<infer T> ? T : never)[], index: number): FixtureCase {
  let day = 0;
  const events = steps.map(({ type, actor, after, data }) => {
    day += after;
    const actorKind = actor === 'erp' ? ('source' as const) : ('person' as const);
    return { type, actor, actorKind, data, at: new Date(Date.UTC(2026, 0, 1 + day)).toISOString(), to: type };
  });
  return { flow: 'order', key: `k${index}`, events };
}

test('[I401] what cases of several parts add up to is what PostgreSQL counts: who handed over to whom, each activity, money', async (t) => {
  const database = await testDatabase('insight_log', prepareLog);
  const { folder, remove } = projectionFolder();
  const projected = projectionReader(database.pool, folder);
  t.after(async () => {
    await projected.close();
    await database.close();
    remove();
  });
  const columns = [...Object.keys(viewColumns), 'reason', 'input'].join(', ');
  const piece = 'least((seq - 1) / (1 + get_byte(uuid_send(case_id), 0) % 4), 3)';
  const views = async (reader: LogReader, handoversBy: 'actor' | 'kind') => {
    const found = await mine(reader, { flow: 'order' }, { top: 50, handoversBy, amount: { amount: 'amount' } });
    return { ...found, topVariants: found.topVariants.map(({ id: _, ...way }) => JSON.stringify(way)).sort() };
  };
  await fc.assert(
    fc.asyncProperty(ways, async (drawn) => {
      await database.pool.query(
        `drop table if exists waiting; truncate throughline.event_history; update throughline.log_name set name = gen_random_uuid()`,
      );
      await writeLog(database.pool, drawn.map(caseOf));
      await database.pool.query(
        'create table waiting as select * from throughline.event_log; truncate throughline.event_history',
      );
      // A case comes in up to four pieces, each of which is in another part.
      for (let round = 0; round < 4; round += 1) {
        await database.pool.query(
          `insert into throughline.event_history (${columns}) select ${columns} from waiting where ${piece} = ${round}`,
        );
        await projected.freshness();
      }
      for (const by of ['actor', 'kind'] as const)
        assertClose(await views(projected, by), await views(logReader(database.pool), by), by);
    }),
    { numRuns: 6 },
  );
});
