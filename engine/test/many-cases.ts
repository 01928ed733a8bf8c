import type pg from 'pg';

/**
 * Puts cases of the flow `order`, and half as many of `parcel`, into an empty database by set-based SQL, as dispatching would leave them:
 * a tenth is open, each of 200 customers has the same number, amounts and due days are spread. Half of them are of `halden`, one in
 * 500 of `Klein`, the others of `sonst`.
 */
export async function insertManyCases(pool: pg.Pool, count: number): Promise<void> {
  await pool.query(`create table public.made as ${casesOf(count)}`);
  for (const statement of statements) await pool.query(statement);
  await pool.query('drop table public.made');
}

const casesOf = (count: number) => `
  select i, md5('case' || i)::uuid as id, ('x' || left(md5('case' || i), 3))::bit(12)::int4::int2 as bucket,
    case when i % 3 = 0 then 'parcel' else 'order' end as flow, 'K-' || lpad(i::text, 7, '0') as key, i % 10 = 0 as is_open,
    case when i % 10 = 0 then 'open' else 'closed' end as state, 'Customer ' || lpad((i / 3 % 200)::text, 3, '0') as customer,
    case when i % 500 = 1 then 'Klein' when i % 2 = 0 then 'halden' else 'sonst' end as entity, (i::int8 * 7919 % 100003)::int4 as amount, date '2026-01-01' + (i::int8 * 104729 % 365)::int4 as due_on,
    timestamptz '2026-01-01Z' + i * interval '1 second' as at
  from generate_series(1, ${Math.floor((count * 3) / 2)}) i`;

const zeros = `decode(repeat('00', 32), 'hex')`;
const row = (field: string, text: string, exact: string) =>
  `select bucket, id, '${field}', flow, is_open, ${text}, null::float8, ${exact} from public.made`;
const statements = [
  `insert into throughline.case_ select bucket, id, flow, 1, state, 2, case when is_open then at + interval '400 days' end, at, 'place', at, at, ${zeros}
    from public.made`,
  `insert into throughline.case_data select bucket, id, null, entity, key, jsonb_build_object('number', key), '{}' from public.made`,
  `insert into throughline.event (bucket, case_id, seq, flow, version, type, kind, state_from, state_to, actor, actor_kind, principal,
      occurred_at, recorded_at, context, outcome, data_commitment, hash)
    select bucket, id, 1, flow, 1, 'place', 'command', null, state, 'ann', 'person', 'ann', at, at, '{}', '{}', ${zeros}, ${zeros} from public.made`,
  `insert into throughline.list_field (bucket, case_id, field, flow, is_open, text_value, number_value, exact)
    ${row('$entity', 'lower(entity)', `nullif(entity, lower(entity))`)} union all ${row('$key', 'lower(key)', 'key')} union all ${row('$state', 'state', 'null')}
    union all ${row('customer', 'lower(customer)', 'customer')} where flow = 'order'
    union all ${row('dueOn', 'due_on::text', 'null')} where flow = 'order'
    union all ${row('$assignee', `'ann'`, 'null')} where flow = 'order' and i % 100 = 1
    union all select bucket, id, 'amount', flow, is_open, null, amount, null from public.made where flow = 'order'`,
];
