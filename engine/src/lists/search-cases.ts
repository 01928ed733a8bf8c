import { type CompiledFlow, findUnstorable } from '@throughline/language';
import { type Database, inTransaction } from '../database.ts';
import { invalid } from './case-query.ts';
import { prefixEnd, readSettings } from './conditions-sql.ts';
import { foldedLengthMax, foldedText } from './folded-text.ts';

export interface SearchRequest {
  /** How a key, or a text of a list, begins. Case does not count. */
  readonly text: string;
  /** Default: all that are deployed, but for the kernel's own. */
  readonly flows?: readonly string[];
  /** At most 50; 20 where not said. */
  readonly limit?: number;
}

export interface SearchHit {
  readonly id: string;
  readonly flow: string;
  readonly entity: string;
  readonly key: string;
  readonly state: string;
  /** Where it was found, and the value that it was found by. */
  readonly field: string;
  readonly value: string;
}

export const hitsMax = 50;
/** So many stretches of the index are looked into at most: some 100 flows with eight text fields each. */
const stretchesMax = 2000;

/**
 * Finds cases by the beginning of their key, then of their texts in lists; open ones first. Only beginnings: an index by value
 * does not know the words inside.
 *
 * @throws EngineError list-value-invalid
 */
export async function searchCases(
  database: Database,
  flows: readonly CompiledFlow[],
  { text, limit = 20 }: SearchRequest,
): Promise<readonly SearchHit[]> {
  const prefix = foldedText(text.trim());
  if (prefix === '' || text.length > foldedLengthMax || findUnstorable(text) !== undefined)
    throw invalid('/text', `1 to ${foldedLengthMax} characters`, text);
  if (!Number.isInteger(limit) || limit < 1) throw invalid('/limit', `1 to ${hitsMax}`, limit);
  const stretches = stretchesOf(flows).slice(0, stretchesMax);
  const { rows } = await inTransaction(
    database,
    (client) =>
      client.query<SearchHit>({
        text: `with found as materialized (
            select distinct on (f.bucket, f.case_id) u.place, f.* from unnest($1::text[], $2::text[], $3::bool[]) with ordinality u(flow, field, is_open, place)
            cross join lateral (select * from throughline.list_field f where f.flow = u.flow and f.field = u.field and f.is_open = u.is_open
              and f.text_value >= $4 and f.text_value < $5 order by f.text_value, f.bucket, f.case_id limit $6) f
            order by f.bucket, f.case_id, u.place),
          hits as materialized (select * from found order by place, text_value, case_id limit $6)
          select h.case_id as id, h.flow, d.entity, d.key, c.state, h.field, coalesce(h.exact, h.text_value) as value from hits h
          cross join lateral (select * from throughline.case_ c where c.bucket = h.bucket and c.id = h.case_id offset 0) c
          cross join lateral (select * from throughline.case_data d where d.bucket = h.bucket and d.id = h.case_id offset 0) d
          order by h.place, h.text_value, h.case_id`,
        values: [
          stretches.map(({ flow }) => flow),
          stretches.map(({ field }) => field),
          stretches.map(({ isOpen }) => isOpen),
          prefix,
          prefixEnd(prefix),
          Math.min(limit, hitsMax),
        ],
      }),
    readSettings.page,
  );
  return rows;
}

/** The stretches of the index in which texts of these flows lie, in the order in which hits are told. */
function stretchesOf(flows: readonly CompiledFlow[]) {
  const keys = flows.map(({ name }) => ({ flow: name, field: '$key' }));
  const texts = flows.flatMap(({ name, listed }) =>
    listed.filter(({ kind }) => kind === 'text').map((each) => ({ flow: name, field: each.name })),
  );
  return [keys, texts].flatMap((each) => [true, false].flatMap((isOpen) => each.map((stretch) => ({ ...stretch, isOpen }))));
}
