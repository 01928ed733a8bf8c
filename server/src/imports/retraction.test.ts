import assert from 'node:assert/strict';
import { after, before, type TestContext, test } from 'node:test';
import type {
  ExceptionOverview,
  FirstNumbers,
  FlowChoices,
  Import,
  Placement,
  Preview,
  Receivables,
  Retraction,
  TotalsCheck,
} from '@throughline/api';
import { mine } from '@throughline/insight';
import type { Actor } from '@throughline/language';
import * as testing from '@throughline/testing';
import { begin, ended, post, send } from '../../test/begin-with.ts';
import { type HttpHouse, httpHouse } from '../../test/http-house.ts';
import { type ExceptionSelection, readExceptionTrend } from '../exceptions/read-exceptions.ts';
import { readEndings, readEventCounts, readRaised, readStateWaits } from '../flows/read-activity.ts';
import { readEventGroups, readNotableEvents } from '../home/lately.ts';
import { readLeft } from '../receivables/read-receivables.ts';
import type { Throughline } from '../throughline.ts';
import { verifyLog } from '../verify-log.ts';
import { resumeRetraction, retractionEnded, showRetraction, startRetraction } from './retraction.ts';

const limit = { timeout: 240_000 };
const dayMs = 86_400_000;
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

const openInvoices = Buffer.from(
  [
    'Invoice no,Customer,Invoice date,Due date,Amount EUR,Paid on',
    'P1,Nord AG,2026-01-05,2026-02-04,100.00,2026-01-20',
    'P2,Nord AG,2026-01-06,2026-02-05,200.00,',
    'P3,Ost KG,2026-01-07,2026-02-06,300.00,',
    '',
  ].join('\n'),
);

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
  '[S775] before anything is written it is said where open cases would stand and what falls due first; what is history is chosen',
  limit,
  async () => {
    const { id } = await send(house, 'open.csv', openInvoices);
    const answers = { currency: 'EUR' };
    const { flows } = await post<FlowChoices>(house, `uploads/${id}/flows`, { answers });
    const fit = flows.find(({ flow }) => flow === 'invoice');
    assert.ok(fit !== undefined && fit.missing.length === 0, JSON.stringify(fit));
    const choice = { ...fit.choice, entity: 'Open Ltd' };
    const place = (liveFrom?: string) => {
      const chosen = liveFrom === undefined ? choice : { ...choice, liveFrom };
      return post<Placement>(house, `uploads/${id}/placement`, { answers, flow: 'invoice', choice: chosen });
    };
    const all = await place();
    assert.deepEqual([all.cases, all.open, all.settled, all.complete], [3, 3, false, true]);
    assert.equal(
      all.states.reduce((sum, { cases }) => sum + cases, 0),
      3,
    );
    const early = await place('2026-01-08');
    assert.equal(early.liveFrom, '2026-01-08T00:00:00.000Z');
    assert.equal(early.dueAtOnce, 3, 'what fell due since that day would fire');
    assert.ok(
      early.next.length > 0 &&
        early.next.every(({ what, why, due }) => what !== '' && why !== '' && due <= new Date().toISOString()),
    );
    const drafted = await post<Placement>(house, `uploads/${id}/placement`, { answers, name: 'open-drafted' });
    assert.equal(drafted.cases, 3);
    const empty = (await house.ask('GET /main/cases?flow=invoice')).json<{ items: unknown[] }>();
    assert.deepEqual(empty.items, [], 'nothing was written');
    const refused = await house.ask(`POST /main/uploads/${id}/placement`, {
      payload: { answers: { ...answers, liveFrom: 'soon' } },
    });
    assert.deepEqual([refused.status, refused.json()['code']], [422, 'mapping-unfit']);
    // As it was chosen, it is; and the first import settles it.
    const chosen = { upload: id, flow: 'invoice', choice: { ...choice, liveFrom: '2026-06-30' } };
    const run = await ended(house, (await post<Import>(house, 'imports', chosen, 202)).id);
    assert.equal(run.status, 'done', JSON.stringify(run.failure));
    const numbers = (await house.ask(`GET /main/imports/${run.id}/first-numbers`)).json<FirstNumbers>();
    assert.equal(numbers.liveFrom, '2026-06-30T00:00:00.000Z');
    const again = await place('2026-01-08');
    assert.deepEqual([again.liveFrom, again.settled], ['2026-06-30T00:00:00.000Z', true]);
    const preview = await post<Preview>(house, `uploads/${id}/preview`, { flow: 'invoice', choice });
    assert.equal(preview.duplicates, preview.events + preview.duplicates);
  },
);

/** Invoices of these days, one of them paid in part, which is an exception: work, of which pages tell at once. */
function invoices(prefix: string): Buffer {
  const day = (back: number) => new Date(Date.now() - back * dayMs).toISOString().slice(0, 10);
  return Buffer.from(
    [
      'Invoice no,Customer,Invoice date,Due date,Amount EUR,Paid on,Paid,Disputed',
      `${prefix}1,Nord AG,${day(9)},${day(4)},100.00,${day(2)},40.00,no`,
      `${prefix}2,Nord AG,${day(8)},${day(3)},200.00,,,no`,
      `${prefix}3,Nord AG,${day(7)},${day(2)},300.00,${day(1)},300.00,no`,
      '',
    ].join('\n'),
  );
}

async function invoicesImported(prefix: string): Promise<Import> {
  const { id } = await send(house, `${prefix}.csv`, invoices(prefix));
  const { flows } = await post<FlowChoices>(house, `uploads/${id}/flows`, { answers: { currency: 'EUR' } });
  const fit = flows.find(({ flow: name }) => name === 'invoice');
  assert.ok(fit !== undefined && fit.missing.length === 0, JSON.stringify(fit));
  const choice = { ...fit.choice, entity: 'Work Ltd', liveFrom: new Date(Date.now() - 30 * dayMs).toISOString().slice(0, 10) };
  const run = await ended(house, (await post<Import>(house, 'imports', { upload: id, flow: 'invoice', choice }, 202)).id);
  assert.equal(run.status, 'done', JSON.stringify(run.failure));
  await throughline.engine.settle();
  return run;
}

const everyException: ExceptionSelection = {
  flows: null,
  stage: null,
  owner: null,
  severity: null,
  late: false,
  now: Date.now(),
};

/** What pages tell of the last days, read straight from the log. */
async function toldLately() {
  const { pool } = throughline;
  const window = { from: Date.now() - 30 * dayMs, to: Date.now() + dayMs, entities: null };
  const seen = { from: window.from, to: window.to, timeZone: 'UTC', seen: undefined };
  const states = ['paid', 'partially_paid'].map((state) => ({ flow: 'invoice', state }));
  const from = { flow: 'invoice', state: 'sent', types: ['pay'], since: window.from };
  const { now: _, promises, ...owed } = (await house.ask('GET /main/receivables')).json<Receivables>();
  return {
    activity: await readEventCounts(pool, window),
    waits: await readStateWaits(pool, window),
    endings: await readEndings(pool, window, [{ flow: 'invoice', state: 'paid' }]),
    raised: await readRaised(pool, window),
    exceptions: await readExceptionTrend(pool, [window.from, window.to], everyException),
    open: (await house.ask('GET /main/exceptions')).json<ExceptionOverview>().trend.map(({ opened }) => opened),
    left: await readLeft(pool, from),
    owed: { ...owed, promised: promises.items },
    home: await readEventGroups(pool, seen, ['invoice']),
    notable: await readNotableEvents(pool, seen, states, 50),
  };
}

test(
  '[S770] after an import and its retraction all is told as if it had never been, of work of these days, too',
  limit,
  async () => {
    const earlier = await toldLately();
    const run = await invoicesImported('W');
    const with_ = await toldLately();
    for (const key of Object.keys(earlier) as (keyof typeof earlier)[])
      if (key !== 'notable') assert.notDeepEqual(with_[key], earlier[key], key);
    const done = await takenBack(run.id);
    assert.deepEqual([done.cases, done.kept], [3, []]);
    assert.deepEqual(await toldLately(), earlier);
  },
);

test(
  '[S770] [S771] a retraction that its server leaves in the middle goes on with the next; then all is as before, and the file can be imported again, to the cent',
  limit,
  async () => {
    await imported('A', 30);
    const before = await told();
    const { run, totals } = await imported('B', 210);
    const with_ = await told();
    assert.notDeepEqual(with_, before);
    const possible = (await house.ask(`GET /main/imports/${run.id}/retraction`)).json<Retraction>();
    assert.deepEqual([possible.status, possible.cases, possible.facts, possible.keptCount], ['possible', 210, 420, 0]);
    const breaking = new AbortController();
    const request = { import: run.id, reason: 'The wrong file', actor: operator };
    await startRetraction(throughline, request, { signal: breaking.signal, onChange: () => breaking.abort() });
    const broken = await retractionEnded(throughline, run.id);
    assert.equal(broken.status, 'running');
    assert.ok(broken.cases > 0 && broken.cases < 210 && broken.share > 0 && broken.share < 1, JSON.stringify(broken));
    const options = { signal: new AbortController().signal, onChange: () => undefined };
    await resumeRetraction(throughline, options);
    const done = await showRetraction(throughline, run.id);
    assert.deepEqual([done.status, done.cases, done.facts, done.share, done.keptCount], ['done', 210, 420, 1, 0]);
    assert.deepEqual(await told(), before);
    await resumeRetraction(throughline, options);
    assert.deepEqual(await showRetraction(throughline, run.id), done);
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
