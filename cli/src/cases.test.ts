import assert from 'node:assert/strict';
import { test } from 'node:test';
import { serve } from '@throughline/server';
import pg from 'pg';
import { company, importReceivables } from '../test/company.ts';
import { receivablesMapping } from '../test/receivables.ts';

test('[X22] cases are listed by filter and order, page by page, and whole as CSV; --json is what the API answers', async (t) => {
  const { throughline } = await company(t);
  const keys = (said: { json: { items: { key: string }[] } }) => said.json.items.map(({ key }) => key);
  const list = ['case', 'list', '--flow', 'invoice'];
  assert.match((await throughline(['case', 'list'])).stdout, /^flow +state +cases\ninvoice +sent +1\ninvoice +paid +3\n$/);
  assert.deepEqual(keys(await throughline([...list, '--where', 'amount>=8025', '--sort', '-amount', '--json'])), [
    'R-2',
    'R-1',
    'R-3',
  ]);
  assert.deepEqual(keys(await throughline([...list, '--state', 'paid', '--where', 'country=AT', '--json'])), ['R-2']);
  const first = await throughline([...list, '--limit', '3', '--json']);
  assert.deepEqual(keys(first), ['R-1', 'R-2', 'R-3']);
  assert.deepEqual(keys(await throughline([...list, '--after', first.json.next, '--json'])), ['R-4']);
  const { stdout } = await throughline([...list, '--csv', '--limit', '1']);
  const lines = stdout.split('\r\n');
  assert.match(lines[0] ?? '', /^\ufeffKey,Entity,State/);
  assert.deepEqual(
    lines.slice(1).map((line) => line.split(',')[0]),
    ['R-1', 'R-2', 'R-3', 'R-4', ''],
  );
  const wrong: readonly (readonly [words: readonly string[], code: string, place: string])[] = [
    [['--state', 'nowhere'], 'state-unknown', '--state'],
    [['--where', 'colour=red'], 'field-unknown', '--where'],
    [['--sort', 'colour'], 'field-unknown', '--sort'],
    [['--after', 'there'], 'cursor-invalid', '--after'],
  ];
  for (const [words, code, place] of wrong) {
    const said = await throughline([...list, ...words, '--json']);
    assert.equal(said.code, 2);
    assert.partialDeepStrictEqual(JSON.parse(said.stderr), { error: { code, place } });
  }
});

test('[X23] a case is found by key or id; a key of several cases is told with what tells them apart', async (t) => {
  const { throughline, env } = await company(t);
  const shown = await throughline(['case', 'show', 'R-4', '--json']);
  assert.deepEqual(
    [shown.json.case.key, shown.json.events.map(({ type }: { type: string }) => type)],
    ['R-4', ['create', 'send']],
  );
  const lines = await throughline(['case', 'show', shown.json.case.id, '--events', '1']);
  assert.match(
    lines.stdout,
    /^Invoice R-4: Ost KG\n {2}state +Sent\n(.|\n)*Open +€60\.00\n(.|\n)*1 earlier events are not shown/,
  );
  await importReceivables(env, receivablesMapping.replace('Muster GmbH', 'Zweite AG'));
  const both = await throughline(['case', 'show', 'R-4', '--json']);
  assert.equal(both.code, 2);
  assert.partialDeepStrictEqual(JSON.parse(both.stderr), {
    error: { code: 'case-ambiguous', expected: 'invoice of Muster GmbH, invoice of Zweite AG' },
  });
  assert.equal((await throughline(['case', 'show', 'R-4', '--entity', 'Zweite AG', '--json'])).json.case.entity, 'Zweite AG');
  assert.equal((await throughline(['case', 'show', 'R'])).code, 2);
  assert.equal((await throughline(['case', 'show', 'R-4', '--entity', 'Nobody'])).code, 2);
});

test('[X24] what can be asked of a case is listed, and asked; amounts are taken with their decimals only', async (t) => {
  const { throughline } = await company(t);
  const act = (...words: string[]) => throughline(['case', 'do', 'R-4', ...words]);
  const actions = await act();
  assert.match(actions.stdout, /\npay +Payment +amount \(money\)/);
  assert.match(actions.stdout, /\nNot now\n(.|\n)*\nclose +Only possible while Paid\n/);

  const error = async (...words: string[]) => {
    const { code, stderr } = await act(...words, '--json');
    return [code, JSON.parse(stderr).error.code, JSON.parse(stderr).error.place];
  };
  assert.deepEqual(await error('fly'), [2, 'action-unknown', 'action']);
  assert.deepEqual(await error('pay', '--set', 'amount=60'), [2, 'value-invalid', '--set amount']);
  assert.deepEqual(await error('pay', '--set', 'colour=red'), [2, 'field-unknown', '--set colour']);
  assert.deepEqual((await error('dispute')).slice(0, 2), [1, 'reason-required']);
  assert.deepEqual((await error('close')).slice(0, 2), [1, 'refused']);

  const pay = ['pay', '--set', 'amount=10.50', '--key', 'receipt-1', '--json'];
  const paid = await act(...pay);
  assert.equal(paid.code, 0, paid.stderr);
  assert.partialDeepStrictEqual(paid.json, { outcome: 'applied', seq: 3, case: { fields: { paid: 1050 } } });
  assert.deepEqual((await act(...pay)).json.case.fields.paid, 1050);
  const rest = await act('pay', '--data', '{"amount": 4950}');
  assert.match(rest.stdout, /^invoice R-4: Paid\.\n/);
});

test('[X25] home says what broke, what is at risk and what needs a decision; tasks are listed', async (t) => {
  const { throughline } = await company(t);
  const { stdout, code } = await throughline(['home']);
  assert.equal(code, 0);
  assert.match(stdout, /^What broke\n {2}\S.*\n\nWhat is at risk\n {2}€60\.00 on 1 overdue invoice\. /);
  assert.match(stdout, /\nWhat needs your decision\n {2}Nothing\. No task waits for you either\.\n$/);
  assert.equal((await throughline(['home', '--json'])).json.risk.cases, 1);
  assert.equal((await throughline(['task', 'list'])).stdout, 'No such tasks.\n');
});

test('[X26] a running server answers as a command by itself does; where none answers, that is told', async (t) => {
  const { throughline, env } = await company(t);
  const stopping = new AbortController();
  const { address, closed } = await serve({ env, port: 0, signal: stopping.signal });
  t.after(async () => {
    stopping.abort();
    await closed;
  });
  const words = ['case', 'list', '--flow', 'invoice', '--where', 'country=DE'];
  const alone = await throughline(words);
  assert.match(alone.stdout, /R-4/);
  assert.deepEqual(await throughline([...words, '--server', address]), alone);
  assert.deepEqual(await throughline(words, { THROUGHLINE_SERVER: `${address}/` }), alone);
  const csv = await throughline([...words, '--csv']);
  assert.deepEqual(await throughline([...words, '--csv', '--server', address]), csv);
  const unknown = await throughline(['metric', 'show', 'dsoo', '--server', address]);
  assert.equal(unknown.code, 2);
  assert.match(
    unknown.stderr,
    /^metric-unknown: .*\n {2}at +metric\n {2}expected +days-to-settle, (.|\n)*throughline metric list/,
  );
  const nobody = await throughline([...words, '--server', 'http://127.0.0.1:1']);
  assert.equal(nobody.code, 3);
  assert.match(nobody.stderr, /^server-unreachable: (.|\n)*at +http:\/\/127\.0\.0\.1:1\n/);
  assert.equal((await throughline(words, { THROUGHLINE_SERVER: 'there' })).code, 2);
});

test('[X27] in the own company nobody can be acted as, and without the demo there is nobody', async (t) => {
  const { throughline } = await company(t);
  const real = await throughline(['home', '--as', 'helene']);
  assert.equal(real.code, 2);
  assert.match(real.stderr, /^act-as-real: (.|\n)*--as/);
  const missing = await throughline(['home', '--demo', '--as', 'helene']);
  assert.equal(missing.code, 2);
  assert.match(missing.stderr, /^database-not-ready: (.|\n)*npm start/);
});

test('[X4] what lies behind a fault is told with its stack, where the command answers by itself', async (t) => {
  const { throughline, env } = await company(t);
  const client = new pg.Client({ connectionString: env['DATABASE_URL'] });
  await client.connect();
  await client.query('alter table throughline.list_field rename to lost');
  await client.end();
  const { code, stderr } = await throughline(['case', 'list', '--flow', 'invoice']);
  assert.equal(code, 3);
  assert.match(stderr, /^unexpected: error: relation "throughline\.list_field" does not exist\n +at /);
});
