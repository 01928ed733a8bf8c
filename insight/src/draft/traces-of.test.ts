import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testDatabase } from '@throughline/testing';
import { type FixtureCase, prepareLog, writeLog } from '../../test/log-fixture.ts';
import { projectionFolder } from '../../test/projected.ts';
import { openFileLog } from '../mining/file-log.ts';
import type { LogReader } from '../reader/log-reader.ts';
import { logReader } from '../reader/postgres-log-reader.ts';
import { projectionReader } from '../reader/projection-log-reader.ts';
import { draftFlow } from './draft-flow.ts';
import { gatherLog } from './draft-log.ts';
import { tracesOf } from './traces-of.ts';

const at = (day: number) => `2026-03-${String(day).padStart(2, '0')}`;

const cases: readonly FixtureCase[] = Array.from({ length: 12 }, (_, index) => ({
  flow: 'order',
  key: `k${index}`,
  events: [
    { type: 'create', at: at(1), to: 'open', actor: 'ann' },
    // Bookkeeping is no step.
    ...(index === 9 ? [{ type: 'comment', kind: 'command' as const, at: at(2), to: 'open' }] : []),
    { type: 'send', at: at(2 + index), to: 'sent', actor: 'bo' },
    ...(index % 3 === 0 ? [{ type: 'send', at: at(3 + index), to: 'sent', actor: 'bo' }] : []),
    { type: 'pay', at: at(5 + index), to: 'paid', actor: 'cy' },
  ],
}));

test('[I361] the projection, PostgreSQL and a file give the same traces, page by page, and so the same draft', async (t) => {
  const database = await testDatabase('insight_log', prepareLog);
  const { folder, remove } = projectionFolder();
  const projected = projectionReader(database.pool, folder);
  const steps = cases.flatMap(({ key, events }) =>
    events.flatMap(({ type, at: day, actor }) =>
      type === 'comment' ? [] : [{ caseId: key, flow: 'order', activity: type, at: Date.parse(day), actor }],
    ),
  );
  const file = await openFileLog(
    (async function* () {
      yield steps;
    })(),
  );
  t.after(async () => {
    await file.close();
    await projected.close();
    await database.close();
    remove();
  });
  await writeLog(database.pool, cases);
  const read = async (reader: LogReader, pageEvents: number) => {
    const traces = (await Array.fromAsync(tracesOf(reader, { flow: 'order' }, { actors: true, pageEvents }))).flat();
    return { traces: traces.toSorted((a, b) => a.case.localeCompare(b.case)), draft: draftFlow(await gatherLog(traces)) };
  };
  const whole = await read(logReader(database.pool), 1_000);
  assert.equal(whole.traces.length, 12);
  assert.deepEqual(
    whole.traces[0]?.events.map(({ activity, who }) => [activity, who]),
    [
      ['create', 'ann'],
      ['send', 'bo'],
      ['send', 'bo'],
      ['pay', 'cy'],
    ],
  );
  for (const reader of [logReader(database.pool), projected, file])
    for (const pageEvents of [5, 7, 40]) assert.deepEqual(await read(reader, pageEvents), whole);
  const unnamed = (await Array.fromAsync(tracesOf(projected, { flow: 'order' }))).flat();
  assert.ok(unnamed.every(({ events }) => events.every(({ who }) => who === undefined)));
});
