import assert from 'node:assert/strict';
import { test } from 'node:test';
import { company } from '../test/company.ts';

test('[X56] what numbers are read from is told, and made anew without a number changing', async (t) => {
  const { throughline } = await company(t);
  const json = async (...words: readonly string[]) => {
    const { stdout, code } = await throughline([...words, '--json']);
    assert.equal(code, 0);
    return JSON.parse(stdout) as Readonly<Record<string, unknown>>;
  };
  const before = await json('insight', 'status');
  assert.ok(Number(before['behind']) > 0);
  assert.partialDeepStrictEqual(before, { events: 0, parts: 0, bytes: 0, recordedAt: null, building: null });
  const measured = await json('metric', 'show', 'days-to-settle');
  assert.partialDeepStrictEqual(measured, { asOf: { behind: 0 } });
  assert.partialDeepStrictEqual(await json('insight', 'status'), { events: before['behind'], parts: 1, behind: 0 });
  const { stdout } = await throughline(['insight', 'rebuild']);
  assert.match(stdout, /^Made anew from the log\.\n/);
  assert.match(stdout, /\nstill to come +nothing\n/);
  assert.deepEqual(await json('metric', 'show', 'days-to-settle'), measured);
});
