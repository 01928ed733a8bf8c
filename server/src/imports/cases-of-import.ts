import { caseId } from '@throughline/engine';
import type { Pool, PoolClient } from 'pg';
import { factsOfImport } from './import-facts.ts';

/*
 * What an import began, and what has become of it since. A case goes with its import where nothing else has told of it, nobody has worked on it or on what it owns,
 * and nothing of it is told elsewhere but to what goes, too. What is left is for a person to decide.
 */

export interface CaseOfImport {
  readonly id: string;
  readonly key: string;
  /** How many events it has, those before a retraction included. */
  readonly seq: number;
  readonly facts: number;
  /** Mails and calls that have gone out: they cannot be taken back. */
  readonly sent: number;
  /** Why it stays; `null`: it goes. */
  readonly why: string | null;
}

interface Row {
  readonly id: string;
  readonly key: string;
  readonly seq: number;
  readonly facts: number;
  readonly sent: number;
  readonly others: number;
  readonly before: boolean;
  readonly person: boolean;
  readonly told: boolean;
}

/** The next cases behind one, in the order in which they lie. */
export async function readNextCases(
  client: Pool | PoolClient,
  id: string,
  after: { readonly bucket: number; readonly id: string } | null,
  limit: number,
): Promise<readonly { readonly bucket: number; readonly id: string }[]> {
  const { rows } = await client.query<{ bucket: number; id: string }>(
    `select distinct bucket, case_id as id from throughline_server.import_fact
      where import = $1 and (bucket, case_id) > ($2::int2, $3::uuid) order by bucket, case_id limit $4`,
    [id, after?.bucket ?? -1, after?.id ?? '00000000-0000-0000-0000-000000000000', limit],
  );
  return rows;
}

/** The cases that an import brought something of, of some cases where said. Those of which nothing of it is in the log any more are left out. */
export async function readCasesOfImport(
  client: Pool | PoolClient,
  id: string,
  among?: readonly string[],
): Promise<readonly CaseOfImport[]> {
  const found = await classify(client, id, among);
  const targets = await readTold(client, [...found.keys()]);
  const elsewhere = [...new Set([...targets.values()].flat())].filter((target) => !found.has(target));
  const others = elsewhere.length === 0 ? new Map<string, Row>() : await classify(client, id, elsewhere);
  const gone = await readRetractedAmong(client, elsewhere);
  const goes = (target: string) => {
    const row = found.get(target) ?? others.get(target);
    return gone.has(target) || (row !== undefined && whyOf(row) === null);
  };
  return [...found.values()].map((row) => {
    const stays = targets.get(row.id)?.some((target) => !goes(target)) === true;
    const { id: of, key, seq, facts, sent } = row;
    return {
      id: of,
      key,
      seq,
      facts,
      sent,
      why: whyOf(row) ?? (stays ? 'It has told another case of itself, which stays' : null),
    };
  });
}

function whyOf({ before, person, others, told }: Row): string | null {
  if (before) return 'It was there before';
  if (person) return 'Somebody has worked on it since';
  if (others > 0) return 'Something else has told of it, too';
  return told ? 'Another case has told it something' : null;
}

/** Of the life that it now has: what was taken back before does not count. */
async function classify(
  client: Pool | PoolClient,
  id: string,
  among: readonly string[] | undefined,
): Promise<ReadonlyMap<string, Row>> {
  const { rows } = await client.query<Row>(
    `with own as (
        select e.bucket, e.case_id, count(*)::int as facts from ${factsOfImport} and e.recorded_at >= i.started_at
          ${among === undefined ? '' : 'and f.case_id = any($2::uuid[])'} group by 1, 2)
      select o.case_id as id, d.key, c.seq, o.facts, l.others - o.facts as others, l.before, l.told,
        l.person or exists (select from throughline.case_data child join throughline.event w on w.bucket = child.bucket and w.case_id = child.id
          where child.bucket = o.bucket and child.parent = o.case_id and w.actor_kind = 'person') as person,
        (select count(*)::int from throughline.effect x where x.bucket = o.bucket and x.case_id = o.case_id and x.status = 'done' and x.kind <> 'message') as sent
      from own o
      join throughline.case_ c on c.bucket = o.bucket and c.id = o.case_id
      join throughline.case_data d on d.bucket = o.bucket and d.id = o.case_id
      cross join lateral (
        select (count(*) filter (where e.kind = 'fact' and e.cause_case is null))::int as others,
          min(e.recorded_at) < (select started_at from throughline_server.import where id = $1) as before,
          bool_or(e.actor_kind = 'person' and e.type <> 'repair') as person,
          bool_or(e.kind = 'message' and e.cause_case is not null and e.cause_case <> e.case_id
            and not exists (select from throughline_server.import_fact g where g.import = $1
              and g.bucket = ('x' || left(e.cause_case::text, 3))::bit(12)::int4::int2 and g.case_id = e.cause_case)
            and not exists (select from throughline.case_data child where child.bucket = e.bucket and child.id = e.cause_case and child.parent = e.case_id)) as told
        from throughline.event_log e where e.bucket = o.bucket and e.case_id = o.case_id) l
      where c.state <> 'retracted'
      order by o.bucket, o.case_id`,
    among === undefined ? [id] : [id, among],
  );
  return new Map(rows.map((row) => [row.id, row]));
}

/** By case, those that it has told something which has arrived. */
async function readTold(client: Pool | PoolClient, ids: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
  if (ids.length === 0) return new Map();
  const { rows } = await client.query<{ id: string; flow: string; entity: string; key: string }>(
    `select x.case_id as id, x.payload -> 'target' ->> 'flow' as flow, x.payload -> 'target' ->> 'entity' as entity, x.payload -> 'target' ->> 'key' as key
      from unnest($1::uuid[]) u(id) join throughline.effect x on x.bucket = ('x' || left(u.id::text, 3))::bit(12)::int4::int2 and x.case_id = u.id
      where x.kind = 'message' and x.status = 'done' and x.payload -> 'target' is not null`,
    [ids],
  );
  const told = new Map<string, string[]>();
  for (const { id, flow, entity, key } of rows) told.set(id, [...(told.get(id) ?? []), caseId({ flow, entity, key })]);
  return told;
}

async function readRetractedAmong(client: Pool | PoolClient, ids: readonly string[]): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set();
  const { rows } = await client.query<{ id: string }>(
    `select c.id from unnest($1::uuid[]) u(id) join throughline.case_ c on c.bucket = ('x' || left(u.id::text, 3))::bit(12)::int4::int2 and c.id = u.id
      where c.state = 'retracted'`,
    [ids],
  );
  return new Set(rows.map(({ id }) => id));
}
