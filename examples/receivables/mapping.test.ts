import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { importFile, type RecordResult } from '@throughline/connect';
import { type CaseRecord, compileFlow, decide } from '@throughline/language';
import { invoice } from '@throughline/packs';
import { needsData } from '@throughline/testing';
import mapping from './mapping.json' with { type: 'json' };

test('[P7] the recorded invoices: three facts each, none deviates, nothing fires, and all are paid to the cent', async (t) => {
  const data = needsData(t);
  if (data === undefined) return;
  const flow = compileFlow(invoice);
  const cases = new Map<string, CaseRecord>();
  const now = Date.UTC(2026, 0);
  const report = await importFile({
    path: join(data, 'accounts-receivable', 'accounts-receivable.csv'),
    mapping,
    flow,
    now,
    dryRun: true,
    write: () => Promise.reject(new Error('a dry run writes nothing')),
    check: (batch) =>
      Promise.resolve(
        batch.map(({ identity, fact }): RecordResult => {
          const taken = decide(flow, cases.get(identity.key) ?? { ...identity, id: identity.key }, fact, { now });
          if (taken.kind === 'refused' || taken.kind === 'ignored') return { outcome: 'refused' };
          cases.set(identity.key, taken.next);
          assert.deepEqual([taken.effects, taken.children, taken.dueAt], [[], [], null]);
          return { outcome: taken.kind };
        }),
      ),
    stopwatch: () => 0,
  });
  const { events, deviations, rejected, duplicates } = report;
  assert.deepEqual(
    { cases: cases.size, events, deviations, rejected, duplicates },
    { cases: 2466, events: 7398, deviations: 0, rejected: 0, duplicates: 0 },
  );
  const all = [...cases.values()];
  assert.deepEqual([...new Set(all.map(({ state }) => state))], ['paid']);
  assert.equal(
    all.reduce((sum, each) => sum + Number(each.data.paid), 0),
    14_770_318,
  );
  assert.equal(all.filter((each) => each.data.everDisputed === true).length, 561);
});
