import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { importFile, type RecordResult } from '@throughline/connect';
import { type CaseRecord, compileFlow, decide, type FlowDefinition } from '@throughline/language';
import { document, system } from '@throughline/packs';
import documents from './documents.mapping.json' with { type: 'json' };
import systems from './systems.mapping.json' with { type: 'json' };

const now = Date.UTC(2026, 11, 1);

/** A dry run of a file: what each record would become, and when it is looked at next. */
async function tried(definition: FlowDefinition, name: string, mapping: object) {
  const flow = compileFlow(definition);
  const cases = new Map<string, CaseRecord>();
  const due = new Map<string, string>();
  const report = await importFile({
    ...{ path: fileURLToPath(new URL(name, import.meta.url)), mapping, flow, now, dryRun: true },
    write: () => Promise.reject(new Error('a dry run writes nothing')),
    check: (batch) =>
      Promise.resolve(
        batch.map(({ identity, fact }): RecordResult => {
          const taken = decide(flow, { ...identity, id: identity.key }, fact, { now });
          if (taken.kind === 'refused' || taken.kind === 'ignored') return { outcome: 'refused' };
          cases.set(identity.key, taken.next);
          due.set(identity.key, taken.dueAt === null ? 'never' : new Date(taken.dueAt).toISOString().slice(0, 10));
          return { outcome: taken.kind };
        }),
      ),
    stopwatch: () => 0,
  });
  return { report, cases, due };
}

test('[P314] systems come from a file: who is live since when; a line that cannot be taken is told with its place', async () => {
  const { report, cases } = await tried(system, 'systems.csv', systems);
  assert.deepEqual([report.events, report.deviations, report.rejected], [3, 0, 1]);
  assert.deepEqual(
    report.errors.map(({ line, field }) => [line, field]),
    [[5, 'tier']],
  );
  assert.equal(cases.get('ERP')?.state, 'live');
  assert.deepEqual([cases.get('ERP')?.data['renewsOn'], cases.get('Sign-in')?.data['renewsOn']], ['2027-06-30', undefined]);
});

test('[P314] documents come from a file: one that was reviewed long ago is due at once, another a year after its review', async () => {
  const { report, due } = await tried(document, 'documents.csv', documents);
  assert.deepEqual([report.events, report.deviations, report.rejected], [2, 0, 0]);
  assert.deepEqual([due.get('RB-1'), (due.get('DG-1') ?? '') <= '2026-12-01'], ['2027-09-01', true]);
});
