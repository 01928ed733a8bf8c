import { createEngine, type Engine } from '@throughline/engine';
import { Day, defineFlow, Fields, Money, Text } from '@throughline/language';
import type pg from 'pg';
import { withDurableDatabase } from './durable-database.ts';
import { type Benchmark, compare, time } from './measure.ts';
import { clerk } from './parcel-flow.ts';

const cases = 100_000;
const batchSize = 1000;
const customers = 1000;
const repetitions = 40;

/**
 * Questions that a list asks: a page of all in the order of a day, a page of one customer's, their sum, and a search by key. Beside
 * them, the same asked of one wide table, a column a field, that has the very index for each.
 */
export const engineList: Benchmark = {
  name: 'engine.list',
  run: () =>
    withDurableDatabase(async (pool) => {
      const engine = createEngine({ database: pool });
      await engine.deploy([claim], { by: 'bench' });
      for (let first = 0; first < cases; first += batchSize)
        await engine.dispatch(Array.from({ length: batchSize }, (_, index) => birth(first + index)));
      await pool.query(wideTable);
      await pool.query('vacuum analyze');
      const options = { unit: 'answers/s', peer: 'one wide table with an index for each question', rounds: 6 };
      return compare('engine.list', options, async () => ({
        ours: await time(() => askAll((customer) => ours(engine, customer))),
        peer: await time(() => askAll((customer) => peers(pool, customer))),
      }));
    }),
};

const claim = defineFlow({
  name: 'claim',
  title: 'Claim',
  owner: 'desk',
  key: 'number',
  data: Fields({ number: Text(), customer: Text({ list: true }), amount: Money({ list: true }), dueOn: Day({ list: true }) }),
  start: { open: 'open' },
  states: { open: { owner: 'desk', within: { days: 30 }, on: { close: 'closed' } }, closed: { final: 'done' } },
});

function birth(index: number) {
  const dueOn = new Date(Date.UTC(2026, 0, 1 + ((index * 7919) % 365))).toISOString().slice(0, 10);
  const number = `C-${String(index).padStart(6, '0')}`;
  return {
    case: { flow: 'claim', entity: 'bench', key: number },
    input: {
      kind: 'command',
      type: 'open',
      data: { number, customer: customerOf(index), amount: (index * 104_729) % 1_000_003, dueOn },
      actor: clerk,
    },
  } as const;
}

function customerOf(index: number): string {
  return `customer ${String(index % customers).padStart(4, '0')}`;
}

async function askAll(ask: (customer: string) => Promise<readonly number[]>): Promise<number> {
  let answers = 0;
  for (let repetition = 0; repetition < repetitions; repetition += 1) {
    const counts = await ask(customerOf(repetition * 17));
    if (counts.join() !== `50,50,${cases / customers},10`) throw new Error(`An answer is wrong: ${counts.join()}`);
    answers += counts.length;
  }
  return answers;
}

async function ours(engine: Engine, customer: string): Promise<readonly number[]> {
  const where = [{ field: 'customer', comparison: '=', values: [customer] }] as const;
  const sort = { field: 'dueOn' };
  const all = await engine.list({ flow: 'claim', open: true, sort, limit: 50 });
  const few = await engine.list({ flow: 'claim', open: true, where, sort, limit: 50 });
  const totals = await engine.totals({ flow: 'claim', open: true, where }, { sum: 'amount' });
  const hits = await engine.search({ text: 'c-01234', limit: 10 });
  return [all.cases.length, few.cases.length, totals.cases, hits.length];
}

async function peers(pool: pg.Pool, customer: string): Promise<readonly number[]> {
  const rows = async (text: string, ...values: unknown[]) => (await pool.query(text, values)).rows;
  const all = await rows('select * from peer.claim where is_open order by due_on, id limit 50');
  const few = await rows('select * from peer.claim where is_open and customer = $1 order by due_on, id limit 50', customer);
  const totals = await rows(
    'select count(*)::int4 as cases, sum(amount) from peer.claim where is_open and customer = $1',
    customer,
  );
  const hits = await rows(`select * from peer.claim where number like 'C-01234%' order by number limit 10`);
  return [all.length, few.length, totals[0].cases, hits.length];
}

const wideTable = `
  create schema if not exists peer;
  create table peer.claim as select c.id, c.flow, c.state, c.seq, c.due_at, c.state = 'open' as is_open, d.data ->> 'number' as number,
      d.data ->> 'customer' as customer, (d.data ->> 'amount')::int8 as amount, (d.data ->> 'dueOn')::date as due_on, d.data, d.clocks
    from throughline.case_ c join throughline.case_data d using (bucket, id);
  create index on peer.claim (is_open, due_on, id);
  create index on peer.claim (is_open, customer, due_on, id);
  create index on peer.claim (number collate "C")`;
