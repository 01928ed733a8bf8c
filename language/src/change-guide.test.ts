import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { CaseRecord } from './case.ts';
import { checkWatch } from './checker/watches.ts';
import { days, defineFlow } from './define-flow.ts';
import { Fields, Optional, Text } from './definition/fields.ts';
import type { WatchDefinition } from './definition/watch.ts';

const guide = readFileSync(new URL('../../docs/guide/change-a-flow.md', import.meta.url), 'utf8');

async function exported(name: string): Promise<unknown> {
  const [, snippet = ''] = [...guide.matchAll(/```ts\n([\s\S]*?)```/g)].find(([, text = '']) => text.includes(` ${name}`)) ?? [];
  const language = new URL('./index.ts', import.meta.url).href;
  const folder = mkdtempSync(join(tmpdir(), 'throughline-guide-'));
  const file = join(folder, 'snippet.mts');
  try {
    writeFileSync(file, snippet.replaceAll("'@throughline/language'", JSON.stringify(language)));
    return ((await import(pathToFileURL(file).href)) as Readonly<Record<string, unknown>>)[name];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const parcel = (waiting: 'waiting' | 'awaiting') =>
  defineFlow({
    name: 'parcel',
    title: 'Parcel',
    owner: 'logistics',
    key: 'number',
    data: Fields({ number: Text() }),
    parameters: { chaseAfter: days(3, { owner: 'logistics', from: 1, to: 9 }) },
    start: { register: waiting as 'waiting' },
    states: { [waiting as 'waiting']: { within: 'chaseAfter', on: { deliver: 'done' } }, done: { final: 'done' } },
  });
const alarm = defineFlow({
  name: 'alarm',
  title: 'Alarm',
  owner: 'logistics',
  key: 'key',
  data: Fields({ key: Text(), note: Optional(Text()) }),
  events: { seen: { data: Fields({ note: Text() }), set: { note: 'event.note' } } },
  start: { seen: 'open' },
  states: { open: { within: days(1), on: { end: 'ended' } }, ended: { final: 'done' } },
});

test('[L292] the program of the guide takes a case there and back', async () => {
  const thereAndBack = (await exported('thereAndBack')) as (...given: readonly unknown[]) => { readonly record: CaseRecord };
  const record: CaseRecord = {
    ...{ id: 'p', flow: 'parcel', entity: 'e', key: 'P-1', version: 1, seq: 1, state: 'waiting' },
    ...{ data: { number: 'P-1' }, clocks: { bornAt: 0 }, enteredAt: 0 },
  };
  assert.deepEqual(thereAndBack(parcel('waiting'), parcel('awaiting'), record, 5).record, record);
});

test('[L299] the program of the guide tunes a parameter', async () => {
  const tuned = (await exported('tuned')) as (...given: readonly unknown[]) => object;
  assert.deepEqual(tuned(parcel('waiting'), [], 0), {
    findings: [],
    context: {
      parameters: { chaseAfter: 3 },
      parameterRevision: 0,
      scheduled: [{ from: 86_400_000, parameters: { chaseAfter: 5 } }],
    },
  });
});

test('[L296] of the watch of the guide nothing is said', async () => {
  const stalled = (await exported('stalled')) as WatchDefinition;
  assert.deepEqual(checkWatch(stalled, { flows: [parcel('waiting'), alarm], metrics: [] }), []);
});
