import { isJsonObject, type JsonObject } from '@throughline/language';
import { bucketOf, caseId } from '../case-id.ts';
import type { Queryable } from '../database.ts';
import type { LogPlace } from './log-query.ts';

type EventName = Pick<LogPlace, 'id' | 'seq'>;

const causedMax = 200;

/**
 * The events that follow from an event, at most 200. No index of causes is kept, which would cost each event more than any other: whatever an event can
 * cause is in a case that is known by it: its own, its owner, what that owns, whom it sent a message, who hears an answer (whoever caused it),
 * and the names that the case has had.
 */
export async function readCaused(client: Queryable, { id, seq }: EventName): Promise<readonly EventName[]> {
  const known = await readRelated(client, { id, seq });
  const { rows } = await client.query<EventName>({
    text: `select e.case_id as id, e.seq from unnest($1::int2[], $2::uuid[]) u(bucket, id)
      cross join lateral (select * from throughline.event e where e.bucket = u.bucket and e.case_id = u.id
        and e.cause_case = $3 and e.cause_seq = $4 offset 0) e
      order by e.recorded_at, e.bucket, e.case_id, e.seq limit ${causedMax}`,
    values: [known.map(bucketOf), known, id, seq],
  });
  return rows;
}

interface Related {
  readonly flow: string;
  readonly entity: string;
  readonly parent: string | null;
  readonly merged: string | null;
  readonly input: JsonObject | null;
  readonly cause: string | null;
  readonly children: readonly string[];
  readonly targets: readonly JsonObject[];
}

/** The cases in which events can lie that the event has caused. */
async function readRelated(client: Queryable, { id, seq }: EventName): Promise<readonly string[]> {
  const { rows } = await client.query<Related>({
    text: `select e.flow, d.entity, d.parent, d.clocks->>'mergedInto' as merged, e.input, e.cause_case as cause,
        array(select o.id from throughline.case_data o where o.bucket = d.bucket and o.parent = d.id limit 1000) as children,
        array(select f.payload->'target' from throughline.effect f where f.bucket = e.bucket and f.case_id = e.case_id and f.seq = e.seq
          and f.kind = 'message') as targets
      from throughline.event e join throughline.case_data d on d.bucket = e.bucket and d.id = e.case_id
      where e.bucket = $1 and e.case_id = $2 and e.seq = $3`,
    values: [bucketOf(id), id, seq],
  });
  const [found] = rows;
  if (found === undefined) return [];
  const { flow, entity, parent, merged, input, cause, children, targets } = found;
  const renamed = typeof input?.['key'] === 'string' ? [caseId({ flow, entity, key: input['key'] })] : [];
  const told = targets
    .filter(isJsonObject)
    .map((target) => caseId({ flow: String(target['flow']), entity: String(target['entity']), key: String(target['key']) }));
  const others = [parent, merged, cause].filter((each) => each !== null);
  return [...new Set([id, ...others, ...children, ...renamed, ...told])];
}
