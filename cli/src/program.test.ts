import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultPort, monthsMax } from '@throughline/server';
import { parse, verbs } from './program.ts';
import { monthsMax as monthsSaid } from './verbs/demo.ts';
import { defaultPort as portSaid } from './verbs/start.ts';

function silent() {
  let text = '';
  return { write: (chunk: string) => (text += chunk), text: () => text };
}

const readings: readonly (readonly [words: string, verb: string, options: object])[] = [
  ['start', 'start', { demo: true, json: false }],
  ['demo', 'demo', { rebuild: false, json: false }],
  ['demo --seed 7 --months 3 --rebuild --json', 'demo', { seed: 7, months: 3, rebuild: true, json: true }],
  ['check flow.ts', 'check', { paths: ['flow.ts'], json: false, sarif: false, warningsAsErrors: false }],
  [
    'check a.yaml flows --sarif --warnings-as-errors',
    'check',
    { paths: ['a.yaml', 'flows'], json: false, sarif: true, warningsAsErrors: true },
  ],
  ['import a.csv', 'import', { file: 'a.csv', dryRun: false, json: false }],
  [
    'import a.xes.gz --flow f.ts --mapping m.json --dry-run --json',
    'import',
    { file: 'a.xes.gz', flow: 'f.ts', mapping: 'm.json', dryRun: true, json: true },
  ],
  ['home', 'home', { json: false, database: 'main' }],
  ['home --demo --as helene', 'home', { as: 'helene', json: false, database: 'demo' }],
  ['case list', 'case list', { open: false, where: [], limit: 50, csv: false, json: false, database: 'main' }],
  [
    'case list --flow invoice --state sent --limit 3 --demo',
    'case list',
    { flow: 'invoice', state: 'sent', open: false, where: [], limit: 3, csv: false, json: false, database: 'demo' },
  ],
  [
    'case list --flow invoice --open --where a=1 --where b<2 --sort -amount --csv --server http://127.0.0.1:4600/',
    'case list',
    {
      ...{ flow: 'invoice', open: true, where: ['a=1', 'b<2'], sort: '-amount', limit: 50, csv: true },
      ...{ json: false, database: 'main', server: 'http://127.0.0.1:4600' },
    },
  ],
  [
    'case do INV-1 pay --set amount=1.00 --set payment=P-1 --data {"a":1} --reason because --key k',
    'case do',
    {
      ...{ case: 'INV-1', action: 'pay', set: { amount: '1.00', payment: 'P-1' }, data: { a: 1 }, reason: 'because', key: 'k' },
      ...{ json: false, database: 'main' },
    },
  ],
  ['case do INV-1', 'case do', { case: 'INV-1', set: {}, data: {}, json: false, database: 'main' }],
  ['task list', 'task list', { whose: 'mine', status: 'open', limit: 50, csv: false, json: false, database: 'main' }],
  [
    'task list --all --status late --role sales',
    'task list',
    { whose: 'all', status: 'late', role: 'sales', limit: 50, csv: false, json: false, database: 'main' },
  ],
  ['case show INV-1 --flow invoice', 'case show', { case: 'INV-1', flow: 'invoice', events: 100, json: false, database: 'main' }],
  ['metric list --json', 'metric list', { json: true, database: 'main' }],
  ['metric list --demo', 'metric list', { json: false, database: 'demo' }],
  [
    'metric show dso --by country --where country=DE --where billType=Paper --from 2025-01-01 --to 2025-02-01',
    'metric show',
    {
      id: 'dso',
      by: 'country',
      where: { country: 'DE', billType: 'Paper' },
      from: '2025-01-01',
      to: '2025-02-01',
      csv: false,
      json: false,
      database: 'main',
    },
  ],
  ['mine invoice --all', 'mine', { source: 'invoice', columns: {}, top: 20, all: true, json: false, database: 'main' }],
  [
    'mine a.csv --case Id --activity Step --top 3 --json',
    'mine',
    { source: 'a.csv', columns: { case: 'Id', activity: 'Step' }, top: 3, all: false, json: true, database: 'main' },
  ],
  ['log verify --demo --json', 'log verify', { json: true, database: 'demo' }],
  [
    'log verify --file a.gz --anchor b --key ed25519:1 --key ed25519:2 --expect-seal 12',
    'log verify',
    { json: false, database: 'main', file: 'a.gz', anchor: 'b', key: ['ed25519:1', 'ed25519:2'], expectSeal: [{ number: 12 }] },
  ],
  ['log export --to a.gz', 'log export', { json: false, database: 'main', to: 'a.gz', withoutPersonal: false, format: 'seals' }],
  ['backup --to b --demo', 'backup', { json: false, database: 'demo', to: 'b' }],
  ['upgrade --dry-run --no-rehearsal', 'upgrade', { json: false, dryRun: true, rehearse: false }],
  ['db distribute --json', 'db distribute', { json: true }],
  ['restore --from b --to-seal 12 --json', 'restore', { json: true, from: 'b', toSeal: 12 }],
  ['privacy find rosa', 'privacy find', { json: false, database: 'main', value: 'rosa' }],
  [
    'privacy erase rosa --by pia --reason asked',
    'privacy erase',
    { json: false, database: 'main', value: 'rosa', by: 'pia', reason: 'asked' },
  ],
  [
    'retention run --before 2016-01 --flow a --flow b --by pia --reason old --dry-run',
    'retention run',
    {
      json: false,
      database: 'main',
      before: Date.UTC(2016, 0),
      flows: ['a', 'b'],
      by: 'pia',
      reason: 'old',
      dryRun: true,
    },
  ],
  ['retention list', 'retention list', { json: false, database: 'main' }],
  ['effect list', 'effect list', { json: false, database: 'main' }],
  ['effect release --destination mail', 'effect release', { json: false, database: 'main', destination: 'mail' }],
  [
    'effect resend 1c1e event:a --ended done --by pia --reason old',
    'effect resend',
    { json: false, database: 'main', case: '1c1e', effect: 'event:a', by: 'pia', reason: 'old', ended: 'done' },
  ],
  ['case quarantine --demo', 'case quarantine', { json: false, database: 'demo' }],
];

for (const [words, expected, options] of readings) {
  test(`[X1] ${words} is read into the options of ${expected}`, () => {
    const parsed = parse(words.split(' '), silent());
    assert.ok(parsed.kind === 'verb');
    assert.equal(parsed.reading.words, expected);
    assert.deepEqual(parsed.reading.options, options);
  });
}

const wrong: readonly (readonly [words: string, message: RegExp])[] = [
  ['', /Say what to do/],
  ['sell', /unknown command 'sell'/],
  ['case', /Say what to do/],
  ['case lst', /unknown command 'lst'(.|\n)*list/],
  ['check', /missing required argument 'paths'/],
  ['check a.ts --json --sarif', /--sarif(.|\n)*--json/],
  ['case list --limit many', /whole number from 1 to 999/],
  ['case list --limit 0', /whole number from 1 to 999/],
  ['case list --state sent', /--state needs --flow/],
  ['case list --csv', /--csv needs --flow/],
  ['case list --flow a --csv --json', /--csv and --json/],
  ['case do X pay --data [1]', /JSON object/],
  ['home --server there', /http:\/\/127/],
  ['task list --status gone', /open, late, done/],
  ['metric show dso --where country', /field=value/],
  ['demo --months 19', /whole number from 1 to 18/],
  ['log export', /--to/],
  ['export warehouse', /--to/],
  ['log verify --expect-seal 12:ab', /number of a seal/],
  ['backup', /--to/],
  ['restore --from b --to-seal 0', /whole number from 1/],
  ['retention run --before 2016-13 --by pia --reason old', /month such as 2016-01/],
  ['import a.csv --dryrun', /unknown option '--dryrun'(.|\n)*--dry-run/],
];

for (const [words, message] of wrong) {
  test(`[X2] "${words}" is told what is wrong with it`, () => {
    const parsed = parse(words === '' ? [] : words.split(' '), silent());
    assert.ok(parsed.kind === 'wrong');
    assert.match(parsed.message, message);
  });
}

/** As a shell takes them apart: what stands in quotation marks is one. */
const wordsOf = (line: string) => (line.match(/"[^"]*"|\S+/g) ?? []).map((word) => word.replace(/^"(.*)"$/, '$1'));

for (const verb of verbs) {
  test(`[X3] ${verb.words.join(' ')} explains itself, with an example that can be read`, () => {
    const out = silent();
    assert.equal(parse([...verb.words, '--help'], out).kind, 'shown');
    assert.match(out.text(), /Example/);
    for (const example of verb.examples) {
      const parsed = parse(wordsOf(example), silent());
      assert.ok(parsed.kind === 'verb', example);
      assert.equal(parsed.reading.words, verb.words.join(' '));
    }
    if (!['start', 'demo'].includes(verb.words[0])) assert.match(out.text(), /--json/);
  });
}

test('[X28] what the help says of the server without loading it is so', () => {
  assert.deepEqual([portSaid, monthsSaid], [defaultPort, monthsMax]);
});
