import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { readDefinition } from '@throughline/language';
import { desk } from '../test/desk.ts';

const guide = readFileSync(new URL('../../docs/guide/draft-a-flow.md', import.meta.url), 'utf8');
const block = (language: string) => new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``).exec(guide)?.[1] ?? '';
const [, command = ''] = /throughline -- (flow draft claims\.csv .*)/.exec(guide) ?? [];

test('[X140] the draft of the guide is what the guide says, and what is accepted has no findings', async (t) => {
  const { file, path, throughline } = desk(t);
  const log = file('claims.csv', block('csv'));
  const out = path('claim.yaml');
  const words = command.split(' ').map((word) => (word === 'claims.csv' ? log : word === 'claim.yaml' ? out : word));
  const said = await throughline(words);
  assert.deepEqual([said.code, said.stderr], [0, '']);
  assert.equal(said.stdout.replaceAll(out, 'claim.yaml'), block('text'));
  assert.ok(readFileSync(out, 'utf8').includes(block('yaml')));
  assert.equal((await throughline(['check', out])).code, 1);
  assert.equal((await throughline([...words, '--accept'])).code, 0);
  assert.deepEqual(await throughline(['check', out]), { code: 0, stdout: 'flow claim: nothing to find\n', stderr: '' });
});

test('[X140] without --out the flow is written after its figures; --json has all of it on one line', async (t) => {
  const { file, throughline } = desk(t);
  const log = file('wide.csv', 'number,Sent,Paid\n1,2026-01-01,2026-01-05\n2,2026-01-02,\n3,2026-01-02,2026-01-03\n');
  const { stdout } = await throughline(['flow', 'draft', log, '--dates', 'Sent,Paid']);
  const [, yaml = ''] = stdout.split('The flow\n');
  const read = readDefinition(yaml, { format: 'yaml' });
  const json = JSON.parse((await throughline(['flow', 'draft', log, '--dates', 'Sent,Paid', '--json'])).stdout);
  assert.ok(read.kind === 'read');
  assert.deepEqual(read.value, json.definition);
  assert.deepEqual(Object.keys(json.definition.states), ['sent', 'paid']);
  assert.equal(json.suggestions[0].path, '/states/sent/title');
});

test('[X141] a log of which nothing can be drafted is refused with its place and what to do', async (t) => {
  const { file, throughline } = desk(t);
  const log = file('empty.csv', 'case,activity\n');
  const { code, stderr } = await throughline(['flow', 'draft', log]);
  assert.equal(code, 1);
  assert.match(stderr, /log-undraftable/);
  assert.ok(stderr.includes(log) && stderr.includes('cases with events'));
  assert.equal((await throughline(['flow', 'draft', log, '--coverage', '2'])).code, 2);
});
