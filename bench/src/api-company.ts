import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Submission } from '@throughline/engine';
import { type InProcess, inProcess, openThroughline, type Throughline } from '@throughline/server';
import type pg from 'pg';

/** How many invoices are dispatched; the closed ones are then copied. */
interface CompanySize {
  readonly open: number;
  readonly closed: number;
}

const large: CompanySize = { open: 5000, closed: 1000 };
/** Of each closed case, so many more: 95,000 in the large company. */
const copies = 94;
/** Beside its four steps each case has so many comments: 1,000,000 events in all. */
const commentsEach = 6;
const batchSize = 500;
const customers = 1000;

/** The API without a port on such a company, and the database below it. */
export interface ApiCompany {
  readonly server: InProcess;
  readonly pool: pg.Pool;
  /** The body of an answer. @throws Error where it is none */
  get(path: string): Promise<Record<string, unknown>>;
}

export async function withApiCompany<T>(work: (company: ApiCompany) => Promise<T>): Promise<T> {
  return await withLargeCompany(async ({ env, pool }) => {
    const server = await inProcess({ env });
    try {
      return await work({ server, pool, get: (path) => get(server, path) });
    } finally {
      await server.close();
    }
  });
}

/** A home with a large company in it. Whoever asks its server owns it. */
export interface LargeCompany {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly pool: pg.Pool;
}

interface Standing extends LargeCompany {
  close(): Promise<void>;
}

let standing: Promise<Standing> | undefined;

/**
 * Runs work on a company with 100,000 invoices and 1,000,000 events of theirs; 5,000 are open, and half of these are late. The open
 * invoices are dispatched and their ladders have fired; the closed ones are copies, row by row, of a thousand that were, and lie in the year
 * and a half before. Beside them, `peer.invoice` has a column a field. It is built for whoever asks first, and all others read the same one, until `closeLargeCompany`.
 * Where THROUGHLINE_BENCH_COMPANY names a folder, it is built there, and stays.
 */
export async function withLargeCompany<T>(work: (company: LargeCompany) => Promise<T>): Promise<T> {
  standing ??= standUp(large, process.env['THROUGHLINE_BENCH_COMPANY']);
  return await work(await standing);
}

export async function closeLargeCompany(): Promise<void> {
  const company = await standing?.catch(() => undefined);
  standing = undefined;
  await company?.close();
}

/** The same on a company of another size, for this work alone. */
export async function withCompanyOf<T>(size: CompanySize, work: (company: LargeCompany) => Promise<T>): Promise<T> {
  const company = await standUp(size, undefined);
  try {
    return await work(company);
  } finally {
    await company.close();
  }
}

async function standUp(size: CompanySize, kept: string | undefined): Promise<Standing> {
  const home = kept ?? (await mkdtemp(join(tmpdir(), 'throughline-bench-')));
  await mkdir(home, { recursive: true });
  await chmod(home, 0o711);
  const { DATABASE_URL: _, ...rest } = process.env;
  const env = { ...rest, THROUGHLINE_HOME: home, THROUGHLINE_SIGN_IN: 'off' };
  const remove = async () => {
    if (kept === undefined) await rm(home, { recursive: true, force: true });
  };
  const house = await inProcess({ env });
  const throughline = await openThroughline({ env, database: 'main' });
  const close = async () => {
    await throughline.close();
    await house.close();
    await remove();
  };
  const built = join(home, 'built');
  try {
    if (!existsSync(built)) await build(throughline, size);
    await writeFile(built, '');
  } catch (error) {
    await close();
    throw error;
  }
  return { env, pool: throughline.pool, close };
}

async function build({ engine, pool }: Pick<Throughline, 'engine' | 'pool'>, size: CompanySize): Promise<void> {
  const send = async (submissions: readonly Submission[]) => {
    for (let first = 0; first < submissions.length; first += batchSize) {
      const results = await engine.dispatch(submissions.slice(first, first + batchSize));
      const failed = results.find(({ outcome }) => outcome !== 'applied');
      if (failed !== undefined) throw new Error(`Not applied: ${JSON.stringify(failed)}`);
    }
  };
  const open = numbers('I', size.open);
  const closed = numbers('C', size.closed);
  await send([...open, ...closed].map(birth));
  await send([...open, ...closed].map((key) => command(key, 'send', { channel: 'portal' })));
  for (let comment = 1; comment <= commentsEach; comment += 1)
    await send([...open, ...closed].map((key) => command(key, 'comment', { text: `remark ${comment}` })));
  await send(closed.map((key) => command(key, 'pay', { amount: amountOf(key) })));
  await send(closed.map((key) => command(key, 'close', {})));
  await engine.settle();
  await copyClosed(pool);
  await pool.query(wideTable);
  await pool.query('vacuum analyze');
}

async function get(server: InProcess, path: string): Promise<Record<string, unknown>> {
  const answer = await server.fetch(`/api/v1/main${path}`);
  if (!answer.ok) throw new Error(`${path} answers ${answer.status}: ${await answer.text()}`);
  return (await answer.json()) as Record<string, unknown>;
}

function numbers(letter: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `${letter}-${String(index).padStart(6, '0')}`);
}

const place = (key: string) => Number(key.slice(2));
const amountOf = (key: string) => 1000 + ((place(key) * 104_729) % 1_000_003);
const program = { id: 'erp', kind: 'automation', principal: 'erp', roles: ['billing'] } as const;
const dayMs = 86_400_000;

function birth(key: string): Submission {
  const index = place(key);
  const dueOn = new Date(Date.now() + (((index * 7919) % 120) - 60) * dayMs).toISOString().slice(0, 10);
  const customer = `customer ${String(index % customers).padStart(4, '0')}`;
  const data = { number: key, customer, currency: ['EUR', 'GBP', 'USD'][index % 3] ?? 'EUR', amount: amountOf(key), dueOn };
  return command(key, 'create', { ...data, deliveryReference: `DR-${key}`, channel: 'portal', country: 'DE' });
}

function command(key: string, type: string, data: Readonly<Record<string, string | number>>): Submission {
  return {
    case: { flow: 'invoice', entity: 'bench', key },
    input: { kind: 'command', type, data, actor: program, reason: 'bench' },
  };
}

const instants = ['recorded_at', 'occurred_at', 'entered_at', 'last_at'];

/** Each closed case so many more times, each copy some days before the one before, with all its rows, under ids and keys of their own. */
async function copyClosed(pool: pg.Pool): Promise<void> {
  await pool.query(
    `create table public.copies as
       select ('x' || left(n.id::text, 3))::bit(12)::int4::int2 as bucket, n.* from (
         select md5(d.key || '/' || copy)::uuid as id, d.key || '/' || copy as key, copy, c.bucket as from_bucket, c.id as from_id
           from throughline.case_ c join throughline.case_data d using (bucket, id), generate_series(1, ${copies}) copy
           where c.flow = 'invoice' and c.state = 'closed') n`,
  );
  for (const [table, id] of [
    ['case_', 'id'],
    ['case_data', 'id'],
    ['event', 'case_id'],
    ['list_field', 'case_id'],
  ] as const) {
    const { rows } = await pool.query<{ name: string }>(
      `select attname as name from pg_attribute where attrelid = $1::regclass and attnum > 0 and not attisdropped
         and attgenerated = '' order by attnum`,
      [`throughline.${table}`],
    );
    const names = rows.map(({ name }) => name);
    const values = names.map((name) => {
      if (name === 'bucket') return 'n.bucket';
      if (name === id) return 'n.id';
      if (instants.includes(name)) return `t.${name} - n.copy * interval '6 days'`;
      return table === 'case_data' && name === 'key' ? 'n.key' : `t.${name}`;
    });
    await pool.query(
      `insert into throughline.${table} (${names.join(', ')})
         select ${values.join(', ')} from public.copies n join throughline.${table} t on t.bucket = n.from_bucket and t.${id} = n.from_id
         order by n.copy desc`,
    );
  }
  await pool.query(
    `update throughline.list_field f set text_value = lower(n.key), exact = n.key from public.copies n
       where f.bucket = n.bucket and f.case_id = n.id and f.field = '$key'`,
  );
  await pool.query('drop table public.copies');
}

const wideTable = `
  create schema peer;
  create table peer.invoice as select c.bucket, c.id, c.flow, c.version, c.state, c.seq, c.due_at, c.entered_at, c.last_at,
      c.state not in ('closed', 'credited', 'void', 'written_off') as is_open, d.entity, d.key, d.data ->> 'customer' as customer,
      d.data ->> 'currency' as currency, (d.data ->> 'amount')::int8 as amount, (d.data ->> 'paid')::int8 as paid,
      (d.data ->> 'dueOn')::date as due_on, d.data, d.clocks
    from throughline.case_ c join throughline.case_data d using (bucket, id) where c.flow = 'invoice';
  create index on peer.invoice (is_open, due_on, id);
  create index on peer.invoice (is_open, customer, due_on, id);
  create unique index on peer.invoice (id)`;
