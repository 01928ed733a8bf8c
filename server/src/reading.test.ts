import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import type { Actor } from '@throughline/language';
import { testDatabase } from '@throughline/testing';
import { openHouse } from '../test/open-house.ts';
import { loadDefinitions } from './definitions/load-definitions.ts';
import { deployDefinitions, deployPacks } from './flows.ts';
import { mailSinks } from './mail.ts';
import { showMetric } from './metrics.ts';
import { isLogFile, mineFile } from './mine-log.ts';
import { showStatus } from './status.ts';

const emptyDatabase = () => testDatabase('empty', () => Promise.resolve());
const billing: Actor = { id: 'anna', kind: 'person', principal: 'anna', roles: ['billing'] };

function folder(t: TestContext) {
  const path = mkdtempSync(join(tmpdir(), 'throughline-reading-'));
  t.after(() => rmSync(path, { recursive: true }));
  return (name: string, content: string | Buffer) => {
    writeFileSync(join(path, name), content);
    return join(path, name);
  };
}

const parcel = {
  ...{ name: 'parcel', title: 'Parcel', owner: 'post', key: 'number' },
  data: { type: 'object', properties: { number: { type: 'string' } }, required: ['number'], additionalProperties: false },
  start: { hand: { to: 'sent' } },
  states: { sent: { owner: 'post', within: { days: 3 }, on: { arrive: { to: 'there' } } }, there: { final: 'done' } },
};

test('[S26] packs are deployed once, and never over a flow of somebody else', async (t) => {
  const house = await openHouse(t, await emptyDatabase());
  const file = folder(t);
  await deployPacks(house);
  await deployPacks(house);
  const own = { ...parcel, name: 'payment' };
  await deployDefinitions(house, await loadDefinitions(file('payment.json', JSON.stringify(own))));
  await deployPacks(house);
  const { latest } = await house.engine.clock();
  assert.partialDeepStrictEqual(latest, { invoice: 1, payment: 2 });
});

test('[S9] a connection that breaks in somebody’s hands fails the next query, and nothing else', async (t) => {
  const { pool } = await openHouse(t, await emptyDatabase());
  const client = await pool.connect();
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
  const ended = new Promise<void>((resolve) => client.once('end', resolve));
  await pool.query('select pg_terminate_backend($1)', [rows[0]?.pid]);
  await ended;
  await assert.rejects(client.query('select 1'));
  client.release(true);
  assert.equal((await pool.query('select 1')).rowCount, 1);
});

test('[S36] cases are measured as of now; what is asked wrongly is told with what can be asked', async (t) => {
  const house = await openHouse(t, await emptyDatabase());
  await deployPacks(house);
  const create = (entity: string, number: string) =>
    house.engine.submit({
      case: { flow: 'invoice', entity, key: number },
      input: {
        ...{ kind: 'command', type: 'create', actor: billing },
        data: { number, customer: 'Nord AG', currency: 'EUR', amount: 1000, dueOn: '2030-01-31' },
      },
    });
  for (const number of ['A', 'B', 'C']) await create('one', number);
  await create('two', 'A');

  assert.partialDeepStrictEqual(await showMetric(house, { id: 'invoice-error-rate' }), { value: 0, n: 4, unit: 'share' });
  await assert.rejects(showMetric(house, { id: 'nothing' }), { code: 'metric-unknown' });
  await assert.rejects(showMetric(house, { id: 'dso', by: 'weather' }), { code: 'metric-request', place: '--by' });
  assert.partialDeepStrictEqual(await showStatus(house), { cases: 4, mail: { goesOut: false, waiting: 0 }, quarantined: 0 });
});

test('[S37] a CSV log is put in order by case and time; half a log is refused', async (t) => {
  const file = folder(t);
  const rows = [
    'Case,Activity,Timestamp',
    '1,pay,2024-01-03',
    '2,ask,2024-01-01',
    '1,ask,2024-01-01 08:00',
    '1,send,2024-01-02',
    '',
  ];
  const counts = { cases: 2, events: 4, activities: 3, variants: 2, edges: 2 };
  const mined = await mineFile({ file: file('log.csv', rows.join('\n')) });
  assert.partialDeepStrictEqual(mined, counts);
  assert.equal(mined.steps.find(({ activity }) => activity === 'ask')?.starts, 2);
  assert.partialDeepStrictEqual(await mineFile({ file: file('log.csv.gz', gzipSync(rows.join('\n'))) }), counts);
  await assert.rejects(mineFile({ file: file('odd.csv', 'A,B\n1,2\n') }), { code: 'columns-missing', expected: /A, B/ });
  const odd = await mineFile({ file: file('odd.csv', 'A,B\n1,2\n'), columns: { case: 'A', activity: 'B' } });
  assert.partialDeepStrictEqual(odd, { cases: 1, events: 1 });
  await assert.rejects(mineFile({ file: file('short.csv', 'case,activity\n1\n') }), {
    code: 'log-unreadable',
    place: /short\.csv:2$/,
  });
  await assert.rejects(mineFile({ file: file('cut.xes', '<log><trace><event>') }), { code: 'log-unreadable' });
  await assert.rejects(mineFile({ file: 'absent.xes' }), { code: 'file-unreadable' });
  assert.deepEqual(['invoice', 'a/b', 'log.xes.gz', 'x.csv'].map(isLogFile), [false, true, true, true]);
});

test('[S38] mail needs a server and a sender, or neither', () => {
  const url = 'smtp://localhost:25';
  assert.deepEqual(mailSinks({}), {});
  assert.throws(() => mailSinks({ THROUGHLINE_SMTP_URL: url }), { code: 'mail-settings', place: 'THROUGHLINE_SMTP_FROM' });
  assert.throws(() => mailSinks({ THROUGHLINE_SMTP_FROM: 'a@b.example' }), { code: 'mail-settings' });
  assert.throws(() => mailSinks({ THROUGHLINE_SMTP_URL: 'localhost', THROUGHLINE_SMTP_FROM: 'a@b.example' }), {
    code: 'mail-settings',
  });
  assert.ok('mail' in mailSinks({ THROUGHLINE_SMTP_URL: url, THROUGHLINE_SMTP_FROM: 'a@b.example' }));
});
