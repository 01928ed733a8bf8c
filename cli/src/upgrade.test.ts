import assert from 'node:assert/strict';
import { test } from 'node:test';
import { company, emptyCompany } from '../test/company.ts';

test('[X52] an upgrade says what it would do, and then does it', async (t) => {
  const { throughline } = await emptyCompany(t);
  const planned = await throughline(['upgrade', '--dry-run']);
  assert.equal(planned.code, 0, planned.stderr);
  assert.match(planned.stdout, /The database is empty; this release has schema \d+\./);
  assert.match(planned.stdout, /tried here in .* and taken back/);
  assert.match(planned.stdout, /Nothing was changed/);
  const again = await throughline(['upgrade', '--dry-run', '--no-rehearsal', '--json']);
  assert.deepEqual([again.json.plan.schema.from, again.json.plan.rehearsal], [0, undefined]);
  const done = await throughline(['upgrade']);
  assert.match(done.stdout, /has come from schema 0 to \d+/);
  assert.match((await throughline(['upgrade'])).stdout, /of this release already/);
});

test('[X52] where nothing is to be done, it says so', async (t) => {
  const { throughline } = await company(t);
  const planned = await throughline(['upgrade', '--dry-run']);
  assert.match(planned.stdout, /There is nothing to do\./);
});

test('[X53] without Citus, distributing is refused with the reason', async (t) => {
  const { throughline } = await emptyCompany(t);
  const refused = await throughline(['db', 'distribute']);
  assert.equal(refused.code, 1);
  assert.match(refused.stderr, /citus-missing.*does not have the extension Citus/s);
});
