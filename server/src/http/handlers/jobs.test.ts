import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as databases from '@throughline/testing';
import { httpHouse } from '../../../test/http-house.ts';

test('[S515] how the work in the background fares is for those who look after it', async (t) => {
  const http = await httpHouse(t, databases, { demo: true });
  const jobs = await http.ask('GET /main/jobs');
  assert.equal(jobs.status, 200, jobs.text);
  const { workers, lagSeconds, failed, hold } = jobs.json();
  assert.deepEqual([workers, lagSeconds, failed, hold], [[], 0, [], null]);
  const refused = await http.ask('GET /demo/jobs', { headers: { 'throughline-act-as': 'clara.stein@halden.example' } });
  assert.deepEqual([refused.status, refused.json()['code']], [403, 'role-required']);
});
