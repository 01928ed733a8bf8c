import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import { desk } from '../test/desk.ts';

const parcel = `name: parcel
title: Parcel
owner: logistics
key: number
data:
  type: object
  required: [number]
  properties: { number: { type: string, maxLength: 40 }, weight: { type: integer, minimum: 0, maximum: 1000 } }
  additionalProperties: false
parameters:
  chaseAfter: { type: days, default: 3, owner: logistics, from: 1, to: 9 }
start:
  register: { to: waiting }
states:
  waiting:
    owner: dispatch
    within: { days: 2 }
    on: { deliver: { to: delivered }, lose: { to: lost, approval: { roles: [logistics] } } }
  delivered: { final: done }
  lost: { final: failed }
ladders:
  chase:
    anchor: entered
    during: [waiting]
    rungs: [{ name: call, after: chaseAfter, task: { role: dispatch, title: Call the carrier } }]
`;
const next = parcel
  .replaceAll('waiting', 'awaiting')
  .replace('default: 3', 'default: 2')
  .replace('required: [number]', 'required: [number, weight]')
  .replace('roles: [logistics]', 'roles: [logistics], quorum: 2');

test('[X39] flow diff says what changes part by part, what becomes of running cases, and proposes the migration', async (t) => {
  const { file, throughline, path } = desk(t);
  const [before, after] = [file('before.yaml', parcel), file('after.yaml', next)];
  const { code, stdout, stderr } = await throughline(['flow', 'diff', before, after, '--migration', path('migration.json')]);
  assert.deepEqual([code, stderr], [0, '']);
  assert.equal(
    stdout,
    `Parcel: 5 changes: 2 breaking, 3 of behaviour

States
  ~ State “Waiting” is now called “Awaiting” (breaking; a guess: they are called alike, the same leads in and out, it stands in the same place; for dispatch)

Escalation
  ~ Chase, “Call”: 3 → 2 days, from the parameter “Chase after” (earlier; for dispatch)

Thresholds
  ~ Parameter “Chase after”: 3 → 2 days (earlier; for logistics)

Approvals
  ~ In “Awaiting”, “Lose” to “Lost” needs the approval of 2 persons; before, of one person (stronger; for dispatch, logistics)

Data
  ~ The case: “Weight” is now required (breaking)

Running cases
  ! “Waiting” is no longer a state (in “Waiting”; refused until the migration says what becomes of it)
      such a case: register
  ! “Weight” must be there and can be missing (in any state; refused until the migration says what becomes of it)
      such a case: register

Migration, as proposed
    state waiting → awaiting
  ? “Weight” must be there: what is it where a case has none? (/defaults/weight)

Wrote ${path('migration.json')}
`,
  );
  const migration = JSON.parse(readFileSync(path('migration.json'), 'utf8')) as { states: unknown; back: { states: unknown } };
  assert.deepEqual([migration.states, migration.back.states], [{ waiting: 'awaiting' }, { awaiting: 'waiting' }]);
});

test('[X39] with --exit-code the end tells whether anything changes, and --json has it all', async (t) => {
  const { file, throughline } = desk(t);
  const [before, after] = [file('before.yaml', parcel), file('after.yaml', next)];
  const same = await throughline(['flow', 'diff', before, before, '--exit-code']);
  assert.deepEqual([same.code, same.stdout], [0, 'Parcel: nothing changes\n']);
  const other = await throughline(['flow', 'diff', before, after, '--exit-code', '--json']);
  assert.equal(other.code, 1);
  const { flows } = JSON.parse(other.stdout) as {
    flows: { changes: unknown[]; strands: { witness?: unknown }[]; migration: object }[];
  };
  assert.equal(flows[0]?.changes.length, 5);
  assert.ok(flows[0]?.strands.every(({ witness }) => witness !== undefined));
});

test('[X39] on a terminal no line is wider than it', async (t) => {
  const { file, throughline } = desk(t);
  const { stdout } = await throughline(['flow', 'diff', file('a.yaml', parcel), file('b.yaml', next)], 60);
  const lines = stripVTControlCharacters(stdout).split('\n');
  assert.ok(lines.length > 30);
  for (const line of lines) assert.ok(line.length <= 60, line);
});

test('[X39] a flow that is not in both files is named, with what is', async (t) => {
  const { file, throughline } = desk(t);
  const { code, stderr } = await throughline(['flow', 'diff', file('a.yaml', parcel), file('b.yaml', next), '--flow', 'letter']);
  assert.equal(code, 2);
  assert.match(stderr, /no flow letter(.|\n)*parcel/);
});
