import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { mailServer } from '@throughline/testing';
import { doorLog } from '../test/door-log.ts';
import { manyReceivables, receivables, receivablesMapping, receivablesWithFaults } from '../test/receivables.ts';
import { terminal } from '../test/terminal.ts';

test('[X11] a ledger is imported, looked at, measured, mined and verified; the server goes with each command', async (t) => {
  const { file, throughline, processes } = terminal(t);
  const csv = file('ledger.csv', receivables);
  const mapping = file('mapping.json', receivablesMapping);

  const dry = await throughline(['import', csv, '--mapping', mapping, '--dry-run']);
  assert.equal(dry.code, 0, dry.stderr);
  assert.match(dry.stdout, /nothing was written(.|\n)*cases +4\nevents +11\n/);
  assert.match((await throughline(['case', 'list'])).stdout, /No cases yet/);

  const first = await throughline(['import', csv, '--mapping', mapping, '--json']);
  assert.equal(first.code, 0, first.stderr);
  const { seconds, ...report } = first.json.at(-1) ?? {};
  assert.equal(typeof seconds, 'number');
  assert.deepEqual(report, {
    ...{ cases: 4, events: 11, waiting: 0, deviations: 0, deviatingCases: 0, rejected: 0, duplicates: 0 },
    ...{ dryRun: false, complete: true, errorCounts: {} },
  });
  assert.deepEqual(processes(), []);

  const again = await throughline(['import', csv, '--mapping', mapping, '--json']);
  assert.partialDeepStrictEqual(again.json.at(-1), { cases: 0, events: 0, rejected: 0, duplicates: 11 });

  const list = await throughline(['case', 'list', '--flow', 'invoice', '--state', 'paid', '--json']);
  const [{ items }] = list.json as unknown as [{ items: { key: string; state: string }[] }];
  assert.deepEqual(items.map(({ key, state }) => `${key} ${state}`).sort(), ['R-1 paid', 'R-2 paid', 'R-3 paid']);
  const lines = await throughline(['case', 'list', '--flow', 'invoice', '--state', 'sent']);
  assert.match(lines.stdout, /^key +state +since(.|\n)*R-4 +sent +6 Mar 2024(.|\n)*€60\.00/);

  const shown = await throughline(['case', 'show', 'R-2']);
  assert.match(shown.stdout, /^Invoice R-2: Süd GmbH\n +state +Paid/);
  assert.match(shown.stdout, /Dunning: reminder +historic +.*before the case was live: due 2024-04-03 \+ 7 days/);
  assert.match(shown.stdout, /3 +\S.* pay +fact +Sent → Paid +ledger/i);

  const settle = await throughline(['metric', 'show', 'days-to-settle', '--json', '--by', 'country']);
  assert.partialDeepStrictEqual(settle.json, [
    {
      metric: { id: 'days-to-settle', unit: 'days' },
      values: [
        { segment: 'DE', value: 27.5, n: 2 },
        { segment: 'AT', value: 20, n: 1 },
      ],
    },
  ]);
  assert.match((await throughline(['metric', 'show', 'days-to-settle'])).stdout, /\nall +25 days +3\n$/);
  const mined = await throughline(['mine', 'invoice', '--json']);
  assert.partialDeepStrictEqual(mined.json, [{ cases: 4, events: 11, activities: 3, variants: 2, edges: 2 }]);
  const verified = await throughline(['log', 'verify', '--json']);
  assert.equal(verified.code, 0);
  assert.partialDeepStrictEqual(verified.json, [{ cases: 4, events: 11, found: 0 }]);

  const log = file('log.gz', '');
  const exported = await throughline(['log', 'export', '--to', log]);
  const [hash = ''] = /[0-9a-f]{64}/.exec(exported.stdout) ?? [];
  assert.match(exported.stdout, /11 events in .*The last seal is 1, /s);
  assert.match((await throughline(['log', 'verify'])).stdout, /Events in seals 1 to 1: 11, protected by no outside seal/);
  const offline = await throughline(['log', 'verify', '--file', log, '--expect-seal', `1:${hash}`]);
  assert.match(offline.stdout, /11 events of 4 cases(.|\n)*The log is whole/);
  const logLines = gunzipSync(readFileSync(log)).toString().split('\n');
  const changed = await throughline([
    'log',
    'verify',
    '--file',
    file('changed', logLines.with(4, logLines[4]?.replace('"state":', '"stale":') ?? '').join('\n')),
  ]);
  assert.equal(changed.code, 1);
  assert.match(changed.stdout, /line 5, seal 1, case /);
  assert.deepEqual(processes(), []);
});

test('[X12] faults are told with code, line, field and what to do; the rest is imported; the exit code is 1', async (t) => {
  const { file, throughline } = terminal(t);
  const words = ['import', file('ledger.csv', receivablesWithFaults), '--mapping', file('mapping.json', receivablesMapping)];
  const asJson = await throughline([...words, '--json']);
  assert.equal(asJson.code, 1);
  const errors = asJson.json.slice(0, -1).map(({ error }) => error as { code: string; line: number; field: string });
  assert.deepEqual(errors.map(({ code, line, field }) => [code, line, field]).sort(), [
    ['bad-date', 6, 'Issued'],
    ['duplicate-record', 8, 'Invoice'],
    ['formula-in-cell', 7, 'Customer'],
  ]);
  assert.partialDeepStrictEqual(asJson.json.at(-1), { cases: 4, events: 11, rejected: 2, duplicates: 3 });
  const asLines = await throughline(words);
  assert.equal(asLines.code, 1);
  assert.match(asLines.stderr, /bad-date: .*31\.2\.2024(.|\n)*at +.*ledger\.csv:6 Issued\n +expected +D\.M\.YYYY\n +to do +\S/);
});

test('[X13] a flow of one’s own comes with --flow; one with errors is refused with its findings', async (t) => {
  const { file, throughline } = terminal(t);
  const flow = {
    ...{ name: 'visit', title: 'Visit', owner: 'porter', key: 'name' },
    data: { type: 'object', properties: { name: { type: 'string' } }, required: ['name'], additionalProperties: false },
    start: { ring: { to: 'waiting' } },
    states: {
      waiting: { owner: 'porter', within: { hours: 1 }, on: { ring: {}, open: { to: 'inside' }, leave: { to: 'gone' } } },
      inside: { owner: 'porter', within: { hours: 1 }, on: { close: { to: 'gone' } } },
      gone: { final: 'done' },
    },
  };
  const mapping = file(
    'visits.json',
    JSON.stringify({
      ...{ format: 'xes', flow: 'visit', source: 'door', entity: 'house', otherwise: 'same-name' },
      events: { ring: { event: 'ring', data: { name: { record: 'key' } } } },
    }),
  );
  const log = file('door.xes', doorLog);
  const good = file('visit.json', JSON.stringify(flow, undefined, 2));
  const bad = file(
    'bad.json',
    JSON.stringify({ ...flow, states: { ...flow.states, attic: { on: { fall: 'nowhere' } } } }, undefined, 2),
  );

  assert.equal((await throughline(['check', good])).code, 0);
  const found = await throughline(['check', bad, '--json']);
  assert.equal(found.code, 1);
  const [{ findings }] = found.json as unknown as [{ findings: { code: string; place: string }[] }];
  assert.ok(findings.every(({ place }) => /bad\.json:\d+:\d+$/.test(place)));
  const refused = await throughline(['import', log, '--flow', bad, '--mapping', mapping, '--json']);
  assert.equal(refused.code, 1);
  assert.partialDeepStrictEqual(JSON.parse(refused.stderr), { error: { code: 'flow-has-errors' } });

  const imported = await throughline(['import', log, '--flow', good, '--mapping', mapping, '--json']);
  assert.partialDeepStrictEqual(imported.json.at(-1), { cases: 3, events: 9, rejected: 0 });
  const counts = { cases: 3, events: 9, activities: 4, variants: 2, edges: 4 };
  assert.partialDeepStrictEqual((await throughline(['mine', 'visit', '--json'])).json, [counts]);
  assert.partialDeepStrictEqual((await throughline(['mine', log, '--json'])).json, [counts]);
});

test('[X14] Ctrl-C in the middle of an import ends it with 130 and leaves no process; run again, it goes on', async (t) => {
  const { file, start, throughline, processes } = terminal(t);
  const words = [
    'import',
    file('many.csv', manyReceivables(4000)),
    '--mapping',
    file('mapping.json', receivablesMapping),
    '--json',
  ];
  const running = start(words);
  await running.said(/bad-date/);
  running.interrupt();
  const { code, stdout } = await running.ended;
  assert.equal(code, 130);
  assert.doesNotMatch(stdout, /"cases"/);
  assert.deepEqual(processes(), []);
  const again = await throughline(words);
  const { events, duplicates } = again.json.at(-1) as { events: number; duplicates: number };
  assert.equal(events + duplicates, 12_000);
});

test('[X15] the demo builds itself, Ctrl-C leaves no process, and what was built is shown at once', async (t) => {
  const { start, throughline, processes } = terminal(t);
  const missing = await throughline(['case', 'list', '--demo']);
  assert.equal(missing.code, 2);
  assert.match(missing.stderr, /database-not-ready(.|\n)*npm start/);

  const running = start(['demo', '--rebuild']);
  await running.said(/\d+% Halden Components \(simulated\)/);
  running.interrupt();
  assert.equal((await running.ended).code, 130);
  assert.deepEqual(processes(), []);

  const built = await throughline(['demo', '--months', '1', '--json']);
  assert.equal(built.code, 0, built.stderr);
  const [figures] = built.json as unknown as [{ metrics: unknown[]; now: number; cases: number }];
  assert.equal(figures.now, Date.UTC(2025, 5, 1));
  const shown = await throughline(['demo']);
  assert.match(shown.stdout, /^Halden Components \(simulated\)\nIt is 1 Jun 2025 there/);
  assert.match(
    shown.stdout,
    /Days sales outstanding(.|\n)*Open exceptions(.|\n)*last rung of dunning(.|\n)*npm run -s throughline -- case list --demo/,
  );
  assert.match((await throughline(['case', 'list', '--demo', '--flow', 'order', '--limit', '1'])).stdout, /More: --after/);
  assert.match((await throughline(['case', 'list'])).stdout, /No cases yet/);
});

test('[X16] start sends the reminder of an overdue invoice by SMTP, and ends with Ctrl-C', async (t) => {
  const { file, start, throughline, processes } = terminal(t);
  const server = await mailServer();
  t.after(() => server.close());
  const day = (daysAgo: number) => new Date(Date.now() - daysAgo * 86_400_000).toISOString().slice(0, 10);
  const csv = file('live.csv', `Invoice,Contact,Issued,Due,Amount\nL-1,ap@nord.example,${day(40)},${day(9)},60.00\n`);
  const mapping = file(
    'live.json',
    JSON.stringify({
      ...{ format: 'csv', flow: 'invoice', source: 'live', entity: 'Muster GmbH', key: { column: 'Invoice' }, currency: 'EUR' },
      liveFrom: '2020-01-01T00:00:00Z',
      events: [
        {
          ...{ event: 'create', at: { column: 'Issued', format: 'YYYY-MM-DD' } },
          data: {
            number: { column: 'Invoice' },
            customer: { constant: 'Nord AG' },
            contact: { column: 'Contact' },
            currency: { record: 'currency' },
            amount: { column: 'Amount', as: 'money' },
            dueOn: { column: 'Due', as: 'date', format: 'YYYY-MM-DD' },
          },
        },
        { event: 'send', at: { column: 'Issued', format: 'YYYY-MM-DD' }, data: { channel: { constant: 'post' } } },
      ],
    }),
  );
  assert.equal((await throughline(['import', csv, '--mapping', mapping])).code, 0);
  const running = start(['start', '--port', '0', '--no-demo'], {
    THROUGHLINE_SMTP_URL: server.url,
    THROUGHLINE_SMTP_FROM: 'billing@halden.example',
  });
  await Promise.race([server.whenReceived(1), running.ended]);
  running.interrupt();
  const { code, stdout } = await running.ended;
  assert.equal(code, 130);
  assert.match(stdout, /Mails go out by smtp:/);
  const [mail] = server.received;
  assert.deepEqual(mail?.to, ['ap@nord.example']);
  assert.match(mail?.headers.get('subject') ?? '', /Reminder: invoice L-1/);
  assert.equal(server.received.length, 1);
  const shown = await throughline(['case', 'show', 'L-1']);
  assert.match(shown.stdout, /Dunning: reminder +fired/);
  assert.deepEqual(processes(), []);
});

test('[X17] errors wait for a slow reader, and end with one that has gone', async (t) => {
  const { file, start } = terminal(t);
  const rows = Array.from({ length: 5000 }, (_, index) => `M-${index};Nord AG;DE;never;31.3.2024;;1,00`);
  const many = file('many.csv', `${receivables.split('\r\n')[0]}\n${rows.join('\n')}\n`);
  const running = start(['import', many, '--mapping', file('mapping.json', receivablesMapping), '--dry-run', '--json']);
  await running.said(/bad-date/);
  running.hangUp();
  const { code, stderr } = await running.ended;
  assert.equal(code, 0);
  assert.doesNotMatch(stderr, /error|EPIPE/i);
});

test('[X17] a reader that has gone (| head) is no failure', async (t) => {
  const running = terminal(t).start(['metric', 'list']);
  running.hangUp();
  const { code, stderr } = await running.ended;
  assert.deepEqual([code, stderr], [0, '']);
});
