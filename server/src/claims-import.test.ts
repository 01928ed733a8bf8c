import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { FactRecord, RecordResult } from '@throughline/connect';
import { caseId } from '@throughline/engine';
import { testDatabase } from '@throughline/testing';
import { claimFlows, claimOf } from '../test/claims-company.ts';
import { openHouse } from '../test/open-house.ts';
import { importFile } from './import-file.ts';
import { mineFlow } from './mine-log.ts';
import { verifyLog } from './verify-log.ts';

const day = 'YYYY-MM-DD';
const common = { format: 'csv', flow: 'claim', entity: 'berlin', key: { column: 'Claim' }, currency: 'EUR' };
const payments = {
  ...{ ...common, source: 'bank', dedupe: ['Payment'] },
  events: [{ event: 'pay', at: { column: 'Paid', format: day }, data: { amount: { column: 'Amount', as: 'money' } } }],
};
const claims = {
  ...{ ...common, source: 'desk' },
  events: [
    {
      ...{ event: 'file', at: { column: 'Filed', format: day } },
      data: {
        number: { column: 'Claim' },
        customer: { constant: 'Nordwind' },
        currency: { record: 'currency' },
        amount: { column: 'Amount', as: 'money' },
        dueOn: { column: 'Filed', as: 'date', format: day },
      },
    },
  ],
};
const paymentRows = 'Claim,Payment,Paid,Amount\nC-1,P-1,2024-03-01,30.00\nC-1,P-2,2024-03-02,20.00\nC-2,P-3,2024-03-02,10.00\n';
const claimRows = 'Claim,Filed,Amount\nC-1,2024-03-10,100.00\nC-3,2024-03-11,50.00\n';

function files(t: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), 'throughline-claims-'));
  t.after(() => rmSync(folder, { recursive: true }));
  return (name: string, content: string | object) => {
    const path = join(folder, name);
    writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
    return path;
  };
}

test('[S34] facts for cases that have not begun wait and are no errors: before, in a dry run, again, and until they are born', async (t) => {
  const house = await openHouse(t, await testDatabase('empty', () => Promise.resolve()));
  await house.engine.deploy(claimFlows, { by: 'test' });
  const file = files(t);
  const early = { file: file('p.csv', paymentRows), mappingFile: file('p.json', payments), stopwatch: () => 0 };
  const checked: (string | undefined)[] = [];
  const hear = (_: readonly FactRecord[], results: readonly RecordResult[]) => checked.push(...results.map(({ state }) => state));
  const dry = await importFile(house, { ...early, dryRun: true, onChecked: hear });
  assert.deepEqual([dry.events, dry.waiting, dry.rejected, checked], [3, 3, 0, ['expected', 'expected', 'expected']]);
  assert.deepEqual(await importFile(house, early), { ...dry, dryRun: false });
  const again = await importFile(house, early);
  assert.deepEqual([again.events, again.waiting, again.duplicates], [0, 0, 3]);

  const filing = { file: file('c.csv', claimRows), mappingFile: file('c.json', claims), stopwatch: () => 0 };
  const foretold = await importFile(house, { ...filing, dryRun: true });
  const born = await importFile(house, filing);
  assert.deepEqual({ ...foretold, dryRun: false }, born);
  assert.deepEqual([born.cases, born.events, born.waiting], [2, 2, 0]);
  assert.equal((await house.engine.readCase(caseId({ ...claimOf('C-1') })))?.data['paid'], 5_000);
  assert.deepEqual((await importFile(house, early)).duplicates, 3);
  assert.equal((await verifyLog(house)).found, 0);

  const mined = await mineFlow(house, { flow: 'claim', all: true });
  assert.deepEqual(
    [mined.cases, Object.fromEntries(mined.steps.map(({ activity, count }) => [activity, count]))],
    [2, { file: 2, pay: 2 }],
  );
});

test('[S34] what waits at the beginning of a file and is born further down has not waited', async (t) => {
  const house = await openHouse(t, await testDatabase('empty', () => Promise.resolve()));
  await house.engine.deploy(claimFlows, { by: 'test' });
  const file = files(t);
  const rows =
    'Claim,Payment,Paid,Amount,Filed\nC-1,P-1,2024-03-01,30.00,\nC-2,P-2,2024-03-02,20.00,\nC-1,F-1,,100.00,2024-03-10\n';
  const when = (column: string) => ({ when: { column, present: true } });
  const mapping = {
    ...payments,
    events: [
      ...payments.events.map((one) => ({ ...one, ...when('Paid') })),
      ...claims.events.map((one) => ({ ...one, ...when('Filed') })),
    ],
  };
  const request = { file: file('m.csv', rows), mappingFile: file('m.json', mapping), stopwatch: () => 0 };
  for (const batchSize of [1, 100]) {
    const dry = await importFile(house, { ...request, batchSize, dryRun: true });
    assert.deepEqual([dry.events, dry.waiting, dry.rejected], [3, 1, 0]);
  }
  const real = await importFile(house, request);
  assert.deepEqual([real.events, real.waiting, real.rejected], [3, 1, 0]);
});
