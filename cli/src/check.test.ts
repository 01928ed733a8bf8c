import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import { findingCatalogue } from '@throughline/language';
import { sarifErrors } from '@throughline/testing';
import { desk } from '../test/desk.ts';

const escapeSign = '\u001b';

const bad = `name: parcel
title: Parcel
owner: logistics
key: number
data:
  type: object
  properties: { number: { type: string } }
  required: [number]
  additionalProperties: false
start: { register: { to: waiting } }
states:
  waiting:
    within: { hours: 24 }
    on: { collect: { to: deliverd } }
  delivered: { final: done }
`;

test('[X30] a finding is told as a compiler does: what, where, the line with a mark under it, what shows it, what to do', async (t) => {
  const { file, throughline } = desk(t);
  const path = file('bad.yaml', bad);
  const { code, stdout } = await throughline(['check', path]);
  assert.equal(code, 1);
  assert.ok(
    stdout.includes(
      [
        'error state-unowned: nobody owns "waiting", in which cases wait',
        `  at       ${path}:12:3`,
        '  12 |   waiting:',
        '     |   ^^^^^^^',
        '  because  register -> waiting',
        '  to do    Add "owner": the role that must move the case on.',
        '',
      ].join('\n'),
    ),
    stdout,
  );
  assert.match(
    stdout,
    /error state-unknown: .*"deliverd"\n.*:14:26\n {2}14 \| .*deliverd.*\n {5}\| {26}\^{8}\n(.|\n)*Did you mean "delivered"\?/,
  );
  assert.match(stdout, /\nflow parcel: \d errors, 0 warnings\n/);
});

test('[X30] on a terminal no line is wider than it, whatever the text holds; colours only there', async (t) => {
  const { file, throughline } = desk(t);
  const long = `{"name": "x", ${'"owner": "\u001b[31mred\u202e", '.repeat(1)}${'"nothing": [1, 2, 3], "more": "漢字漢字漢字漢字漢字漢字", '.repeat(1)}"title": 3, "states": {}, "start": ${' '.repeat(300)}7}`;
  const path = file('long.json', long.replace('\u001b', '\\u001b'));
  for (const columns of [80, 60, 200]) {
    const { stdout } = await throughline(['check', path], columns);
    assert.ok(stdout.includes(`${escapeSign}[`));
    for (const line of stripVTControlCharacters(stdout).split('\n')) {
      const isPath = line.includes(path);
      assert.ok(isPath || line.length <= columns, `${line.length}: ${line}`);
    }
    assert.ok(!stdout.includes('\u202e') && !stdout.includes('\u001b[31mred'));
    assert.match(stripVTControlCharacters(stdout), /…7\}|… +7\}/);
  }
  const { stdout } = await throughline(['check', path]);
  assert.ok(!stdout.includes(escapeSign));
});

test('[X30] of a very long line, the part around is told', async (t) => {
  const { file, throughline } = desk(t);
  const gap = ' '.repeat(400_000);
  const path = file('long.json', `{"name": "x",${gap}"states": {}, "start": 7, "title": "x"${gap}}`);
  const asJson = await throughline(['check', path, '--json']);
  assert.ok(asJson.stdout.length < 20_000, `${asJson.stdout.length}`);
  const { stdout } = await throughline(['check', path]);
  assert.match(stdout, /long\.json:1:400037\n {2}1 \| … +"states": \{\}, "start": 7, "title": "x" *…?\n {4}\| +\^\n/);
});

test('[X31] what cannot be read is a finding of its file; the others are judged', async (t) => {
  const { folder, file, throughline } = desk(t);
  file('a/cut.json', '{\n  "start": {},\n  "states": {,}\n}');
  file('b/parcel.yaml', bad);
  file('c/note.json', '[]');
  const { code, stdout } = await throughline(['check', folder]);
  assert.equal(code, 1);
  assert.match(stdout, /^error source-syntax: .*\n {2}at {7}.*cut\.json:3:14\n {2}3 \| {3}"states": \{,\}\n {4}\| {14}\^\n/);
  assert.match(stdout, /flow parcel in 2 files: \d errors/);
  const absent = await throughline(['check', join(folder, 'absent.ts'), '--json']);
  assert.deepEqual([absent.code, JSON.parse(absent.stderr).error.code], [2, 'file-unreadable']);
});

test('[X31] hostile files end in a finding', { timeout: 120_000 }, async (t) => {
  const { file, throughline } = desk(t);
  const doubled = ['a0: &a0 [x]', ...Array.from({ length: 40 }, (_, at) => `a${at + 1}: &a${at + 1} [*a${at}, *a${at}]`)].join(
    '\n',
  );
  const files: readonly (readonly [name: string, text: string, code: string])[] = [
    ['large.json', `{"name": "${'x'.repeat(10_000_000)}"}`, 'source-too-large'],
    ['large.yaml', `states: {}\n${'# \n'.repeat(400_000)}`, 'source-too-large'],
    ['deep.json', `{"states": ${'['.repeat(100_000)}`, 'source-too-deep'],
    ['deep.yaml', `states: ${'['.repeat(100_000)}`, 'source-too-deep'],
    ['bomb.yaml', doubled, 'source-unsupported'],
    ['proto.json', '{"__proto__": {"name": "x"}, "constructor": {}, "states": {"__proto__": 1}, "start": 1}', 'schema-invalid'],
    [
      'proto.yaml',
      'states: { __proto__: { owner: x }, constructor: 1 }\nstart: { toString: { to: hasOwnProperty } }\n',
      'schema-invalid',
    ],
    ['throws.ts', 'throw new Error("on purpose");', 'module-failed'],
    ['waits.ts', 'await new Promise(() => {});', 'module-failed'],
  ];
  for (const [name, text, expected] of files) {
    const { code, stdout, stderr } = await throughline(['check', file(name, text), '--json']);
    assert.equal(code, 1, `${name}: ${stderr}`);
    const { findings } = JSON.parse(stdout) as { findings: { code: string }[] };
    assert.ok(
      findings.some((found) => found.code === expected),
      `${name}: ${JSON.stringify(findings).slice(0, 400)}`,
    );
  }
  const none = await throughline(['check', file('none.ts', 'export const a = 1;')]);
  assert.deepEqual([none.code, none.stdout], [2, '']);
  assert.match(none.stderr, /definitions-missing/);
});

test('[X32] SARIF has a rule for each code, the region of each finding and what shows it', async (t) => {
  const { file, throughline } = desk(t);
  const { code, stdout } = await throughline(['check', file('with space.yaml', bad), '--sarif']);
  assert.equal(code, 1);
  const log = JSON.parse(stdout);
  assert.deepEqual(sarifErrors(log), []);
  const [{ tool, results }] = log.runs;
  const ids = tool.driver.rules.map(({ id }: { id: string }) => id);
  for (const known of Object.keys(findingCatalogue)) assert.ok(ids.includes(known), known);
  const unowned = results.find(({ ruleId }: { ruleId: string }) => ruleId === 'state-unowned');
  const [{ physicalLocation }] = unowned.locations;
  assert.match(physicalLocation.artifactLocation.uri, /^file:\/\/\/.*with%20space\.yaml$/);
  assert.partialDeepStrictEqual(physicalLocation.region, { startLine: 12, startColumn: 3, endLine: 12, endColumn: 10 });
  assert.equal(unowned.codeFlows[0].threadFlows[0].locations[0].location.message.text, 'register -> waiting');
  const clean = await throughline(['check', file('cut.json', '{'), '--sarif']);
  assert.deepEqual(sarifErrors(JSON.parse(clean.stdout)), []);
  assert.notDeepEqual(sarifErrors({ ...log, runs: [{ ...log.runs[0], result: [] }] }), []);
});

test('[X33] warnings end with 0, or with 1 where they are to count as errors', async (t) => {
  const { file, throughline } = desk(t);
  const warned = bad
    .replace('waiting:\n', 'waiting:\n    owner: dispatch\n')
    .replace('deliverd', 'delivered')
    .concat('mails: { unsent: { subject: a, text: b } }\n');
  const path = file('warned.yaml', warned);
  const plain = await throughline(['check', path]);
  assert.equal(plain.code, 0, plain.stdout);
  assert.match(plain.stdout, /^warning mail-unused(.|\n)*0 errors, 1 warning\n$/);
  assert.equal((await throughline(['check', path, '--warnings-as-errors'])).code, 1);
});

for (const format of ['ts', 'yaml', 'json']) {
  test(`[X34] a new flow in ${format} has no findings, and nothing is ever overwritten`, async (t) => {
    const { folder, throughline } = desk(t);
    const dir = join(folder, 'my flows');
    const made = await throughline(['new', 'flow', 'expense-claim', '--format', format, '--dir', dir, '--json']);
    assert.equal(made.code, 0, made.stderr);
    const { file, next } = JSON.parse(made.stdout);
    assert.equal(file, join(dir, `expense-claim.${format}`));
    assert.match(next[0], /^throughline check '/);
    const checked = await throughline(['check', file]);
    assert.deepEqual([checked.code, checked.stdout], [0, 'flow expense-claim: nothing to find\n'], checked.stdout);
    const again = await throughline(['new', 'flow', 'expense-claim', '--format', format, '--dir', dir]);
    assert.equal(again.code, 2);
    assert.match(again.stderr, /file-exists: (.|\n)*to do/);
    // The three say the same.
    const history = join(dir, 'history.txt');
    writeFileSync(history, JSON.stringify(claim));
    const { stdout } = await throughline(['flow', 'replay', file, '--steps', history, '--json']);
    assert.deepEqual(
      JSON.parse(stdout).steps.map((step: { outcome: string; code?: string; case?: { state: string } }) => [
        step.outcome,
        step.code ?? step.case?.state,
      ]),
      [
        ['applied', 'waiting'],
        ['refused', 'reason-required'],
        ['applied', 'working'],
        ['applied', 'working'],
      ],
    );
  });
}

const anna = { id: 'anna', kind: 'person', principal: 'anna', roles: ['team'] };
const asked = (at: string, type: string, data = {}) => ({
  at: Date.parse(at),
  input: { kind: 'command', type, data, actor: anna },
});
const claim = {
  key: 'C-1',
  steps: [
    asked('2026-01-05T09:00:00Z', 'open', { number: 'C-1', subject: 'Taxi' }),
    asked('2026-01-05T10:00:00Z', 'cancel'),
    asked('2026-01-05T11:00:00Z', 'begin'),
    { at: Date.parse('2026-01-09T12:00:00Z'), input: { kind: 'deadline' } },
  ],
};

test('[X34] names that no flow can have are told before anything is written', async (t) => {
  const { folder, throughline } = desk(t);
  for (const name of ['Claim', '../claim', 'a b', '-x', 'task', 'exception', 'a'.repeat(64)]) {
    assert.equal((await throughline(['new', 'flow', '--dir', folder, '--', name])).code, 2, name);
  }
});

test('[X35] a history is decided step by step: when, what, by whom, with what, and what comes of it', async (t) => {
  const { folder, file, throughline } = desk(t);
  await throughline(['new', 'flow', 'expense-claim', '--format', 'yaml', '--dir', folder]);
  const flow = join(folder, 'expense-claim.yaml');
  const { code, stdout } = await throughline(['flow', 'replay', flow, '--steps', file('history.txt', JSON.stringify(claim))]);
  assert.equal(code, 0);
  assert.match(
    stdout,
    / 1\. 5 Jan 2026, 09:00 {2}Open \(command\) by anna \(team\)\n {5}with {5}\{"number":"C-1","subject":"Taxi"\}\n {5}outcome {2}applied: begins → Waiting\n/,
  );
  assert.match(stdout, / 2\. .*Cancel(.|\n)*refused: reason-required: (.|\n)*state {4}Waiting\n/);
  assert.match(
    stdout,
    / 4\. 9 Jan 2026, 12:00 {2}the clock: what is due\n {5}outcome {2}applied: stays\n(.|\n)*fired: .*escalate/,
  );
});

const wrongHistories: readonly (readonly [text: string, place: string, expected: RegExp])[] = [
  ['{', '1:2', /^$/],
  ['[]', '1:1', /key/],
  ['{"key": "a", "steps": 3}', '1:23', /at most/],
  ['{"key": "a",\n "steps": [{"at": "now", "input": {}}]}', '2:19', /milliseconds/],
  ['{"key": "a",\n "steps": [{"at": 1, "input": {"kind": "constructor"}}]}', '2:40', /command, fact/],
  [
    '{"key": "a",\n "steps": [{"at": 1, "input": {"kind": "command", "type": "a", "data": {}, "actor": {"id": 1}}}]}',
    '2:76',
    /principal/,
  ],
];

test('[X35] the way to a finding is decided until the problem is there', async (t) => {
  const { file, throughline } = desk(t);
  const flow = bad
    .replace('waiting:\n', 'waiting:\n    owner: dispatch\n')
    .replace('deliverd }', 'delivered, set: { weight: data.grams + 1 } }')
    .replace('{ number: { type: string } }', '{ number: { type: string }, grams: { type: integer }, weight: { type: integer } }');
  const path = file('heavy.yaml', flow);
  const checked = await throughline(['check', path]);
  assert.match(
    checked.stdout,
    /error field-can-be-missing(.|\n)* {2}replay {3}throughline flow replay \S*heavy\.yaml --finding 1\n/,
  );
  for (const words of [[], ['--finding', '1'], ['--finding', 'field-can-be-missing']]) {
    const { code, stdout } = await throughline(['flow', 'replay', path, ...words]);
    assert.equal(code, 0);
    assert.match(
      stdout,
      / 1\. .*Register(.|\n)*Collect \(command\)(.|\n)*refused: expression-failed(.|\n)*\nerror field-can-be-missing/,
    );
  }
  const { stdout } = await throughline(['flow', 'replay', path, '--json']);
  const { finding, steps } = JSON.parse(stdout);
  assert.equal(finding.code, 'field-can-be-missing');
  assert.partialDeepStrictEqual(steps.at(-1), { outcome: 'refused', code: 'expression-failed', case: { state: 'waiting' } });
  assert.deepEqual(
    steps.map(({ at, input }: { at: number; input: object }) => ({ at, input })),
    finding.replay.steps,
  );
});

test('[X35] a history that is none is told where and what was expected', async (t) => {
  const { folder, file, throughline } = desk(t);
  await throughline(['new', 'flow', 'expense-claim', '--format', 'yaml', '--dir', folder]);
  for (const [text, place, expected] of wrongHistories) {
    const words = ['flow', 'replay', join(folder, 'expense-claim.yaml'), '--steps', file('history.txt', text), '--json'];
    const { code, stderr } = await throughline(words);
    assert.equal(code, 2);
    const { error } = JSON.parse(stderr);
    assert.deepEqual([error.code, error.place.replace(/^.*history\.txt:/, '')], ['replay-invalid', place], text);
    assert.match(error.expected ?? '', expected);
  }
});

test('[X35] without a way that leads to it, a finding cannot be decided, and that is said', async (t) => {
  const { file, throughline } = desk(t);
  const { code, stderr } = await throughline(['flow', 'replay', file('bad.yaml', bad), '--finding', '99']);
  assert.equal(code, 2);
  assert.match(stderr, /finding-unknown: The file has no finding 99/);
});

test('[L332] flows without a name, and metrics that are none, are told like others', async (t) => {
  const { file, throughline } = desk(t);
  const nameless = await throughline(['check', file('nameless.json', '{"states": {}}'), file('other.yaml', bad)]);
  assert.equal(nameless.code, 1, nameless.stderr);
  assert.match(nameless.stdout, /"name" is missing/);
  assert.match(nameless.stdout, /flows \(without a name\), parcel/);
  const metric = await throughline([
    'check',
    file('metric.json', '{"id": "m", "flow": "invoice", "formula": {"kind": "share", "where": {}}}'),
  ]);
  assert.equal(metric.code, 1, metric.stderr);
  assert.match(metric.stdout, /error metric-invalid/);
});
