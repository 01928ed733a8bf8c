import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { LogDetail, LogEvent, LogFacets } from '@throughline/api';
import { readXes } from '@throughline/connect';
import { testDatabase } from '@throughline/testing';
import { asContract } from '../../test/contract.ts';
import { endOfStory, entity, tellStory } from '../../test/small-company.ts';
import { attach, type Throughline } from '../throughline.ts';
import { seesAll, type Visible } from '../visible/visible.ts';
import { logDetail } from './detail.ts';
import { logEvents } from './events.ts';
import { logLines, logXes } from './export.ts';
import { logFacets } from './facets.ts';
import type { LogQuestion } from './selection.ts';

let house: Throughline;
before(async () => {
  const { url, close } = await testDatabase('log_story', tellStory);
  house = attach({ url, env: {}, database: 'demo', release: close });
});
after(() => house.close());

const signal = new AbortController().signal;
const context = (visible: Visible = seesAll) => ({ visible, now: endOfStory, signal });
const page = async (question: LogQuestion & { readonly limit?: number; readonly after?: string } = {}, visible?: Visible) =>
  asContract('GET /{database}/log', await logEvents(house, context(visible), { limit: 200, ...question }));
const detail = async ({ case: { id }, seq }: Pick<LogEvent, 'case' | 'seq'>, visible?: Visible): Promise<LogDetail> =>
  asContract('GET /{database}/log/{case}/{seq}', await logDetail(house, context(visible), { case: id, seq }));

/** Sees only releases, and of invoices everything but to whom they are sent. */
const limited: Visible = {
  ...seesAll,
  cases: (flow) => (flow === 'invoice' ? [entity] : ['release', 'exception', 'task'].includes(flow) ? 'all' : []),
  sees: ({ flow, data }) =>
    ['release', 'invoice'].includes(flow === 'exception' || flow === 'task' ? String(data?.['ofFlow']) : flow),
  flows: () => [{ flow: 'release' }, { flow: 'invoice', entities: [entity] }],
  hidden: ({ name }) => new Map(name === 'invoice' ? [['contact', { needs: ['billing'] }]] : []),
};

test('[S530] the log has the events of all cases, the newest first, each with its case, who did it and what came of it', async () => {
  const { items } = await page();
  const { rows } = await house.pool.query('select count(*)::int as events from throughline.event');
  assert.equal(items.length, rows[0].events);
  assert.ok(items.every(({ recordedAt }, index) => index === 0 || recordedAt <= (items[index - 1]?.recordedAt ?? '')));
  const exception = items.find((event) => event.case.flow === 'exception');
  assert.ok(exception?.case.title !== null && exception?.case.of !== null, 'an exception is named by its title and its case');
  const paid = items.find(({ type, case: { key } }) => type === 'receive' && key === 'P-2');
  assert.equal(paid?.actor.name, 'Lena Fuchs');
});

test('[S531] it is narrowed by flow, type, kind, actor, entity, key, deviation, manual work and period', async () => {
  const { items: all } = await page();
  const check = async (question: LogQuestion, isMeant: (event: LogEvent) => boolean) => {
    const { items } = await page(question);
    assert.deepEqual(items, all.filter(isMeant), JSON.stringify(question));
    return items.length;
  };
  const clara = 'clara.stein@halden.example';
  const counts = [
    await check({ flow: 'invoice' }, ({ case: { flow } }) => flow === 'invoice'),
    await check({ type: ['pay', 'dispute'] }, ({ type }) => type === 'pay' || type === 'dispute'),
    await check({ kind: 'deadline' }, ({ kind }) => kind === 'deadline'),
    await check(
      { actor: clara, kind: 'command' },
      ({ actor, principal, kind }) => (principal ?? actor).id === clara && kind === 'command',
    ),
    await check({ entity }, () => true),
    await check({ key: 'I-3' }, (event) => event.case.key === 'I-3' || event.case.of?.key === 'I-3'),
    await check({ key: 'I-3', flow: 'invoice' }, (event) => event.case.key === 'I-3'),
    await check(
      { from: '2026-04-08', to: '2026-04-17' },
      ({ recordedAt }) => recordedAt >= '2026-04-07T22:00' && recordedAt < '2026-04-16T22:00',
    ),
  ];
  assert.ok(
    counts.every((count) => count > 0),
    String(counts),
  );
  await check({ manual: true }, ({ manual }) => manual);
  await check({ deviation: true }, ({ deviation }) => deviation !== null);
  assert.equal((await page({ entity: 'nowhere' })).items.length, 0);
  assert.equal((await page({ key: 'nothing' })).items.length, 0);
  await assert.rejects(page({ from: 'yesterday' }), { code: 'filter-invalid' });
});

test('[S532] an event has what it said and changed, the roles of who did it, its causes and what it caused', async () => {
  const { items } = await page({ type: ['dispute'], key: 'I-2' });
  const [dispute] = items;
  assert.ok(dispute !== undefined);
  const shown = await detail(dispute);
  assert.ok(
    shown.roles.some(({ name }) => name === 'collections'),
    JSON.stringify(shown.roles),
  );
  assert.ok(shown.changes.some(({ name, value }) => name === 'everDisputed' && value === true));
  const caused = shown.caused.find((event) => event.case.flow === 'exception');
  assert.ok(caused !== undefined, 'the dispute ends the exception of the part payment');
  assert.deepEqual((await detail(caused)).causes[0], shown.event);
  await assert.rejects(logDetail(house, context(), { case: dispute.case.id, seq: 4000 }), { code: 'case-unknown' });
});

test('[S533] what may not be seen is not in the log: no event of such a case, no hidden field, no free text beside it', async () => {
  const { items: all } = await page();
  const { items } = await page({}, limited);
  assert.ok(items.length > 0 && items.length < all.length);
  assert.deepEqual([...new Set(items.map((event) => (event.case.of ?? event.case).flow))].sort(), ['invoice', 'release']);
  const born = items.find(({ case: { key, flow }, seq }) => flow === 'invoice' && key === 'I-1' && seq === 1);
  assert.ok(born !== undefined);
  const shown = await detail(born, limited);
  assert.ok(shown.withheld && shown.changes.length > 0);
  const text = JSON.stringify([items, shown]) + (await logXes(house, context(limited), {}));
  assert.ok(!text.includes('nordwind.example'), 'the address of a customer');
  assert.ok(JSON.stringify(await detail(born)).includes('nordwind.example'));
  const other = all.find((event) => event.case.flow === 'payment');
  assert.ok(other !== undefined);
  await assert.rejects(detail(other, limited), { code: 'case-unknown' });
  const facets = asContract('GET /{database}/log/facets', await logFacets(house, context(limited))) as LogFacets;
  assert.deepEqual(facets.flows.map(({ name }) => name).sort(), ['exception', 'invoice', 'release', 'task']);
});

test('[S534] the filtered log as CSV and as XES: the same events; any reader of XES can read it', async (t) => {
  const { items } = await page({ flow: 'invoice' });
  const lines = await Array.fromAsync(logLines(house, context(), { flow: 'invoice' }));
  assert.equal(lines.length, items.length + 1);
  const folder = await mkdtemp(join(tmpdir(), 'throughline-log-'));
  t.after(() => rm(folder, { recursive: true }));
  const file = join(folder, 'log.xes');
  await writeFile(file, await logXes(house, context(), { flow: 'invoice' }));
  const traces = (await Array.fromAsync(readXes(file))).flatMap((batch) => {
    assert.deepEqual(batch.errors, []);
    return batch.traces;
  });
  assert.equal(traces.length, new Set(items.map((event) => event.case.id)).size);
  assert.equal(
    traces.reduce((sum, trace) => sum + trace.events.length, 0),
    items.length,
  );
});

test('[S535] the facets name what is in the log, and how far it is sealed', async () => {
  const facets = asContract('GET /{database}/log/facets', await logFacets(house, context())) as LogFacets;
  const { items } = await page();
  assert.deepEqual(facets.entities, [entity]);
  assert.deepEqual(
    facets.actors.map(({ id }) => id).sort(),
    [...new Set(items.map(({ actor, principal }) => (principal ?? actor).id))].sort(),
  );
  const types = facets.flows.flatMap((flow) => flow.types.map((type) => `${flow.name}/${type.name}`));
  assert.deepEqual([...types].sort(), [...new Set(items.map((event) => `${event.case.flow}/${event.type}`))].sort());
  assert.equal(facets.sealing.last, null);
  assert.equal(facets.sealing.unsealed.events, items.length);
});
