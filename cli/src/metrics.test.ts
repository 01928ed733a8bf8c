import assert from 'node:assert/strict';
import { test } from 'node:test';
import { company, emptyCompany, importReceivables } from '../test/company.ts';
import { receivables, receivablesMapping } from '../test/receivables.ts';

const german = { LANG: 'de_DE.UTF-8' };

test('[X7] where there is nothing to measure, that is said', async (t) => {
  const { throughline } = await emptyCompany(t);
  assert.match((await throughline(['metric', 'show', 'dso'])).stdout, /\nNo cases to measure\.\n$/);
  assert.match((await throughline(['metric', 'show', 'exception-volume'])).stdout, /\nNo cases to measure\.\n$/);
  assert.equal((await throughline(['mine', 'invoice'])).stdout, 'No events to mine.\n');
});

test('[X7] a metric says of what period and currency it is', async (t) => {
  const { throughline, env } = await company(t);
  await importReceivables(env, receivablesMapping.replace('"EUR"', '"USD"'), receivables.replaceAll('R-', 'U-'));
  const { stdout } = await throughline(['metric', 'show', 'days-to-settle-weighted', '--by', 'country'], german);
  assert.match(stdout, /\ncountry +currency +value +cases\nall +EUR +22,3 days +3\nall +USD +22,3 days +3\n/);
  assert.match(stdout, /\nDE +EUR +25,6 days +2\nDE +USD +25,6 days +2\n/);
  const window = await throughline(['metric', 'show', 'dso', '--where', 'currency=EUR']);
  assert.match(window.stdout, /\n {2}from 1 Mar 2024, before 7 Mar 2024\n\n/);
  const asked = await throughline(['metric', 'show', 'late-share', '--from', '2024-04-01'], german);
  assert.match(asked.stdout, /\n {2}from 01\.04\.2024\n\n/);
  const csv = await throughline(['metric', 'show', 'days-to-settle', '--by', 'country', '--csv']);
  assert.match(csv.stdout, /^\ufeffcountry,currency,value,n\r\n/);
  const wrong = await throughline(['metric', 'show', 'dso', '--from', '2024-04-01', '--to', '2024-03-01', '--json']);
  assert.equal(wrong.code, 2);
  assert.partialDeepStrictEqual(JSON.parse(wrong.stderr), { error: { code: 'metric-request', place: '--to' } });
});
