import assert from 'node:assert/strict';
import { after, before, type TestContext, test } from 'node:test';
import type { Import, Retraction, TotalsCheck } from '@throughline/api';
import { mine } from '@throughline/insight';
import type { Actor } from '@throughline/language';
import * as testing from '@throughline/testing';
import { begin, post, send } from '../../test/begin-with.ts';
import { type HttpHouse, httpHouse } from '../../test/http-house.ts';
import type { Throughline } from '../throughline.ts';
import { verifyLog } from '../verify-log.ts';
import { resumeRetraction, retractionEnded, showRetraction, startRetraction } from './retraction.ts';

const limit = { timeout: 240_000 };
const flow = 'deliveries';
const operator: Actor = { id: 'olga', kind: 'person', principal: 'olga', roles: ['operator'] };

let house: HttpHouse;
let throughline: Throughline;
let stop: (() => Promise<void>)[] = [];
before(async () => {
  house = await httpHouse({ after: (work: () => Promise<void>) => stop.push(work) } as unknown as TestContext, testing);
  throughline = await house.house.company('main');
}, limit);
after(async () => {
  for (const work of stop.toReversed()) await work();
  stop = [];
});

/** A table of cases: each ordered on one day and shipped some days later. */
function file(prefix: string, cases: number): Buffer {
  const day = (number: number) => new Date(Date.UTC(2026, 0, 1 + number)).toISOString().slice(0, 10);
  const rows = Array.from(
    { length: cases },
    (_, index) => `${prefix}${index},${day(index % 60)},${day((index % 60) + 1 + (index % 7))},${index}.50`,
  );
  return Buffer.from(['Order no,Ordered on,Shipped on,Amount EUR', ...rows, ''].join('\n'));
}

async function imported(prefix: string, cases: number): Promise<{ readonly run: Import; readonly totals: TotalsCheck }> {
  const { id } = await send(house, `${prefix}.csv`, file(prefix, cases));
  return begin(house, id, flow, {});
}

async function takenBack(id: string, reason = 'The wrong year'): Promise<Retraction> {
  await post<Retraction>(house, `imports/${id}/retraction`, { reason }, 202);
  return retractionEnded(throughline, id);
}

/** What is told of the flow: mined from the projection, listed, and by type in the view that others read. */
async function told() {
  const { topVariants, ...mined } = await mine(throughline.reader, { flow }, { top: 50 });
  const { rows } = await throughline.pool.query(
    'select type, count(*)::int as events from throughline.event_log where flow = $1 group by type order by type',
    [flow],
  );
  const listed = (await house.ask(`GET /main/cases/totals?flow=${flow}`)).json<{ cases: number }>();
  return { mined: { ...mined, topVariants: topVariants.map(({ id: _, ...way }) => way) }, rows, listed };
}

test(
  '[S770] after an import and its retraction all is told as if it had never been; the file can be imported again, to the cent',
  limit,
  async () => {
    await imported('A', 30);
    const before = await told();
    const { run, totals } = await imported('B', 210);
    const with_ = await told();
    assert.notDeepEqual(with_, before);
    const possible = (await house.ask(`GET /main/imports/${run.id}/retraction`)).json<Retraction>();
    assert.deepEqual([possible.status, possible.cases, possible.facts, possible.keptCount], ['possible', 210, 420, 0]);
    const done = await takenBack(run.id);
    assert.deepEqual([done.status, done.cases, done.facts, done.share, done.keptCount], ['done', 210, 420, 1, 0]);
    assert.deepEqual(await told(), before);
    assert.deepEqual((await verifyLog(throughline, { decide: true })).findings, []);
    const again = await imported('B', 210);
    assert.deepEqual(await told(), with_);
    assert.equal(again.run.duplicates, 0);
    assert.deepEqual(again.totals.totals, totals.totals);
    assert.ok(again.totals.explained);
    const gone = (await house.ask(`GET /main/imports/${run.id}/totals`)).json<TotalsCheck>();
    assert.equal(gone.recordedRows, totals.recordedRows, 'what was counted then');
  },
);

test(
  '[S771] a retraction that its server leaves in the middle goes on with the next, and nothing is done twice',
  limit,
  async () => {
    const before = await told();
    const { run } = await imported('C', 210);
    const breaking = new AbortController();
    const request = { import: run.id, reason: 'The wrong file', actor: operator };
    await startRetraction(throughline, request, { signal: breaking.signal, onChange: () => breaking.abort() });
    const broken = await retractionEnded(throughline, run.id);
    assert.equal(broken.status, 'running');
    assert.ok(broken.cases > 0 && broken.cases < 210 && broken.share > 0 && broken.share < 1, JSON.stringify(broken));
    const options = { signal: new AbortController().signal, onChange: () => undefined };
    await resumeRetraction(throughline, options);
    const done = await showRetraction(throughline, run.id);
    assert.deepEqual([done.status, done.cases, done.facts], ['done', 210, 420]);
    assert.deepEqual(await told(), before);
    await resumeRetraction(throughline, options);
    assert.deepEqual(await showRetraction(throughline, run.id), done);
  },
);

test('[S772] what somebody worked on, and what another source told of, is left to a person, who is told why', limit, async () => {
  const { run } = await imported('D', 5);
  const { run: other } = await imported('D', 5);
  assert.equal(other.duplicates, 10);
  const { engine } = throughline;
  const named = (key: string) => ({ flow, entity: 'My company', key });
  const commented = { kind: 'command', type: 'comment', data: { text: 'I asked them' }, actor: operator } as const;
  const { liveFrom } = await engine.source('elsewhere', { liveFrom: Date.UTC(2026, 0, 1) });
  const { rows } = await throughline.pool.query<{ type: string }>(
    `select distinct type from throughline.event_log where flow = $1 and state_from is not null limit 1`,
    [flow],
  );
  const fact = {
    kind: 'fact',
    type: rows[0]?.type ?? '',
    data: {},
    occurredAt: Date.UTC(2026, 5, 1),
    source: { name: 'elsewhere', liveFrom },
  } as const;
  const machine: Actor = { id: 'elsewhere', kind: 'source', principal: 'elsewhere', roles: [] };
  await engine.dispatch([
    { case: named('D1'), input: commented },
    { case: named('D3'), input: { ...fact, actor: machine } },
  ]);
  const done = await takenBack(run.id);
  assert.deepEqual(
    done.kept.map(({ key, reason }) => [key, reason]),
    [
      ['D1', 'Somebody has worked on it since'],
      ['D3', 'Something else has told of it, too'],
    ],
  );
  assert.deepEqual([done.status, done.cases, done.keptCount], ['done', 3, 2]);
  const asked = async (query: string) =>
    (await house.ask(`GET /main/cases?flow=${flow}&limit=100&${query}`)).json<{ items: { state: string }[] }>().items;
  const states = (items: readonly { readonly state: string }[]) => new Set(items.map(({ state }) => state));
  assert.ok(!states(await asked('sort=-$key')).has('retracted'));
  assert.deepEqual(
    states(await asked(`where=${encodeURIComponent('$state=retracted')}`)),
    new Set(['retracted']),
    'by their state',
  );
});
