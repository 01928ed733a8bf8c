import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { Compile } from 'typebox/compile';
import { invoice } from '../../test/invoice-flow.ts';
import { defineFlow, hours } from '../define-flow.ts';
import { defineMetric } from '../define-metric.ts';
import { definePack } from '../define-pack.ts';
import { defineWatch } from '../define-watch.ts';
import { Decimal, Fields, Integer, Optional, Text } from '../definition/fields.ts';
import { publishedWatchSchema, type WatchDefinition } from '../definition/watch.ts';
import { checkPack } from './check-pack.ts';
import { checkWatch } from './watches.ts';

const alarm = defineFlow({
  name: 'alarm',
  title: 'Alarm',
  owner: 'operations',
  key: 'key',
  data: Fields({ key: Text(), value: Optional(Decimal()), cases: Optional(Integer()) }),
  events: { seen: { data: Fields({ value: Decimal(), note: Optional(Text()) }), set: { value: 'event.value' } } },
  start: { seen: 'open' },
  states: { open: { owner: 'operations', within: hours(8), on: { seen: {}, end: 'ended' } }, ended: { final: 'done' } },
});
const disputes = defineMetric({
  ...{ id: 'disputes', title: 'Disputes', description: 'Invoices that were disputed', owner: 'finance-lead', unit: 'share' },
  ...{ direction: 'down', target: { to: 0.05 }, flow: 'invoice', dimensions: ['customer'] },
  formula: { kind: 'share', at: { born: true }, that: [{ entered: 'disputed' }] },
});
const there = { flows: [invoice, alarm], metrics: [disputes], roles: ['operations'] };

const breach = defineWatch({
  ...{
    name: 'too-many-disputes',
    title: 'Too many disputes',
    owner: 'operations',
    every: { days: 1, at: '07:00', timeZone: 'Europe/Berlin' },
  },
  ask: { metric: 'disputes', breached: { above: 'target' }, for: 2, by: ['customer'], casesMin: 5 },
  fact: {
    flow: 'alarm',
    event: 'seen',
    key: '"disputes " + row.period + " " + row.segment.customer',
    with: { value: 'row.value' },
  },
});
const stuck = defineWatch({
  ...{ name: 'stuck-invoices', title: 'Invoices that nobody moves', owner: 'operations', every: { hours: 4 } },
  ask: { cases: { flow: 'invoice', in: ['sent'], where: [{ field: 'currency', equals: 'EUR' }], olderThan: { days: 60 } } },
  fact: { flow: 'alarm', event: 'seen', key: 'row.key', with: { value: '1.0 * double(row.data.amount)', note: 'row.state' } },
});

/** Of what a case names, what has left its target. */
const guarded = defineWatch({
  ...{ name: 'guarded', title: 'Guarded', owner: 'operations', every: { hours: 1 } },
  ask: { cases: { flow: 'alarm', in: ['open'], breaching: { metrics: 'key', period: 'week' } } },
  fact: { flow: 'alarm', event: 'seen', key: 'row.key', with: { value: 'row.value', note: 'row.metric + row.period' } },
});

const unexpected = defineWatch({
  ...{ name: 'unexpected', title: 'What nobody expected', owner: 'operations', every: { days: 1 } },
  ask: { unexpected: { metrics: ['disputes'], period: 'week', falseDiscovery: 0.1 } },
  fact: { flow: 'alarm', event: 'seen', key: 'row.period + row.metric', with: { value: 'row.value', note: 'row.members' } },
});

test('[L423] a watch of the numbers that cases name reads fields that there are, and has the number in its rows', () => {
  assert.deepEqual(checkWatch(guarded, there), []);
  const asking = (breaching: { readonly metrics: string; readonly since?: string }) =>
    checkWatch({ ...guarded, ask: { cases: { flow: 'alarm', breaching } } }, there).map(
      ({ path, message }) => `${path}: ${message}`,
    );
  assert.deepEqual(asking({ metrics: 'guards', since: 'born' }), [
    '/ask/cases/breaching/metrics: there is no field "guards"',
    '/ask/cases/breaching/since: there is no field "born"',
  ]);
  assert.match(checkWatch({ ...guarded, ask: { cases: { flow: 'alarm' } } }, there)[0]?.path ?? '', /^\/fact\/with/);
});

test('[L296] of a clean watch nothing is said', () => {
  assert.deepEqual(checkWatch(unexpected, there), []);
  assert.deepEqual(checkWatch(breach, there), []);
  assert.deepEqual(checkWatch(stuck, there), []);
});

test('[L296] each slip of a watch is found where it is, with a witness and a mend', () => {
  const slips: readonly [WatchDefinition, string, RegExp][] = [
    [{ ...breach, rowsMax: 0 }, '/rowsMax', /schema|1/],
    [{ ...unexpected, ask: { unexpected: { metrics: ['dispute'] } } }, '/ask/unexpected/metrics/0', /no metric "dispute"/],
    [{ ...breach, owner: 'operation' }, '/owner', /no role "operation"/],
    [{ ...breach, every: { days: 1, timeZone: 'Europe/Berln' } }, '/every/timeZone', /no time zone/],
    [{ ...breach, ask: { ...(breach.ask as object), metric: 'dispute' } as never }, '/ask/metric', /no metric "dispute"/],
    [
      { ...breach, ask: { ...(breach.ask as object), by: ['country'] } as never, fact: { ...breach.fact, key: 'row.period' } },
      '/ask/by/0',
      /no dimension "country"/,
    ],
    [
      { ...breach, ask: { metric: 'disputes', breached: { below: 'target' }, by: ['customer'] } },
      '/ask/breached/below',
      /no end on that side/,
    ],
    [
      { ...stuck, ask: { cases: { flow: 'invoices' } }, fact: { ...stuck.fact, with: { value: '1.0' } } },
      '/ask/cases/flow',
      /no flow "invoices"/,
    ],
    [{ ...stuck, ask: { cases: { flow: 'invoice', in: ['snet'] } } }, '/ask/cases/in/0', /no state "snet"/],
    [
      { ...stuck, ask: { cases: { flow: 'invoice', where: [{ not: { event: 'payed' } }] } } },
      '/ask/cases/where/0/not/event',
      /no event "payed"/,
    ],
    [{ ...stuck, fact: { ...stuck.fact, flow: 'alarms' } }, '/fact/flow', /no flow "alarms"/],
    [{ ...stuck, fact: { ...stuck.fact, event: 'saw' } }, '/fact/event', /no event "saw"/],
    [{ ...stuck, fact: { ...stuck.fact, key: 'row.kee' } }, '/fact/key', /kee/],
    [{ ...stuck, fact: { ...stuck.fact, key: '"all"' } }, '/fact/key', /the same for every row/],
    [{ ...stuck, fact: { ...stuck.fact, key: 'row.data.amount' } }, '/fact/key', /gives int, expected string/],
    [{ ...stuck, fact: { ...stuck.fact, with: {} } }, '/fact', /lacks "value"/],
    [{ ...stuck, fact: { ...stuck.fact, with: { value: 'row.key' } } }, '/fact/with/value', /gives string, expected double/],
    [{ ...stuck, fact: { ...stuck.fact, with: { value: '1.0', nota: 'row.key' } } }, '/fact/with/nota', /no field "nota"/],
  ];
  for (const [watch, path, message] of slips) {
    const findings = checkWatch(watch, there);
    assert.deepEqual(
      findings.map((found) => [found.code, found.path]),
      [['watch-invalid', path]],
      JSON.stringify(findings),
    );
    assert.match(findings[0]?.message ?? '', message);
    assert.ok(findings[0]?.witness.length && findings[0].mend !== '');
  }
});

test('[L296] whatever the document is, findings come of it', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (document) => checkWatch(document as never, there).every(({ code }) => code === 'watch-invalid')),
  );
});

test('[L297] a pack judges its watches', () => {
  const base = { name: 'alarms', title: 'Alarms', roles: { operations: {} }, flows: [alarm], metrics: [] };
  const others = [invoice];
  assert.deepEqual(checkPack(definePack({ ...base, watches: [stuck] }), others), []);
  const twice = checkPack(definePack({ ...base, watches: [stuck, { ...stuck, owner: 'nobody' }] }), others);
  assert.deepEqual(
    twice.map(({ code, path }) => [code, path]),
    [
      ['watch-invalid', '/watches/1/owner'],
      ['watch-duplicate', '/watches/1/name'],
    ],
  );
});

test('[L297] the published schema of a watch is the one that the language uses', () => {
  const published = JSON.parse(readFileSync(new URL('../../watch.schema.json', import.meta.url), 'utf8')) as object;
  assert.deepEqual(published, publishedWatchSchema(), 'run node tools/write-schemas.ts');
  const validator = Compile(published as never);
  const documents: readonly unknown[] = [breach, stuck, { ...stuck, ask: {} }];
  assert.deepEqual(
    documents.map((document) => validator.Check(document)),
    [true, true, false],
  );
});
