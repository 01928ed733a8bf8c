import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { replayFile } from '@throughline/server';
import { needsData } from '@throughline/testing';

const beside = (name: string) => fileURLToPath(new URL(name, import.meta.url));

/* Half a minute: every event of the log is decided once. */
test('[P23] the recorded fines beside their flow: 392 deviations in 289 cases, by type, each with what its cases cost', async (t) => {
  const data = needsData(t);
  if (data === undefined) return;
  const file = join(data, 'road-traffic-fines/traffic.xes.gz');
  const report = await replayFile({ file, flowFile: beside('flow.ts'), mappingFile: beside('mapping.json') });
  const { conformance } = report;
  assert.deepEqual([report.cases, report.events, report.variants, report.edges, report.rejected], [150_370, 561_470, 231, 70, 0]);
  assert.deepEqual([conformance.deviations, conformance.cases, conformance.conformingCases], [392, 289, 150_081]);
  assert.equal(
    conformance.types.reduce((sum, { count }) => sum + count, 0),
    392,
  );
  const of = (state: string, event: string) => conformance.types.find((one) => one.state === state && one.event === event);
  assert.equal(of('sent', 'Insert Date Appeal to Prefecture')?.count, 162);
  assert.equal(of('prefecture', 'Insert Fine Notification')?.count, 29);
  for (const { medianMs, addedMs, money } of conformance.types) {
    assert.equal(addedMs, (medianMs ?? 0) - (conformance.conformingMedianMs ?? 0));
    assert.deepEqual(
      money.map(({ currency }) => currency),
      ['EUR'],
    );
  }
});
