import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { needsData } from '@throughline/testing';
import { draftFile } from './draft-log.ts';

const real = [
  { log: 'running-example/running-example.xes', transitions: 14, states: 7 },
  { log: 'helpdesk/helpdesk.xes.gz', transitions: 40, states: 14 },
  { log: 'road-traffic-fines/traffic.xes.gz', transitions: 25, states: 11 },
] as const;

for (const { log, transitions, states } of real) {
  test(`[I360] ${log}: the draft takes 0.95 of the events, more precisely than the whole graph, and can be read`, async (t) => {
    const data = needsData(t);
    if (data === undefined) return;
    const { measures, findings, findingsAccepted, rare, log: read } = await draftFile({ file: join(data, log) });
    const { fitness, precision, graphPrecision, flowerPrecision } = measures;
    assert.ok(fitness.events >= 0.95, `fitness ${fitness.events}`);
    assert.ok(precision >= graphPrecision, `precision ${precision}, the graph ${graphPrecision}`);
    assert.ok(flowerPrecision < graphPrecision, 'a model that allows everything is below the bar');
    assert.ok(measures.transitions <= transitions && measures.states <= states, `${measures.transitions} transitions`);
    assert.equal(read.drawn, read.cases, 'all cases count');
    const exceptions = rare.reduce((sum, { count }) => sum + count, 0);
    assert.equal(
      Math.round((fitness.events + fitness.rare) * read.events),
      read.events,
      'declared and rare are all: nothing is refused',
    );
    assert.equal(Math.round(fitness.rare * read.events), exceptions);
    assert.deepEqual(new Set(findings.map(({ code }) => code)), new Set(['state-unowned', 'wait-without-deadline']));
    assert.deepEqual(findingsAccepted, []);
  });
}

function folder(t: TestContext): (name: string, content: string) => string {
  const path = mkdtempSync(join(tmpdir(), 'throughline-draft-'));
  t.after(() => rmSync(path, { recursive: true }));
  return (name, content) => {
    writeFileSync(join(path, name), content);
    return join(path, name);
  };
}

test('[I361] a long table, a wide one, an object-centric log and a log of beginnings and ends give the same flow', async (t) => {
  const file = folder(t);
  const steps = [
    ['Create order', '2026-01-01T08:00:00Z'],
    ['Ship goods', '2026-01-02T08:00:00Z'],
    ['Pay', '2026-01-05T08:00:00Z'],
  ] as const;
  const cases = Array.from({ length: 20 }, (_, index) => `O-${index}`);
  // The rows of a case lie apart, and not in the order of their times.
  const long = steps.toReversed().flatMap(([activity, at]) => cases.map((name) => `${name},${activity},${at},kim`));
  const wide = cases.map((name) => [name, ...steps.map(([, at]) => at).toReversed(), ''].join(','));
  const event = (activity: string, at: string, phase: string) =>
    `<event><string key="concept:name" value="${activity}"/><string key="lifecycle:transition" value="${phase}"/><date key="time:timestamp" value="${at}"/></event>`;
  const traces = cases.map(
    (name) =>
      `<trace><string key="concept:name" value="${name}"/>${steps.map(([activity, at]) => event(activity, at, 'start') + event(activity, at, 'complete')).join('')}</trace>`,
  );
  const ocel = {
    ...{ objectTypes: [], eventTypes: [], objects: cases.map((id) => ({ id, type: 'order' })) },
    events: steps.flatMap(([type, time]) =>
      cases.map((objectId) => ({ id: `${type} ${objectId}`, type, time, relationships: [{ objectId, qualifier: 'of' }] })),
    ),
  };
  const reports = [
    await draftFile({ file: file('long.csv', `case,activity,time,who\n${long.join('\n')}\n`), columns: { who: 'who' } }),
    await draftFile({
      file: file('wide.csv', `number,Pay,Ship goods,Create order,Cancel\n${wide.join('\n')}\n`),
      columns: { dates: ['Create order', 'Ship goods', 'Pay', 'Cancel'] },
    }),
    await draftFile({ file: file('log.xes', `<log>${traces.join('')}</log>`) }),
    await draftFile({ file: file('log.json', JSON.stringify(ocel)) }),
  ];
  for (const { definition, log } of reports) {
    assert.deepEqual(definition, reports[0]?.definition);
    assert.deepEqual([log.cases, log.events], [20, 60]);
  }
  assert.deepEqual(Object.keys(reports[0]?.definition.states ?? {}), ['order-created', 'goods-shipped', 'paid']);
  assert.deepEqual([reports[2]?.log.begun, reports[3]?.type], [60, 'order']);
  const owners = reports[0]?.suggestions.filter(({ kind }) => kind === 'owner').map(({ value }) => value);
  assert.deepEqual(owners, ['Create order team', 'Create order team']);
});

test('[I356] what is no log of cases is refused with what to do', async (t) => {
  const file = folder(t);
  const rows = Array.from({ length: 400 }, (_, index) => `C-${index},text ${index}`).join('\n');
  const path = file('texts.csv', `case,activity\n${rows}\n`);
  await assert.rejects(draftFile({ file: path }), { code: 'log-undraftable', place: path });
  await assert.rejects(draftFile({ file: path, columns: { dates: ['Paid'] } }), { code: 'columns-missing', place: path });
  const days = file('days.csv', 'number,Paid\n1,2026-01-01\n2,1/2/2026\n');
  await assert.rejects(draftFile({ file: days, columns: { dates: ['Paid'] } }), { code: 'log-unreadable', place: `${days}:3` });
});
