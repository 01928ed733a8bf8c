import { setTimeout as wait } from 'node:timers/promises';
import type pg from 'pg';
import { type ApiCompany, withApiCompany } from './api-company.ts';
import { latencyInWords } from './in-flight.ts';
import { type Benchmark, compare, time } from './measure.ts';

/** The same question, asked of the API and of the database: both tell what they found, which must be the same. */
interface Question {
  readonly ours: (index: number) => Promise<unknown>;
  readonly peer: (index: number) => Promise<unknown>;
}

/**
 * Answers of the API over 100,000 cases and 1,000,000 events, each beside its limit: the rows that it is made of, fetched by an index on one connection,
 * and shown to nobody.
 */
export const apiReads: readonly Benchmark[] = [
  reads('api.list', { peer: 'the rows of two pages of one wide table, by an index', repetitions: 20 }, lists),
  reads('api.case', { peer: 'the rows of the case, its events, links and effects by their keys', repetitions: 30 }, cases),
  reads('api.home', { peer: 'the sums of what is late and the rows of tasks and events, by indexes', repetitions: 8 }, home),
  reads('api.receivables', { peer: 'one sum of one wide table, by an index', repetitions: 8 }, receivables),
  reads('api.exceptions', { peer: 'the rows of open exceptions with their cases, by indexes', repetitions: 8 }, exceptions),
  reads('api.work', { peer: 'the rows of the cases that wait and of their tasks, by indexes', repetitions: 8 }, work),
  reads('api.flow', { peer: 'the versions and one count of each state, by an index', repetitions: 8 }, flow),
  reads('api.log', { peer: 'the rows of three pages, by the indexes of the log', repetitions: 20 }, log),
];

function reads(
  name: string,
  { peer, repetitions }: { readonly peer: string; readonly repetitions: number },
  questionOf: (company: ApiCompany, client: pg.PoolClient) => Promise<Question>,
): Benchmark {
  const run = () =>
    withApiCompany(async (company) => {
      const client = await company.pool.connect();
      try {
        const question = await questionOf(company, client);
        const [ours, limit] = [JSON.stringify(await question.ours(1)), JSON.stringify(await question.peer(1))];
        if (ours !== limit) throw new Error(`${name} finds ${ours}, and the database ${limit}`);
        const repeat = async (ask: (index: number) => Promise<unknown>) => {
          for (let index = 0; index < repetitions; index += 1) await ask(index);
          return repetitions;
        };
        const [each, limits]: [number[], number[]] = [[], []];
        const timed = (ask: (index: number) => Promise<unknown>, times: number[]) => async (index: number) => {
          // Somebody writes in between: nothing is answered from what was read before.
          await client.query('select pg_current_xact_id()');
          const begun = performance.now();
          await ask(index);
          times.push(performance.now() - begun);
        };
        const measured = await compare(name, { unit: 'answers/s', peer, rounds: 6 }, async () => ({
          ours: await time(() => repeat(timed(question.ours, each))),
          peer: await time(() => repeat(timed(question.peer, limits))),
        }));
        return { ...measured, note: `${latencyInWords([each])} (goal: 200 ms), its limit ${latencyInWords([limits])}` };
      } finally {
        client.release();
      }
    });
  return { name, run };
}

/** The open invoices that are due the soonest, and those of a customer: a page of 50 of each. */
async function lists({ get }: ApiCompany, client: pg.PoolClient): Promise<Question> {
  const customerOf = (index: number) => `customer ${String((index * 17) % 1000).padStart(4, '0')}`;
  return {
    ours: async (index) => {
      const customer = encodeURIComponent(`customer=${customerOf(index)}`);
      const all = await get('/cases?flow=invoice&open=true&sort=dueOn&limit=50');
      const few = await get(`/cases?flow=invoice&open=false&where=${customer}&sort=dueOn&limit=50`);
      return [lengthOf(all['items']), lengthOf(few['items'])];
    },
    peer: async (index) => {
      const all = await rows(client, 'select * from peer.invoice where is_open order by due_on, id limit 50');
      const few = await rows(
        client,
        'select * from peer.invoice where not is_open and customer = $1 order by due_on, id limit 50',
        customerOf(index),
      );
      return [all.length, few.length];
    },
  };
}

async function cases({ get }: ApiCompany, client: pg.PoolClient): Promise<Question> {
  const found = await rows(client, 'select bucket, id from peer.invoice where is_open order by due_on, id limit 200');
  const placeOf = (index: number) => found[(index * 7) % found.length] ?? {};
  return {
    ours: async (index) => ((await get(`/cases/${placeOf(index)['id']}`))['case'] as { readonly seq: number }).seq,
    peer: async (index) => {
      const { bucket, id } = placeOf(index);
      const [one] = await rows(
        client,
        `select * from throughline.case_ c join throughline.case_data d using (bucket, id)
           where c.bucket = $1 and c.id = $2`,
        bucket,
        id,
      );
      await rows(client, 'select * from throughline.event where bucket = $1 and case_id = $2 order by seq', bucket, id);
      await rows(client, 'select * from throughline.case_data where bucket = $1 and parent = $2', bucket, id);
      await rows(client, 'select * from throughline.link where bucket = $1 and case_id = $2', bucket, id);
      await rows(client, 'select * from throughline.effect where bucket = $1 and case_id = $2 limit 200', bucket, id);
      return one?.['seq'];
    },
  };
}

/** The first page, once its numbers are there: they are measured beside it, and wait for nobody. */
async function home({ get }: ApiCompany, client: pg.PoolClient): Promise<Question> {
  const isMeasured = async () => ((await get('/home'))['broke'] as { readonly status: string }).status !== 'measuring';
  // A slow machine may take longer than a statement may; it is measured again.
  while (!(await isMeasured().catch(() => false))) await wait(500);
  return {
    ours: async () => ((await get('/home'))['risk'] as { readonly cases: number } | null)?.cases,
    peer: async () => {
      const late = await rows(
        client,
        `select currency, count(*)::int4 as cases, sum(amount - paid) as open from peer.invoice
           where is_open and due_on < current_date and amount > paid and state <> 'paid' group by currency`,
      );
      await rows(client, `select id from throughline.case_ where flow = 'task' limit 1000`);
      await rows(client, `select * from throughline.event where recorded_at > now() - interval '2 days' limit 12`);
      return late.reduce((sum, { cases: number }) => sum + Number(number), 0);
    },
  };
}

/** What is owed, as the page of receivables has it: by age, customer and rung, with promises, disputes and leakage. */
async function receivables({ get }: ApiCompany, client: pg.PoolClient): Promise<Question> {
  return {
    ours: async () => ((await get('/receivables'))['open'] as { readonly cases: number }).cases,
    peer: async () => {
      const owed = await rows(
        client,
        `select currency, count(*)::int4 as cases, sum(amount - paid) as open from peer.invoice where is_open and amount > paid group by 1`,
      );
      return owed.reduce((sum, { cases: number }) => sum + Number(number), 0);
    },
  };
}

async function exceptions({ get }: ApiCompany, client: pg.PoolClient): Promise<Question> {
  return {
    ours: async () => (await get('/exceptions'))['open'],
    peer: async () => {
      const open = await rows(
        client,
        `select c.*, d.data from throughline.case_ c join throughline.case_data d using (bucket, id)
           where c.flow = 'exception' and c.state not in ('resolved', 'closed')`,
      );
      return open.length;
    },
  };
}

/** What waits: the counts beside the menu, and a page of decisions. */
async function work({ get }: ApiCompany, client: pg.PoolClient): Promise<Question> {
  return {
    ours: async () => {
      const { decisions } = await get('/work/counts');
      return [decisions, lengthOf((await get('/decisions?whose=all&limit=50'))['items'])];
    },
    peer: async () => {
      const open = await rows(
        client,
        `select parent from throughline.case_ c join throughline.case_data d using (bucket, id)
           where c.flow = 'task' and c.state = 'open' and starts_with(d.key, 'approve ')`,
      );
      const page = open.slice(0, 50).map(({ parent }) => parent);
      const found = await rows(client, 'select * from peer.invoice where id = any($1::uuid[])', page);
      return [open.length, found.length];
    },
  };
}

/** A flow with the cases in each state, and its versions with how many run each. */
async function flow({ get }: ApiCompany, client: pg.PoolClient): Promise<Question> {
  return {
    ours: async () => {
      const versions = (await get('/flows/invoice/versions'))['items'] as readonly { readonly cases: number }[];
      await get('/flows/invoice');
      await get('/flow-library');
      return versions.map(({ cases: number }) => number);
    },
    peer: async () => {
      await rows(client, `select * from throughline.flow_version where flow = 'invoice'`);
      const found = await rows(client, 'select version, count(*)::int4 as cases from peer.invoice group by 1 order by 1 desc');
      return found.map(({ cases: number }) => number);
    },
  };
}

/** The newest page of the log, that of one type of event, that of one program, and what the log can be narrowed by. */
async function log({ get }: ApiCompany, client: pg.PoolClient): Promise<Question> {
  const newest = 'order by recorded_at desc, bucket desc, case_id desc, seq desc limit 50';
  return {
    ours: async () => {
      await get('/log/facets');
      const pages = ['', '&flow=invoice&type=send', '&actor=erp'].map((query) => get(`/log?limit=50${query}`));
      return (await Promise.all(pages)).map(({ items }) => lengthOf(items));
    },
    peer: async () => {
      const found: number[] = [];
      for (const where of ['true', `flow = 'invoice' and type = 'send' and kind = 'command'`, `principal = 'erp'`])
        found.push((await rows(client, `select * from throughline.event where ${where} ${newest}`)).length);
      return found;
    },
  };
}

async function rows(client: pg.PoolClient, text: string, ...values: unknown[]): Promise<readonly Record<string, unknown>[]> {
  return (await client.query<Record<string, unknown>>(text, values)).rows;
}

function lengthOf(list: unknown): number {
  return Array.isArray(list) ? list.length : 0;
}
