import { type CompiledFlow, findUnstorable } from '@throughline/language';
import { type Client, type Database, inTransaction } from '../database.ts';
import { invalid } from './case-query.ts';
import { prefixEnd, readSettings } from './conditions-sql.ts';
import { gatherMax } from './driver.ts';
import { foldedLengthMax, foldedText } from './folded-text.ts';

/** What may be found of a flow. */
export interface SearchScope {
  /** Only cases of these entities; absent: of all. */
  readonly entities?: readonly string[];
  /** Fields that are not looked into. */
  readonly without?: readonly string[];
}

export interface SearchRequest {
  /** How a key, or a text of a list, begins. Case does not count. */
  readonly text: string;
  /** Default: all that are deployed, but for the kernel's own. */
  readonly flows?: readonly string[];
  /** By flow, where not everything may be found: a flow that is not named here is not searched. */
  readonly within?: Readonly<Record<string, SearchScope>>;
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
/** Where most of what begins so is of other entities, so many texts of a stretch are looked at, some 50 ms; longer texts find more. */
export const searchReachMax = 20_000;

/**
 * Finds cases by the beginning of their key, then of their texts in lists; open ones first. Only beginnings: an index by value
 * does not know the words inside.
 *
 * @throws EngineError list-value-invalid
 */
export async function searchCases(
  database: Database,
  flows: readonly CompiledFlow[],
  { text, limit = 20, within }: SearchRequest,
): Promise<readonly SearchHit[]> {
  const prefix = foldedText(text.trim());
  if (prefix === '' || text.length > foldedLengthMax || findUnstorable(text) !== undefined)
    throw invalid('/text', `1 to ${foldedLengthMax} characters`, text);
  if (!Number.isInteger(limit) || limit < 1) throw invalid('/limit', `1 to ${hitsMax}`, limit);
  const stretches = stretchesOf(flows, within).slice(0, stretchesMax);
  return await inTransaction(
    database,
    async (client) => {
      const few = await flowsWithFew(client, stretches);
      const { rows } = await client.query<SearchHit>({ text: statement, values: valuesOf({ stretches, few, prefix, limit }) });
      return rows;
    },
    readSettings.page,
  );
}

/** A stretch of the index in which texts of a flow lie. */
interface Stretch {
  readonly flow: string;
  readonly field: string;
  readonly isOpen: boolean;
  readonly entities: readonly string[] | undefined;
}

/** In the order in which hits are told: keys before texts, open cases before others. */
function stretchesOf(flows: readonly CompiledFlow[], within: SearchRequest['within']): readonly Stretch[] {
  const searched = flows.flatMap((flow) => {
    const scope = within === undefined ? {} : Object.hasOwn(within, flow.name) ? within[flow.name] : undefined;
    return scope === undefined ? [] : [{ flow, entities: scope.entities, without: new Set(scope.without) }];
  });
  const keys = searched.map(({ flow, entities }) => ({ flow: flow.name, field: '$key', entities }));
  const texts = searched.flatMap(({ flow, entities, without }) =>
    flow.listed
      .filter(({ name, kind }) => kind === 'text' && !without.has(name))
      .map(({ name }) => ({ flow: flow.name, field: name, entities })),
  );
  return [keys, texts].flatMap((each) => [true, false].flatMap((isOpen) => each.map((stretch) => ({ ...stretch, isOpen }))));
}

/** The flows of which so few cases count that these are looked up rather than what begins with the text; all of them together. */
async function flowsWithFew(client: Client, stretches: readonly Stretch[]): Promise<ReadonlySet<string>> {
  const limited = new Map(stretches.flatMap(({ flow, entities }) => (entities === undefined ? [] : [[flow, entities] as const])));
  if (limited.size === 0) return new Set();
  const { rows } = await client.query<{ flow: string; cases: number }>({
    text: `select u.flow, (select count(*) from (select from throughline.list_field e where e.flow = u.flow and e.field = '$entity'
        and e.is_open = any('{t,f}') and e.text_value = any(array(select jsonb_array_elements_text(u.entities::jsonb))) limit ${gatherMax + 1}) few)::int4 as cases
      from unnest($1::text[], $2::text[]) u(flow, entities) order by 2, 1`,
    values: [[...limited.keys()], [...limited.values()].map((entities) => JSON.stringify(entities.map(foldedText)))],
  });
  const few = new Set<string>();
  let left = gatherMax;
  for (const { flow, cases } of rows) {
    left -= cases;
    if (left >= 0) few.add(flow);
  }
  return few;
}

/** `u.entities` is a list in JSON; null: all. */
const isOfThem = (alias: string) => `exists (select from throughline.list_field e
  where e.bucket = ${alias}.bucket and e.case_id = ${alias}.case_id and e.field = '$entity'
    and coalesce(e.exact, e.text_value) = any(array(select jsonb_array_elements_text(u.entities::jsonb))) offset 0)`;

/*
 * A stretch is walked in its order; where only some entities count, each row is looked up, as far as the reach. Of flows with few
 * cases that count, those are taken by their entity, and their text is looked up.
 */
const statement = `with stretches as materialized (
    select * from unnest($1::text[], $2::text[], $3::bool[], $4::text[], $5::text[]) with ordinality u(flow, field, is_open, entities, folded, place)),
  walked as (
    select u.place, f.* from stretches u cross join lateral (
      select * from (select * from throughline.list_field f where f.flow = u.flow and f.field = u.field and f.is_open = u.is_open
        and f.text_value >= $6 and f.text_value < $7 order by f.text_value, f.bucket, f.case_id
        limit case when u.entities is null then $8::int4 else ${searchReachMax} end) f
      where u.entities is null or ${isOfThem('f')} limit $8) f
    where u.folded is null),
  gathered as (
    select u.place, f.* from stretches u cross join lateral (
      select f.* from throughline.list_field p cross join lateral (
        select * from throughline.list_field f where f.bucket = p.bucket and f.case_id = p.case_id and f.field = u.field
          and f.text_value >= $6 and f.text_value < $7 offset 0) f
      where p.flow = u.flow and p.field = '$entity' and p.is_open = u.is_open
        and p.text_value = any(array(select jsonb_array_elements_text(u.folded::jsonb))) and ${isOfThem('p')}) f
    where u.folded is not null),
  found as materialized (
    select distinct on (bucket, case_id) * from (select * from walked union all select * from gathered) f order by bucket, case_id, place),
  hits as materialized (select * from found order by place, text_value, case_id limit $8)
  select h.case_id as id, h.flow, d.entity, d.key, c.state, h.field, coalesce(h.exact, h.text_value) as value from hits h
  cross join lateral (select * from throughline.case_ c where c.bucket = h.bucket and c.id = h.case_id offset 0) c
  cross join lateral (select * from throughline.case_data d where d.bucket = h.bucket and d.id = h.case_id offset 0) d
  order by h.place, h.text_value, h.case_id`;

interface Look {
  readonly stretches: readonly Stretch[];
  readonly few: ReadonlySet<string>;
  readonly prefix: string;
  readonly limit: number;
}

function valuesOf({ stretches, few, prefix, limit }: Look): unknown[] {
  return [
    stretches.map(({ flow }) => flow),
    stretches.map(({ field }) => field),
    stretches.map(({ isOpen }) => isOpen),
    stretches.map(({ entities }) => (entities === undefined ? null : JSON.stringify(entities))),
    stretches.map(({ flow, entities }) =>
      entities === undefined || !few.has(flow) ? null : JSON.stringify(entities.map(foldedText)),
    ),
    prefix,
    prefixEnd(prefix),
    Math.min(limit, hitsMax),
  ];
}
