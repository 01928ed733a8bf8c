import type { createEngine } from '@throughline/engine';
import { Day, days, defineFlow, Fields, Text } from '@throughline/language';
import type pg from 'pg';
import { clerk } from './parcel-flow.ts';

/** A flow of which nothing happens but that somebody is reminded, and reminded again. */
export const loan = defineFlow({
  name: 'loan',
  title: 'Loan',
  owner: 'desk',
  key: 'number',
  data: Fields({ number: Text(), lentOn: Day() }),
  parameters: { remindAfter: days(10, { owner: 'lead', from: 1, to: 4000 }) },
  start: { lend: { to: 'out' } },
  states: { out: { owner: 'desk', within: { days: 9000 }, on: { back: { to: 'back' } } }, back: { final: 'done' } },
  ladders: {
    remind: {
      anchor: 'data.lentOn',
      during: ['out'],
      rungs: [
        { name: 'first', after: 'remindAfter' },
        { name: 'last', after: { days: 8000 } },
      ],
    },
  },
});

export function lend(number: string, lentOn: string) {
  return {
    case: { flow: 'loan', entity: 'bench', key: number },
    input: { kind: 'command', type: 'lend', data: { number, lentOn }, actor: clerk },
  } as const;
}

/**
 * Writes so many cases as the one that is born here lies in the tables: of the cases alone, without events, receipts and rows of lists,
 * which nothing of what is measured reads. Their wake-ups are spread over the following thousand hours.
 */
export async function insertLoans(pool: pg.Pool, engine: ReturnType<typeof createEngine>, count: number): Promise<void> {
  const [born] = await engine.dispatch([lend('pattern', new Date().toISOString().slice(0, 10))]);
  await pool.query(
    `with made as materialized (select gen_random_uuid() as id, n from generate_series(1, ${count}) n),
      hot as (insert into throughline.case_ (bucket, id, flow, version, state, seq, due_at, entered_at, last_type, last_at, recorded_at, head)
        select ('x' || left(made.id::text, 3))::bit(12)::int4, made.id, c.flow, c.version, c.state, c.seq,
          c.due_at + (made.n % 1000) * interval '1 hour', c.entered_at, c.last_type, c.last_at, c.recorded_at, c.head
        from made, throughline.case_ c where c.id = $1 order by 1, 2)
      insert into throughline.case_data (bucket, id, parent, entity, key, data, clocks)
      select ('x' || left(made.id::text, 3))::bit(12)::int4, made.id, null, d.entity, 'L' || made.n, d.data, d.clocks
      from made, throughline.case_data d where d.id = $1 order by 1, 2`,
    [born?.caseId],
  );
  await pool.query('vacuum analyze');
}
