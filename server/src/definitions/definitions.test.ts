import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { checkFiles } from './check-files.ts';
import { loadDefinitions } from './load-definitions.ts';

function folder(t: TestContext) {
  const path = mkdtempSync(join(tmpdir(), 'throughline-definitions-'));
  t.after(() => rmSync(path, { recursive: true }));
  return (name: string, content: string) => {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), content);
    return join(path, name);
  };
}

const parcel = {
  ...{ name: 'parcel', title: 'Parcel', owner: 'post', key: 'number' },
  data: { type: 'object', properties: { number: { type: 'string' } }, required: ['number'], additionalProperties: false },
  start: { hand: { to: 'sent' } },
  states: { sent: { owner: 'post', within: { days: 3 }, on: { arrive: { to: 'there' } } }, there: { final: 'done' } },
};
const bad = {
  ...parcel,
  states: { ...parcel.states, attic: { owner: 'post', within: { days: 1 }, on: { fall: { to: 'nowhere' } } } },
};

test('[S24] definitions come from JSON, YAML or from what a module exports', async (t) => {
  const file = folder(t);
  const fromJson = await loadDefinitions(file('parcel.json', JSON.stringify(parcel)));
  const module = `export const parcel = ${JSON.stringify(parcel)};\nexport const other: number = 1;\nexport const note = 'text';\n`;
  const fromModule = await loadDefinitions(file('parcel.ts', module));
  const fromYaml = await loadDefinitions(file('parcel.yaml', `# a parcel\n${JSON.stringify(parcel)}`));
  assert.deepEqual(fromModule.flows, [{ name: 'parcel', value: parcel }]);
  assert.deepEqual(fromJson.flows[0]?.value, parcel);
  assert.deepEqual(fromYaml.flows[0]?.value, parcel);
  await assert.rejects(loadDefinitions(file('none.ts', 'export const a = 1;')), { code: 'definitions-missing' });
  await assert.rejects(loadDefinitions(file('none.yaml', 'a: 1')), { code: 'definitions-missing' });
  await assert.rejects(loadDefinitions(file('flow.toml', '')), { code: 'file-type-unknown', expected: /\.yaml/ });
  await assert.rejects(loadDefinitions('absent.ts'), { code: 'file-unreadable', place: 'absent.ts' });
});

test('[S24] a module of another folder finds the language that checks it', async (t) => {
  const file = folder(t);
  const module = `import { defineFlow, Fields, hours, Text } from '@throughline/language';
export const parcel = defineFlow({ name: 'parcel', title: 'Parcel', owner: 'post', key: 'number', data: Fields({ number: Text() }),
  start: { hand: 'sent' }, states: { sent: { owner: 'post', within: hours(3), on: { arrive: 'there' } }, there: { final: 'done' } } });`;
  const { errors, warnings, flows } = await checkFiles([file('parcel.ts', module)]);
  assert.deepEqual([errors, warnings, flows], [0, 0, ['parcel']]);
});

const brokenFiles: readonly (readonly [name: string, text: string, fault: string, place: RegExp, message: RegExp])[] = [
  ['cut.json', '{\n  "states": {', 'source-syntax', /cut\.json:2:14$/, /the text ends/],
  ['twice.yaml', 'states: {}\nstates: {}\n', 'source-duplicate', /twice\.yaml:2:1$/, /twice/],
  ['syntax.ts', 'const b = 1;\nexport const a = { b: ; };', 'module-failed', /syntax\.ts:2:23$/, /Expression expected/],
  ['enum.ts', 'enum A { B }\nexport const a = 1;', 'module-failed', /enum\.ts:1:1$/, /enum is not supported/],
  ['throws.ts', 'const a = 1;\nthrow new Error("no such thing");', 'module-failed', /throws\.ts:2:7$/, /no such thing/],
  ['throws-text.ts', 'throw "only text";', 'module-failed', /throws-text\.ts$/, /only text/],
  ['missing.ts', 'import "./not-there.ts";', 'module-failed', /missing\.ts$/, /not-there/],
  ['exits.ts', 'process.exit(7);', 'module-failed', /exits\.ts$/, /exit code 7.*before it had exported/],
  ['waits.ts', 'await new Promise(() => undefined);', 'module-failed', /waits\.ts$/, /waits for something that never comes/],
  ['circle.ts', 'const a: any = { states: {} }; a.a = a;\nexport { a };', 'module-failed', /circle\.ts$/, /not plain data/],
  ['pack.json', '{"flows": 3, "metrics": []}', 'pack-malformed', /pack\.json$/, /no lists of flows/],
];

for (const [name, text, fault, place, message] of brokenFiles) {
  test(`[S24] a file that cannot be read says where and why: ${name}`, async (t) => {
    const path = folder(t)(name, text);
    await assert.rejects(loadDefinitions(path), { code: 'definitions-broken', kind: 'refused', fault, place, said: message });
    const report = await checkFiles([path]);
    assert.deepEqual([report.errors, report.findings[0]?.code], [1, fault]);
    assert.match(report.findings[0]?.place ?? '', place);
  });
}

test('[S24] a module that never ends, or takes all memory, is given up', async (t) => {
  const file = folder(t);
  await assert.rejects(loadDefinitions(file('loop.ts', 'for (;;);'), { timeoutMs: 2000 }), { said: /did not end within 2 s/ });
  const greedy = file('greedy.ts', 'const all: unknown[] = [];\nfor (;;) all.push(new Array(1000).fill({}));');
  await assert.rejects(loadDefinitions(greedy, { memoryMb: 64 }), { said: /memory/ });
});

test('[S25] findings have file, line and column, in JSON as in YAML and TypeScript', async (t) => {
  const file = folder(t);
  const yaml = `{\n${JSON.stringify(bad, undefined, 2).slice(2)}`;
  const files = [
    file('bad.json', JSON.stringify(bad, undefined, 2)),
    file('bad.yml', yaml),
    file('bad.ts', `export const worse = ${JSON.stringify(bad, undefined, 2)};`),
  ];
  const places = [];
  for (const path of files) {
    const { findings, errors } = await checkFiles([path]);
    assert.ok(errors > 0);
    assert.ok(findings.every(({ place, at }) => place === `${path}:${at?.line}:${at?.column}` && at?.file === path));
    assert.ok(findings.every(({ at, flow }) => at !== undefined && at.text !== '' && flow === 'parcel'));
    places.push(findings.map(({ code, at }) => [code, at?.line, at?.column]));
  }
  assert.deepEqual(places[0], places[1]);
  assert.deepEqual(places[0], places[2]);
  assert.equal((await checkFiles([file('good.json', JSON.stringify(parcel))])).errors, 0);
});

test('[S25] of a folder, those files are judged that declare something; flows know each other, and a pack’s own are judged once', async (t) => {
  const file = folder(t);
  file(
    'sub/parcel.ts',
    `import type { FlowDefinition } from '@throughline/language';\n// defineFlow( is what makes it one
export const parcel: FlowDefinition = ${JSON.stringify(parcel)};`,
  );
  file('sub/note.json', '{"a": 1}');
  file('sub/parcel.test.ts', 'throw new Error("tests are not run");');
  file('sub/tool.ts', 'throw new Error("this is no definition");');
  file(
    'sub/part.ts',
    `import { defineMetric } from '@throughline/language';\nexport const helpers = [() => defineMetric({} as never)];`,
  );
  file('.hidden/bad.json', JSON.stringify(bad));
  file('node_modules/bad.json', JSON.stringify(bad));
  file('cut.yaml', 'start: {}\nstates: {a: [}\n');
  const pack = `import { definePack } from '@throughline/language';\nimport { parcel } from './sub/parcel.ts';
export const post = definePack({ name: 'post', title: 'Post', roles: { post: {} }, flows: [parcel], metrics: [] });`;
  const root = dirname(file('pack.ts', pack));
  const report = await checkFiles([root]);
  assert.deepEqual(
    report.files.map((path) => path.slice(root.length + 1)),
    ['cut.yaml', 'pack.ts', 'sub/parcel.ts'],
  );
  assert.deepEqual(report.flows, ['parcel']);
  assert.deepEqual(
    report.findings.map(({ code }) => code),
    ['source-syntax'],
  );
  await assert.rejects(checkFiles([dirname(file('empty/note.txt', ''))]), { code: 'definitions-missing' });
});
