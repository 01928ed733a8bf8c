import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import pg from 'pg';
import { createEngine, type Engine } from '../src/engine.ts';
import { order, parcel, start } from '../src/fixture.test.ts';
import { initialise } from '../src/initialise.ts';
import type { Filter } from '../src/lists/case-query.ts';
import { gatherMax } from '../src/lists/driver.ts';
import { explainedDatabase } from './explained-database.ts';
import { insertManyCases } from './many-cases.ts';

const where = (field: string, comparison: Filter['comparison'], ...values: (string | number)[]): Filter => ({
  field,
  comparison,
  values,
});
const few = where('customer', '=', 'Customer 007');
const most = where('amount', '>=', 1000);
const page = 50;

interface Question {
  readonly asked: string;
  readonly ask: (engine: Engine, id: string) => Promise<unknown>;
  /** At most so many rows and index entries of tables of cases may be looked at; `few` are the cases of one customer. */
  readonly rowsMax: (count: number) => number;
}

const fewOf = (count: number) => count / 200;
const narrowOf = (count: number) => count / 500;
const list = (query: Omit<Parameters<Engine['list']>[0], 'flow'>) => (engine: Engine) =>
  engine.list({ flow: 'order', limit: page, ...query });
const aPage = 20 * page;
/** Each condition is counted up to the bound, and cases up to the bound are gathered, of those that are open and those that are not. */
const bounded = 4 * gatherMax + aPage;

const questions: readonly Question[] = [
  { asked: 'all, by key', ask: list({}), rowsMax: () => aPage },
  {
    asked: 'open ones by a day, descending',
    ask: list({ open: true, sort: { field: 'dueOn', descending: true } }),
    rowsMax: () => aPage,
  },
  { asked: 'most by a day', ask: list({ where: [most], sort: { field: 'dueOn' } }), rowsMax: () => bounded },
  {
    asked: 'most by what few have',
    ask: list({ where: [most], sort: { field: '$assignee' }, limit: 1000 }),
    rowsMax: () => bounded,
  },
  {
    asked: 'few by a day',
    ask: list({ where: [most, few], sort: { field: 'dueOn' } }),
    rowsMax: (count) => bounded + 8 * fewOf(count) + aPage,
  },
  {
    asked: 'few by what none of them has',
    ask: list({ where: [few], sort: { field: '$exception.stock' } }),
    rowsMax: (count) => 8 * fewOf(count) + aPage,
  },
  { asked: 'all but few', ask: list({ where: [{ ...few, comparison: '!=' }] }), rowsMax: () => aPage },
  {
    asked: 'what only open ones have',
    ask: list({ where: [where('$state', '=', 'open')], sort: { field: 'dueOn' } }),
    rowsMax: (count) => bounded + count / 10 + aPage,
  },
  { asked: 'by deadline', ask: list({ sort: { field: '$due' } }), rowsMax: () => aPage },
  {
    asked: 'few by deadline',
    ask: list({ where: [few], sort: { field: '$due' } }),
    rowsMax: (count) => 8 * fewOf(count) + aPage,
  },
  {
    asked: 'a page far behind',
    async ask(engine) {
      const { next } = await engine.list({ flow: 'order', limit: 1000 });
      assert.ok(next !== undefined);
      return engine.list({ flow: 'order', limit: page, after: next });
    },
    rowsMax: () => 4 * 1001 + aPage,
  },
  {
    asked: 'totals of few',
    ask: (engine) => engine.totals({ flow: 'order', where: [few, most] }, { sum: 'amount', by: '$state' }),
    rowsMax: (count) => bounded + 8 * fewOf(count),
  },
  {
    asked: 'totals of all',
    ask: (engine) => engine.totals({ flow: 'order' }, { sum: 'amount', by: 'customer' }),
    rowsMax: (count) => 4 * count,
  },
  {
    asked: 'the customers of few',
    ask: (engine) => engine.groups({ flow: 'order', where: [few] }, 'customer'),
    rowsMax: (count) => 8 * fewOf(count),
  },
  { asked: 'search by key', ask: (engine) => engine.search({ text: 'k-00012', limit: 20 }), rowsMax: () => 500 },
  { asked: 'search by text', ask: (engine) => engine.search({ text: 'customer 0', limit: 50 }), rowsMax: () => 1000 },
  {
    asked: 'of a narrow entity, by a day',
    ask: list({ entities: ['Klein'], sort: { field: 'dueOn', descending: true } }),
    rowsMax: (count) => 8 * narrowOf(count) + aPage,
  },
  { asked: 'of a wide entity, by a day', ask: list({ entities: ['halden'], sort: { field: 'dueOn' } }), rowsMax: () => bounded },
  {
    asked: 'few of a wide entity, by a day',
    ask: list({ entities: ['halden'], where: [few], sort: { field: 'dueOn' } }),
    rowsMax: (count) => 2 * gatherMax + 8 * fewOf(count) + aPage,
  },
  { asked: 'of no entity', ask: list({ entities: [] }), rowsMax: () => 1 },
  {
    asked: 'of one entity or few of another',
    ask: list({ anyOf: [[where('$entity', '=', 'Klein')], [where('$entity', '=', 'halden'), most]] }),
    rowsMax: () => 2 * aPage,
  },
  {
    asked: 'totals of a narrow entity',
    ask: (engine) => engine.totals({ flow: 'order', entities: ['Klein'] }, { sum: 'amount', by: 'customer' }),
    rowsMax: (count) => 8 * narrowOf(count),
  },
  {
    asked: 'totals of a wide entity',
    ask: (engine) => engine.totals({ flow: 'order', entities: ['halden'] }, { sum: 'amount', by: 'customer' }),
    rowsMax: (count) => 2 * gatherMax + 5 * count,
  },
  {
    asked: 'the entities of few',
    ask: (engine) => engine.groups({ flow: 'order', where: [few] }, '$entity'),
    rowsMax: (count) => 8 * fewOf(count),
  },
  {
    asked: 'search in a narrow entity',
    ask: (engine) => engine.search({ text: 'k-', within: { order: { entities: ['Klein'] } } }),
    rowsMax: (count) => 16 * narrowOf(count) + 500,
  },
  {
    asked: 'search in a wide entity',
    ask: (engine) => engine.search({ text: 'k-', within: { order: { entities: ['halden'] } } }),
    rowsMax: () => 2 * gatherMax + 1000,
  },
  { asked: 'one case', ask: (engine, id) => engine.readCase(id), rowsMax: () => 2 },
  { asked: 'its history', ask: (engine, id) => engine.history(id), rowsMax: () => 10 },
  { asked: 'its children', ask: (engine, id) => engine.children(id), rowsMax: () => 10 },
];

const casesTables = new Set(['case_', 'case_data', 'list_field', 'event', 'link']);

/** `testDatabase` of the testing workspace, which only tests import. */
type MakeDatabase = (
  template: string,
  prepare: (url: string) => Promise<void>,
) => Promise<{ readonly pool: pg.Pool; close(): Promise<void> }>;

/** Tests that with so many orders each question is answered by indexes, and looks at few rows; with and without statistics. */
export function testPlans(count: number, makeDatabase: MakeDatabase): void {
  for (const isAnalysed of [false, true]) {
    test(`[E129] [E330] [E332] lists, totals and search over ${count} orders follow indexes, ${isAnalysed ? 'analysed' : 'without statistics'}`, async (t) => {
      const pool = await manyCases(count, makeDatabase, t);
      if (isAnalysed) await pool.query('vacuum analyze');
      const database = explainedDatabase(pool);
      const engine = createEngine({ database });
      const id = (await engine.search({ text: 'K-0000010' }))[0]?.id ?? '';
      assert.ok(id !== '');
      for (const { asked, ask, rowsMax } of questions) {
        database.seen.length = 0;
        await ask(engine, id);
        const seen = database.seen.filter(({ table }) => casesTables.has(table));
        const rows = seen.reduce((sum, each) => sum + each.rows, 0);
        const said = `${asked}: ${JSON.stringify(seen, null, 1)}`;
        assert.ok(seen.length > 0 && seen.every(({ how }) => !how.includes('Seq Scan')), said);
        assert.ok(rows <= rowsMax(count), `${rows} rows instead of ${rowsMax(count)}: ${said}`);
      }
    });
  }
}

async function manyCases(count: number, makeDatabase: MakeDatabase, t: TestContext): Promise<pg.Pool> {
  const { pool, close } = await makeDatabase(`engine_many_of_entities_${count}`, async (url) => {
    const made = new pg.Pool({ connectionString: url });
    await initialise(made, { mode: 'virtual', now: start });
    await createEngine({ database: made }).deploy([order, parcel], { by: 'test' });
    await insertManyCases(made, count);
    await made.end();
  });
  t.after(close);
  return pool;
}
