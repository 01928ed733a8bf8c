import type { Pool } from 'pg';

export interface OpenExceptions {
  readonly kind: string;
  readonly owner: string;
  readonly open: number;
  /** Of them, those past their target time. */
  readonly overdue: number;
  readonly oldestDays: number;
  /** What the cases that they are on are worth, in minor units. */
  readonly amount: number;
  readonly currency: string | null;
}

/** Open exceptions by kind, owner and currency; within a currency the most money first. */
export async function countOpenExceptions(pool: Pool, now: number): Promise<readonly OpenExceptions[]> {
  const { rows } = await pool.query<OpenExceptions>(
    `select d.data->>'kind' as kind, d.data->>'owner' as owner, count(*)::float8 as open,
        count(*) filter (where d.data->>'overdue' = 'true')::float8 as overdue,
        max(extract(epoch from to_timestamp($1::float8 / 1000) - c.entered_at) / 86400)::float8 as "oldestDays",
        coalesce(sum((o.data->>'amount')::float8), 0) as amount, o.data->>'currency' as currency
      from throughline.case_ c
      join throughline.case_data d on d.bucket = c.bucket and d.id = c.id
      left join throughline.case_data o on o.bucket = d.bucket and o.id = d.parent
      where c.flow = 'exception' and c.state = 'open'
      group by 1, 2, o.data->>'currency' order by (o.data->>'currency') collate "C" nulls last, amount desc, open desc, kind`,
    [now],
  );
  return rows;
}

export interface RungCount {
  /** The last rung that fired; `null`: none has. */
  readonly rung: string | null;
  readonly cases: number;
  readonly amount: number;
  readonly currency: string | null;
}

/** Open invoices by the last rung of their dunning that fired, and by currency. */
export async function countRungs(pool: Pool): Promise<readonly RungCount[]> {
  const { rows } = await pool.query<RungCount>(
    `select fired.rung, count(*)::float8 as cases, sum((d.data->>'amount')::float8 - coalesce((d.data->>'paid')::float8, 0)) as amount,
        d.data->>'currency' as currency
      from throughline.case_ c
      join throughline.case_data d on d.bucket = c.bucket and d.id = c.id
      left join lateral (
        select r.key as rung from jsonb_each(d.clocks->'ladders'->'dunning'->'rungs') r
        where r.value->>'standing' in ('fired', 'awaiting') order by (r.value->>'at')::float8 desc, r.key limit 1) fired on true
      where c.flow = 'invoice' and c.state in ('sent', 'partially_paid', 'promised', 'disputed', 'legal')
      group by 1, d.data->>'currency' order by (d.data->>'currency') collate "C" nulls last, cases desc, 1`,
  );
  return rows;
}

/** How many cases wait for an approval. */
export async function countAwaiting(pool: Pool): Promise<number> {
  const { rows } = await pool.query<{ cases: number }>(
    `select count(*)::float8 as cases from throughline.case_data where clocks->'pending' is not null and clocks->'pending' <> '{}'::jsonb`,
  );
  return rows[0]?.cases ?? 0;
}

/** The open invoice with the most events. */
export async function readLongestStory(pool: Pool): Promise<string | undefined> {
  const { rows } = await pool.query<{ key: string }>(
    `select d.key from throughline.case_ c
      join throughline.case_data d on d.bucket = c.bucket and d.id = c.id
      where c.flow = 'invoice' and c.state in ('blocked', 'sent', 'partially_paid', 'promised', 'disputed', 'legal')
      order by c.seq desc, d.key limit 1`,
  );
  return rows[0]?.key;
}
