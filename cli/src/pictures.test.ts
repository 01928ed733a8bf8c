import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { run } from './run.ts';

const parcel = {
  name: 'parcel',
  title: 'Parcel',
  owner: 'logistics',
  key: 'number',
  data: { type: 'object', additionalProperties: false, required: ['number'], properties: { number: { type: 'string' } } },
  start: { register: { to: 'waiting' } },
  states: {
    waiting: { owner: 'dispatch', within: { hours: 24 }, on: { deliver: { to: 'delivered' } } },
    delivered: { final: 'done' },
  },
};

/** A file with a definition, and the command line in this process. */
function desk(t: TestContext, definition: object) {
  const folder = mkdtempSync(join(tmpdir(), 'throughline-pictures-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'flow.json');
  writeFileSync(file, JSON.stringify(definition));
  return {
    file,
    out: join(folder, 'out'),
    async throughline(...words: readonly string[]) {
      let stdout = '';
      let stderr = '';
      const code = await run(words, {
        ...{ env: { LANG: 'en_GB.UTF-8' }, signal: new AbortController().signal, machineNow: () => 0 },
        stdout: { write: (text: string) => (stdout += text) },
        stderr: { write: (text: string) => (stderr += text) },
      });
      return { code, stdout, stderr };
    },
  };
}

test('[X40] flow picture writes the flow of a file as SVG, Mermaid or BPMN', async (t) => {
  const { file, out, throughline } = desk(t, parcel);
  assert.match((await throughline('flow', 'picture', file)).stdout, /^<svg .*aria-label="Parcel"/);
  assert.match((await throughline('flow', 'picture', file, '--format', 'mermaid')).stdout, /^stateDiagram-v2\n/);
  const { code, stdout } = await throughline('flow', 'picture', file, '--format', 'bpmn', '--out', out);
  assert.deepEqual({ code, stdout }, { code: 0, stdout: `Wrote ${out}\n` });
  assert.match(readFileSync(out, 'utf8'), /<bpmn:process id="Process-parcel"/);
  const said = JSON.parse((await throughline('flow', 'picture', file, '--json')).stdout);
  assert.equal(said.flow, 'parcel');
  assert.match(said.text, /^<svg /);
});

test('[X40] flow page tells of the flow, its metrics and what the checker says', async (t) => {
  const metric = {
    ...{
      id: 'delivered',
      title: 'Delivered parcels',
      description: 'How many.',
      owner: 'logistics',
      unit: 'count',
      direction: 'up',
    },
    ...{ flow: 'parcel', formula: { kind: 'cases', at: { enters: 'delivered' } }, dimensions: [] },
  };
  const { file, throughline } = desk(t, {
    name: 'post',
    title: 'Post',
    roles: { logistics: {}, dispatch: {} },
    flows: [parcel],
    metrics: [metric],
  });
  const { code, stdout } = await throughline('flow', 'page', file);
  assert.equal(code, 0);
  assert.match(stdout, /^# Parcel\n/);
  assert.match(stdout, /The checker finds /);
  assert.match(stdout, /\*\*Delivered parcels\*\* \| logistics \| higher/);
});

test('[X40] a flow that the file does not declare, or that is none, is told with what to do', async (t) => {
  const two = desk(t, { name: 'post', title: 'Post', roles: {}, flows: [parcel, { ...parcel, name: 'letter' }], metrics: [] });
  for (const words of [
    ['flow', 'picture', two.file],
    ['flow', 'page', two.file, '--flow', 'pallet'],
  ]) {
    const { code, stdout, stderr } = await two.throughline(...words);
    assert.deepEqual({ code, stdout }, { code: 2, stdout: '' });
    assert.match(stderr, /flow-unknown.*\n.*flow\.json\n.*parcel, letter/);
  }
  const none = desk(t, { ...parcel, states: { waiting: { final: 'gone' } } });
  const { code, stderr } = await none.throughline('flow', 'picture', none.file);
  assert.equal(code, 1);
  assert.match(stderr, /flow-invalid: .*\/states\/waiting\/final/);
});
