import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { MetricDefinition, MetricFormula } from '@throughline/language';
import { type TestDatabase, testDatabase } from '@throughline/testing';
import fc from 'fast-check';
import { assertClose } from '../../test/both-readers.ts';
import { type FixtureCase, fixtureId, prepareLog, writeLog } from '../../test/log-fixture.ts';
import { everythingIn, projectionFolder } from '../../test/projected.ts';
import { measure } from '../metric/measure.ts';
import { mine } from '../mining/mine.ts';
import type { LogReader } from '../reader/log-reader.ts';
import { logReader } from '../reader/postgres-log-reader.ts';
import { type ProjectionReader, projectionReader } from '../reader/projection-log-reader.ts';
import { metricSeries } from '../series/metric-series.ts';
import { sumsSql } from './sums.ts';

let database: TestDatabase;
let reader: ProjectionReader;
const { folder, remove } = projectionFolder();

before(async () => {
  database = await testDatabase('insight_log', prepareLog);
  reader = projectionReader(database.pool, folder, { chunkEvents: 5 });
});
after(async () => {
  await reader.close();
  await database.close();
  remove();
});

const hourMs = 3_600_000;
const start = Date.UTC(2026, 2, 27);
/** Later than all that happens. */
const retractedAt = '2026-05-01T00:00:00Z';

/** An order: born, perhaps paid so many hours later; `fate` is what becomes of it in the log. */
interface Order {
  readonly bornAfter: number;
  readonly paidAfter: number | null;
  readonly fate: 'stays' | 'late' | 'removed' | 'renamed' | 'retracted' | 'told again';
}

// Around the last Sunday of March, when the clocks of Europe are put forward; hours, so that many events fall on one day or just beside it.
const order = fc.record<Order>({
  bornAfter: fc.nat(96),
  paidAfter: fc.option(fc.nat(120), { freq: 4 }),
  fate: fc.constantFrom('stays', 'stays', 'late', 'removed', 'renamed', 'retracted', 'told again'),
});
const zone = fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata');

function caseOf({ bornAfter, paidAfter }: Order, index: number): FixtureCase {
  const at = (hours: number) => new Date(start + hours * hourMs).toISOString();
  const paid = paidAfter === null ? [] : [{ type: 'pay', at: at(bornAfter + paidAfter), to: 'paid', data: { amount: index } }];
  const data = { amount: `${index}00`, customer: 'c' };
  return { flow: 'order', key: `k${index}`, events: [{ type: 'create', at: at(bornAfter), to: 'open', data }, ...paid] };
}

function metric(unit: MetricDefinition['unit'], formula: MetricFormula): MetricDefinition {
  const words = { title: 'A metric', description: 'A metric', owner: 'sales' };
  return { ...words, id: 'a-metric', flow: 'order', unit, direction: 'down', dimensions: [], formula } as MetricDefinition;
}

const paidShare = metric('share', { kind: 'share', at: { born: true }, that: [{ entered: 'paid' }] });
const bornCount = metric('count', { kind: 'cases', at: { born: true } });
const daysToPay = metric('days', {
  ...{ kind: 'duration', from: { born: true }, to: { enters: 'paid' }, in: 'calendar-days', aggregate: 'mean' },
});

/** Everything is written in several transactions; one is still open when the log is read for the first time. */
async function happen(orders: readonly Order[]): Promise<void> {
  const { pool } = database;
  await pool.query(
    `truncate throughline.event_history, throughline.log_removal; update throughline.log_name set name = gen_random_uuid()`,
  );
  const all = orders.map((one, index) => ({ one, written: caseOf(one, index) }));
  const of = (isChosen: (one: Order) => boolean) => all.flatMap(({ one, written }) => (isChosen(one) ? [written] : []));
  const late = await pool.connect();
  await late.query('begin');
  await writeLog(
    late as never,
    of(({ fate }) => fate === 'late'),
  );
  await writeLog(
    pool,
    of(({ fate }) => fate !== 'late' && fate !== 'renamed'),
  );
  await reader.freshness();
  await late.query('commit');
  late.release();
  await writeLog(
    pool,
    of(({ fate }) => fate === 'renamed'),
  );
  await reader.freshness();
  for (const { key } of of(({ fate }) => fate === 'removed'))
    await pool.query(
      `with gone as (delete from throughline.event_log where case_id = $1 returning bucket, case_id, seq)
       insert into throughline.log_removal select bucket, case_id, 1 from gone where seq = 1`,
      [fixtureId('order', key)],
    );
  for (const { key, events } of of(({ fate }) => fate === 'renamed')) {
    const id = fixtureId('order', key);
    await pool.query(
      `insert into throughline.event_log (bucket, case_id, seq, flow, version, entity, key, type, kind, state_from, state_to, occurred_at, recorded_at, prev_type, gap_ms)
       select bucket, case_id, seq + 1, flow, version, entity, key, 'rekey', 'command', state_to, state_to, occurred_at, recorded_at, type, 0
       from throughline.event_log where case_id = $1 and seq = $2`,
      [id, events.length],
    );
    await pool.query(`update throughline.event_log set key = key || '-new' where case_id = $1`, [id]);
  }
  for (const { one, written } of all) {
    if (one.fate !== 'retracted' && one.fate !== 'told again') continue;
    const [id, events] = [fixtureId('order', written.key), written.events.length];
    const columns = 'bucket, case_id, flow, version, entity, key, actor, actor_kind, principal, occurred_at, deviation, outcome';
    await pool.query(
      `insert into throughline.event_history (${columns}, seq, type, kind, state_from, state_to, patch, recorded_at)
       select ${columns}, seq + 1, 'retract', 'command', state_to, 'retracted', '{}', $3 from throughline.event_history where case_id = $1 and seq = $2`,
      [id, events, retractedAt],
    );
    await pool.query('update throughline.event_history set retracted_at = $2 where case_id = $1', [id, retractedAt]);
    if (one.fate === 'told again')
      await pool.query(
        `insert into throughline.event_history (${columns}, seq, type, kind, state_from, state_to, patch, prev_type, gap_ms, recorded_at)
         select ${columns}, seq, type, kind, state_from, state_to, patch, prev_type, gap_ms, $3 from throughline.event_history where case_id = $1 and seq < $2`,
        [id, events + 1, retractedAt],
      );
  }
}

/** All views of mining, with bookkeeping and without. Names of ways are sums of hashes, of which each database has its own. */
async function minedBy(log: LogReader, timeZone: string): Promise<unknown> {
  const selections = [{ entity: 'main' }, { all: true }, { all: true, from: '2026-03-28', timeZone }];
  const views = [];
  for (const { entity, ...selection } of selections as readonly { readonly entity?: string }[]) {
    const where = entity === undefined ? {} : { where: { entity } };
    const options = { top: 50, handoversBy: 'actor', amount: { amount: 'amount' } } as const;
    const { topVariants, ...found } = await mine(log, { flow: 'order', ...selection, ...where }, options);
    views.push({ ...found, ways: topVariants.map(({ id: _, ...way }) => JSON.stringify(way)).sort() });
  }
  return views;
}

/** Sums, those at hand and those of all events, in one order; what cases said of their fields apart from its order. */
async function sumsOf(cases: string, edges: string): Promise<unknown> {
  const about = `select case_id::text as case_id, flow, entity, parent::text as parent, events, timed, deviations, causes, way::text as way, ms, first_at::text as first_at,
    last_at::text as last_at, tells, list_sort(('[' || said || ']')::json[]::text[]) as said from (${cases}) as sums order by case_id`;
  const between = `select flow, entity, prev_type, type, state_from, state_to, class, sum(events) as events, sum(ms) as ms, sum(back) as back, list_sort(flatten(list(gaps))) as gaps
    from (${edges}) as sums group by all order by all`;
  return [await reader.query(about, []), await reader.query(between, [])];
}

const dayIn = (timeZone: string, at: number) => Date.parse(new Intl.DateTimeFormat('en-CA', { timeZone }).format(at));
const mean = (values: readonly number[]) =>
  values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;

test('[I110] [I113] [I390] [I391] over random logs (late arrivals, removals, retractions, new names, time zones) metrics by the projection are what a count in memory says', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(order, { maxLength: 25 }), zone, async (orders, timeZone) => {
      await happen(orders);
      assert.deepEqual(await everythingIn(reader), await everythingIn(logReader(database.pool)));
      assert.deepEqual(
        await sumsOf('select * from throughline.case_sums', 'select * from throughline.edge_sums'),
        await sumsOf(sumsSql('cases', 'throughline.event_log'), sumsSql('edges', 'throughline.event_log')),
      );
      const postgres = logReader(database.pool);
      assertClose(await minedBy(reader, timeZone), await minedBy(postgres, timeZone), 'mined');
      const course = (log: LogReader) =>
        metricSeries(log, bornCount, { timeZone, grain: 'day', periods: 7, now: '2026-04-03T12:00:00Z' });
      assertClose(await course(reader), await course(postgres), 'series');
      const [from, to] = ['2026-03-28', '2026-03-30'];
      const isIn = (at: number) => dayIn(timeZone, at) >= Date.parse(from) && dayIn(timeZone, at) < Date.parse(to);
      const there = orders.filter(({ fate }) => fate !== 'removed' && fate !== 'retracted');
      const times = there.map(({ bornAfter, paidAfter }) => {
        const born = start + bornAfter * hourMs;
        return { born, paid: paidAfter === null ? null : born + paidAfter * hourMs };
      });
      const born = times.filter((one) => isIn(one.born));
      const paid = times.flatMap((one) => (one.paid !== null && isIn(one.paid) ? [{ ...one, paid: one.paid }] : []));
      const days = paid.map((one) => (dayIn(timeZone, one.paid) - dayIn(timeZone, one.born)) / (24 * hourMs));
      const request = { timeZone, from, to };
      const value = async (asked: MetricDefinition) => (await measure(reader, asked, request)).value;
      assert.equal((await value(bornCount)) ?? 0, born.length);
      const asKnown = { ...request, knownAt: '2026-04-30T00:00:00Z' };
      const known = orders.filter(({ bornAfter, fate }) => fate !== 'removed' && isIn(start + bornAfter * hourMs));
      assert.equal(
        (await measure(reader, bornCount, asKnown)).value ?? 0,
        known.length,
        'what was taken back later was known then',
      );
      assert.equal((await measure(postgres, bornCount, asKnown)).value ?? 0, known.length);
      assert.equal(await value(paidShare), mean(born.map((one) => (one.paid === null ? 0 : 1))));
      const [expected, measured] = [mean(days), await value(daysToPay)];
      if (expected === null || measured === null) assert.equal(measured, expected);
      else assert.ok(Math.abs(measured - expected) < 1e-9, `${measured} and ${expected}`);
    }),
    { numRuns: 12 },
  );
});
