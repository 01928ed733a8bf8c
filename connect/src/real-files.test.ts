import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { needsData } from '@throughline/testing';
import { fineFlow, invoiceFlow } from '../test/flows.ts';
import { readCsv } from './csv-reader.ts';
import type { FactRecord } from './fact-record.ts';
import { importFile } from './import-file.ts';
import { readXes } from './xes-reader.ts';

const json = (path: string | URL) => JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
const mappingOf = (example: string) => json(new URL(`../../examples/${example}/mapping.json`, import.meta.url));
const now = Date.UTC(2026, 0);

async function shapeOf(path: string, limit = Number.POSITIVE_INFINITY) {
  const variants = new Set<string>();
  const edges = new Set<string>();
  const activities = new Set<string>();
  let [cases, events] = [0, 0];
  for await (const { traces, errors } of readXes(path)) {
    assert.deepEqual(errors, []);
    for (const trace of traces) {
      const names = trace.events.map(({ attributes }) => attributes.get('concept:name') ?? '');
      cases += 1;
      events += names.length;
      variants.add(names.join('\n'));
      for (const [index, name] of names.entries()) {
        activities.add(name);
        if (index > 0) edges.add(`${names[index - 1]}\n${name}`);
      }
    }
    if (cases >= limit) break;
  }
  return { cases, events, variants: variants.size, activities: activities.size, dfg_edges: edges.size };
}

for (const [folder, file, reference] of [
  ['running-example', 'running-example.xes', 'reference-stats.json'],
  ['helpdesk', 'helpdesk.xes.gz', 'reference-stats.json'],
] as const) {
  test(`[C7] ${file} has the cases, events, variants, activities and edges of its reference`, async (t) => {
    const data = needsData(t);
    if (data === undefined) return;
    const { cases, events, variants, activities, dfg_edges } = json(join(data, folder, reference));
    const shape = await shapeOf(join(data, folder, file));
    assert.deepEqual(shape, { cases, events, variants, activities, dfg_edges });
  });
}

test('[C18] a tenth of the fines maps to facts without an error', async (t) => {
  const data = needsData(t);
  if (data === undefined) return;
  const stop = new AbortController();
  const records: FactRecord[] = [];
  const imported = importFile({
    path: join(data, 'road-traffic-fines', 'traffic.xes.gz'),
    mapping: mappingOf('fines'),
    flow: fineFlow,
    now,
    stopwatch: () => 0,
    signal: stop.signal,
    onErrors: (errors) => assert.fail(JSON.stringify(errors[0])),
    write: async (batch) => {
      records.push(...batch);
      // A tenth is enough here; the whole log is imported by the long tests.
      if (records.length > 56_000) stop.abort();
      return batch.map(() => ({ outcome: 'applied' }));
    },
  });
  await assert.rejects(imported, { name: 'AbortError' });
  assert.ok(records.length > 56_000);
  const created = records.filter(({ fact }) => fact.type === 'Create Fine');
  // Each was created at midnight in Rome.
  for (const { fact } of created) assert.ok([22, 23].includes(new Date(fact.occurredAt).getUTCHours()));
});

test('[C17] each of the invoices gives three facts, to the cent', async (t) => {
  const data = needsData(t);
  if (data === undefined) return;
  const path = join(data, 'accounts-receivable', 'accounts-receivable.csv');
  const records: FactRecord[] = [];
  const write = async (batch: readonly FactRecord[]) => {
    records.push(...batch);
    return batch.map(() => ({ outcome: 'applied' }) as const);
  };
  const options = { path, flow: invoiceFlow, now, stopwatch: () => 0 };
  const report = await importFile({ ...options, mapping: mappingOf('receivables'), write });
  assert.deepEqual([report.cases, report.events, report.rejected, report.errors.length], [2466, 7398, 0, 0]);
  const created = records.filter(({ fact }) => fact.type === 'create').map(({ fact }) => fact.data);
  assert.equal(sum(created.map(({ amount }) => amount as number)), 14_770_318);
  assert.equal(created.filter(({ everDisputed }) => everDisputed === true).length, 561);
  const createdAt = new Map(
    records.filter(({ fact }) => fact.type === 'create').map(({ identity, fact }) => [identity.key, fact.occurredAt]),
  );
  const days = records
    .filter(({ fact }) => fact.type === 'pay')
    .map(({ identity, fact }) => (fact.occurredAt - (createdAt.get(identity.key) ?? 0)) / 86_400_000);
  assert.equal((sum(days) / days.length).toFixed(5), '26.44485');
});

test('[C13] 944 of the invoices’ dates would be dates the other way round, too: only the mapping can say', async (t) => {
  const data = needsData(t);
  if (data === undefined) return;
  let ambiguous = 0;
  for await (const { columns, rows } of readCsv(join(data, 'accounts-receivable', 'accounts-receivable.csv'))) {
    const issued = columns.indexOf('InvoiceDate');
    ambiguous += rows.filter(({ fields }) => Number(fields[issued]?.split('/')[1]) <= 12).length;
  }
  assert.equal(ambiguous, 944);
});

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
