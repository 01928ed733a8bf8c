import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { seededRandom, testDatabase } from '@throughline/testing';
import { asContract } from '../../test/contract.ts';
import { lateNow, tellLateStory } from '../../test/late-company.ts';
import { measuredLately, measuringEnds } from '../home/measuring.ts';
import { metricValues } from '../metric-answers.ts';
import { listMetrics } from '../metrics.ts';
import { attach } from '../throughline.ts';
import { seesAll } from '../visible/visible.ts';
import { insightFolder, openReader } from './open-reader.ts';

test('[S551] a value says as of what it is; while events are missing, what broke is not told', async (t) => {
  const { url, close } = await testDatabase('late_company', (address) => tellLateStory(address, seededRandom(1)));
  const house = attach({ url, env: {}, database: 'demo', release: close });
  const folder = mkdtempSync(join(tmpdir(), 'throughline-insight-'));
  const reader = openReader(house.pool, folder, { waitEventsMax: 2 });
  t.after(async () => {
    await reader.close();
    await house.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const late = { ...house, reader };
  const asOf = async () =>
    asContract('GET /{database}/metrics/{metric}', await metricValues(late, 'invoiced-amount', {}, seesAll)).asOf;
  const { behind } = await asOf();
  assert.ok(behind > 2);
  while ((await reader.freshness()).behind > 0);
  assert.equal((await asOf()).behind, 0);
  assert.ok(Date.parse((await asOf()).recordedAt ?? '') > 0);
  const metrics = listMetrics().filter(({ id }) => id === 'exception-volume');
  const measured = async (throughline: typeof late) => {
    const ask = () => measuredLately(throughline, metrics, { now: lateNow, timeZone: 'UTC', visible: seesAll });
    await ask();
    await measuringEnds(throughline);
    return ask();
  };
  const missing = { ...reader, freshness: async () => ({ seal: null, recordedAt: null, behind }) };
  assert.equal(await measured({ ...late, reader: missing }), undefined);
  assert.equal((await measured(late))?.metrics.size, 1);
});

test('[S552] each database has a folder of its own in the home; a password that changes changes nothing', () => {
  const env = { THROUGHLINE_HOME: '/srv/home' };
  assert.equal(insightFolder(env, 'main'), '/srv/home/insight/main');
  assert.equal(insightFolder(env, 'demo'), '/srv/home/insight/demo');
  const at = (url: string) => insightFolder({ ...env, DATABASE_URL: url }, 'main');
  const folders = [
    'postgres://a:b@db/one',
    'postgres://a:b@db/two',
    'postgres://a:b@other/one',
    'postgres://a:b@db:6432/one',
  ].map(at);
  assert.equal(new Set(folders).size, 4);
  assert.equal(at('postgres://c:d@db/one'), folders[0]);
});
