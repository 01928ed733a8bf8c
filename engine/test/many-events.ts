import type pg from 'pg';

/**
 * Puts events into an empty database by set-based SQL: five each of `count / 5` orders, spread over a year. Of a thousand one departs from its flow, one was done
 * by hand, and one is by a person who does little; of a hundred cases one is in another entity.
 */
export async function insertManyEvents(pool: pg.Pool, count: number): Promise<void> {
  for (const statement of statements(Math.floor(count / 5))) await pool.query(statement);
}

const zeros = `decode(repeat('00', 32), 'hex')`;

const statements = (cases: number): readonly string[] => [
  `create table public.made as select i, md5('case' || i)::uuid as id, ('x' || left(md5('case' || i), 3))::bit(12)::int4::int2 as bucket,
    case when i % 100 = 0 then 'lenz' else 'halden' end as entity, timestamptz '2026-01-01Z' + i * interval '1 year' / ${cases} as at
    from generate_series(1, ${cases}) i`,
  `insert into throughline.case_ select bucket, id, 'order', 1, 'open', 5, null, at, 'pay', at, at, ${zeros} from public.made`,
  `insert into throughline.case_data select bucket, id, null, entity, 'K-' || i, '{}', '{}' from public.made`,
  `insert into throughline.event (bucket, case_id, seq, flow, version, type, kind, state_from, state_to, actor, actor_kind, principal,
      occurred_at, recorded_at, context, outcome, deviation, data_commitment, hash)
    select bucket, id, seq, 'order', 1, case seq when 1 then 'place' when 5 then 'pay' else 'remind' || (i % 3) end,
      case when seq = 5 then 'fact' else 'command' end, case when seq > 1 then 'open' end, 'open', 'ann', 'person',
      case when (i * 5 + seq) % 1000 = 3 then 'rare' else 'ann' end, at + seq * interval '1 hour', at + seq * interval '1 hour', '{}',
      case when (i * 5 + seq) % 1000 = 1 then '{"manual":true}' else '{}' end::json,
      case when (i * 5 + seq) % 1000 = 2 then '{"code":"not-declared"}' end::json, ${zeros}, ${zeros}
    from public.made cross join generate_series(1, 5) seq order by at + seq * interval '1 hour'`,
  'drop table public.made',
];
