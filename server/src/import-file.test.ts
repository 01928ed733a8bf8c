import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { testDatabase } from '@throughline/testing';
import { openHouse } from '../test/open-house.ts';
import { caseDetail } from './cases/case-detail.ts';
import { importFile } from './import-file.ts';
import type { Throughline } from './throughline.ts';
import { verifyLog } from './verify-log.ts';
import { seesAll } from './visible/visible.ts';

const mapping = {
  ...{ format: 'csv', flow: 'invoice', source: 'ledger', entity: 'Muster GmbH', key: { column: 'Invoice' }, currency: 'EUR' },
  events: [
    {
      ...{ event: 'create', at: { column: 'Issued', format: 'YYYY-MM-DD' } },
      data: {
        number: { column: 'Invoice' },
        customer: { constant: 'Nord AG' },
        currency: { record: 'currency' },
        amount: { column: 'Amount', as: 'money' },
        dueOn: { column: 'Due', as: 'date', format: 'YYYY-MM-DD' },
      },
    },
    { event: 'send', at: { column: 'Issued', format: 'YYYY-MM-DD' } },
    {
      ...{ event: 'pay', at: { column: 'Paid', format: 'YYYY-MM-DD' }, when: { column: 'Paid', present: true } },
      data: { amount: { column: 'Amount', as: 'money' } },
    },
  ],
};

function rows(count: number): string {
  const lines = Array.from(
    { length: count },
    (_, index) => `I-${index + 1},2024-03-01,2024-03-31,${index % 2 === 0 ? '2024-04-02' : ''},10.00`,
  );
  return ['Invoice,Issued,Due,Paid,Amount', ...lines, ''].join('\n');
}

function files(t: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), 'throughline-import-'));
  t.after(() => rmSync(folder, { recursive: true }));
  return (name: string, content: string | object) => {
    const path = join(folder, name);
    writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
    return path;
  };
}

const stopwatch = () => 0;
const emptyDatabase = () => testDatabase('empty', () => Promise.resolve());

test('[S30] a dry run says what an import will do, and writes nothing', async (t) => {
  const house = await openHouse(t, await emptyDatabase());
  const file = files(t);
  const request = { file: file('a.csv', rows(50)), mappingFile: file('m.json', mapping), stopwatch };
  const dry = await importFile(house, { ...request, dryRun: true });
  assert.deepEqual(await house.engine.counts(), []);
  assert.deepEqual(await definedBy(house), []);
  const real = await importFile(house, request);
  assert.deepEqual({ ...dry, dryRun: false }, real);
  assert.deepEqual([real.cases, real.events, real.deviations], [50, 125, 0]);
  assert.equal((await importFile(house, { ...request, dryRun: true })).duplicates, 125);
});

async function definedBy({ pool }: Throughline): Promise<readonly string[]> {
  const { rows } = await pool.query<{ name: string }>(
    `select name from throughline.source where name not in ('case', 'effect')
      union all select flow from throughline.flow_version where flow not in ('exception', 'task')`,
  );
  return rows.map(({ name }) => name);
}

test('[S30] a dry run finds the conflicts that the import will find', async (t) => {
  const house = await openHouse(t, await emptyDatabase());
  const file = files(t);
  const mappingFile = file('m.json', mapping);
  await importFile(house, { file: file('a.csv', rows(3)), mappingFile, stopwatch });
  const changed = {
    file: file('b.csv', rows(4).replace('I-2,2024-03-01,2024-03-31,,10.00', 'I-2,2024-03-01,2024-03-31,,10.01')),
    mappingFile,
    stopwatch,
  };
  const dry = await importFile(house, { ...changed, dryRun: true });
  assert.partialDeepStrictEqual(dry, { cases: 1, events: 2, rejected: 1, duplicates: 7 });
  assert.deepEqual(
    dry.errors.map(({ code, line, field, value }) => [code, line, field, value]),
    [['conflict', 3, 'create', 'I-2']],
  );
  assert.deepEqual({ ...dry, dryRun: false }, await importFile(house, changed));
});

test('[S31] run again after it was stopped, an import equals one that was not; nothing is history twice over', async (t) => {
  const file = files(t);
  const request = { file: file('a.csv', rows(300)), mappingFile: file('m.json', mapping), stopwatch, batchSize: 50 };
  const [whole, stopped] = [await openHouse(t, await emptyDatabase()), await openHouse(t, await emptyDatabase())];
  await importFile(whole, request);
  const stop = new AbortController();
  const stopping = importFile(stopped, {
    ...request,
    signal: stop.signal,
    onProgress: ({ events }) => events > 200 && stop.abort(),
  });
  await assert.rejects(stopping, { name: 'AbortError' });
  const again = await importFile(stopped, request);
  assert.ok(again.duplicates > 200 && again.events > 0);
  assert.equal(again.duplicates + again.events, 750);
  const states = `select d.key, c.state, c.seq, d.data, d.clocks - 'liveFrom' as clocks from throughline.case_ c join throughline.case_data d using (bucket, id) order by c.bucket, c.id`;
  assert.deepEqual((await stopped.pool.query(states)).rows, (await whole.pool.query(states)).rows);
  const { rows: lives } = await stopped.pool.query(`select distinct clocks->>'liveFrom' as live from throughline.case_data`);
  assert.equal(lives.length, 1);
  assert.equal((await verifyLog(stopped)).found, 0);
});

test('[S32] history fires nothing: no rung, no task, no mail', async (t) => {
  const house = await openHouse(t, await emptyDatabase());
  const file = files(t);
  await importFile(house, { file: file('a.csv', rows(20)), mappingFile: file('m.json', mapping), stopwatch });
  await house.engine.settle();
  assert.deepEqual(await house.engine.effectCounts(), []);
  assert.deepEqual(
    (await house.engine.counts()).map(({ flow }) => flow),
    ['invoice', 'invoice'],
  );
  const { cases } = await house.engine.list({ flow: 'invoice', where: [{ field: '$key', comparison: '=', values: ['I-2'] }] });
  const { deadlines } = await caseDetail(house, cases[0]?.id ?? '', { ...(await house.engine.clock()), visible: seesAll });
  assert.equal(deadlines.find(({ name }) => name === 'dunning/remind')?.standing, 'historic');
});

test('[S33] what an import cannot begin with is refused with its place, and nothing is changed', async (t) => {
  const house = await openHouse(t, await emptyDatabase());
  const file = files(t);
  const csv = file('a.csv', rows(1));
  const begin = (mappingFile?: string, flowFile?: string) =>
    importFile(house, { file: csv, stopwatch, ...(mappingFile && { mappingFile }), ...(flowFile && { flowFile }) });
  await assert.rejects(begin(), { code: 'mapping-missing', place: csv });
  await assert.rejects(importFile(house, { file: 'absent.csv', stopwatch }), { code: 'file-unreadable', place: 'absent.csv' });
  await assert.rejects(begin('absent.json'), { code: 'file-unreadable', place: 'absent.json' });
  await assert.rejects(begin(file('broken.json', '{"format":')), { code: 'mapping-unfit' });
  await assert.rejects(begin(file('other.json', { ...mapping, flow: 'parcel' })), { code: 'flow-unknown', expected: /invoice/ });
  const wrong = file('wrong.json', { ...mapping, events: [{ ...mapping.events[0], event: 'creat' }] });
  await assert.rejects(
    begin(wrong),
    (error: { code: string; place: string }) => error.code === 'mapping-unfit' && /wrong\.json events/.test(error.place),
  );
  await assert.rejects(begin(file('m.json', mapping), file('flow.json', { name: 'invoice', states: {}, start: {} })), {
    code: 'flow-has-errors',
  });
  assert.deepEqual(await house.engine.counts(), []);
  assert.deepEqual(await definedBy(house), []);
});
