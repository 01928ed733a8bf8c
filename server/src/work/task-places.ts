import { bucketOf } from '@throughline/engine';
import type { Pool } from 'pg';
import { indexRead } from '../sql/index-read.ts';
import { scopeColumns } from '../visible/scope-columns.ts';
import type { FlowScope } from '../visible/visible.ts';

export interface TaskQuery {
  readonly status: 'open' | 'late' | 'done';
  /** Tasks of these roles, or assigned to this person; absent: all. */
  readonly whose?: Holder;
  /** Tasks of cases that may be seen, and those of one's own. Absent: all. */
  readonly seen?: { readonly flows: readonly FlowScope[]; readonly holder: Holder };
  readonly role?: string;
  readonly now: number;
}

/** Who holds which roles: everywhere, and in single entities. */
export interface Holder {
  readonly roles: readonly string[];
  readonly rolesIn: readonly { readonly entity: string; readonly role: string }[];
  readonly person: string;
  /** With whose word they act: their own, in any role; and that of those for whom they stand in, in a role, and in an entity or (null) in all. */
  readonly actsFor: readonly { readonly principal: string; readonly role: string | null; readonly entity: string | null }[];
}

/** A task and where it stands in the order. */
export interface TaskPlace {
  readonly id: string;
  /** Milliseconds; those without a target come last. */
  readonly dueAt: number | null;
}

/*
 * Approvals are tasks of the kernel, named `approve <type>`; names of other tasks are one word or `<ladder>/<rung>`. Every task
 * names its owner. Texts are compared as they are written, not as they are folded for lists.
 */
const value = (alias: string) => `coalesce(${alias}.exact, ${alias}.text_value)`;
const ofTask = (alias: string, field: string) =>
  `throughline.list_field ${alias} where ${alias}.bucket = o.bucket and ${alias}.case_id = o.case_id and ${alias}.field = '${field}'`;
/** The task is of a role that somebody holds there, or was given to them; the parameters are those of `holderValues`. */
const isOf = ([roles, places, held, person]: readonly string[]) => `(${value('o')} = any(${roles}::text[])
    or exists (select from ${ofTask('e', '$entity')} and (${value('e')}, ${value('o')}) in (select * from unnest(${places}::text[], ${held}::text[])))
    or exists (select from ${ofTask('a', '$assignee')} and ${value('a')} = ${person}::text))`;
/** It is for nobody alone, or for somebody with whose word they act. */
const isForThem = ([principals, roles, entities]: readonly string[]) => `not exists (select from ${ofTask('p', 'person')}
    and p.text_value is not null and not exists (select from unnest(${principals}::text[], ${roles}::text[], ${entities}::text[]) f (principal, role, entity)
      where f.principal = ${value('p')} and (f.role is null or f.role = ${value('o')}) and (f.entity is null
        or exists (select from ${ofTask('e', '$entity')} and ${value('e')} = f.entity))))`;
const isTask = `not exists (select from ${ofTask('n', 'name')} and starts_with(n.text_value, 'approve '))
  and ($2::text[] is null or ${isOf(['$2', '$3', '$4', '$5'])} and ${isForThem(['$14', '$15', '$16'])})
  and ($6::text is null or ${value('o')} = $6)
  and ($8::text[] is null or ${isOf(['$8', '$9', '$10', '$11'])} or exists (select from ${ofTask('w', 'ofFlow')} and exists (
    select from ${ofTask('e', '$entity')} and exists (select from unnest($12::text[], $13::text[]) v (flow, entity)
      where v.flow = ${value('w')} and (v.entity is null or v.entity = ${value('e')})))))`;

/** All tasks, by the rows of their owners. */
const tasks = `from throughline.list_field o
  left join throughline.list_field d on d.bucket = o.bucket and d.case_id = o.case_id and d.field = 'dueAt'
  where o.flow = 'task' and o.field = 'owner' and o.is_open = $1 and o.text_value is not null
    and ($7::float8 is null or d.number_value < $7) and ${isTask}`;

/** Those with a target, by the rows of their targets: an index has them in order, so that a page of a long list is read as a page. */
const targeted = `from throughline.list_field d
  join throughline.list_field o on o.bucket = d.bucket and o.case_id = d.case_id and o.field = 'owner'
  where d.flow = 'task' and d.field = 'dueAt' and d.is_open = $1 and d.number_value is not null
    and ($7::float8 is null or d.number_value < $7) and ${isTask}`;

function values({ status, whose, seen, role, now }: TaskQuery) {
  const scopes = scopeColumns(seen?.flows);
  const { actsFor } = whose ?? {};
  const [principals, roles, entities] = (['principal', 'role', 'entity'] as const).map(
    (column) => actsFor?.map((one) => one[column]) ?? null,
  );
  return [
    ...[status !== 'done', ...holderValues(whose), role ?? null, status === 'late' ? now : null],
    ...[...holderValues(seen?.holder), ...scopes],
    ...[principals, roles, entities],
  ];
}

function holderValues(holder: Holder | undefined) {
  if (holder === undefined) return [null, null, null, null];
  const { roles, rolesIn, person } = holder;
  return [roles, rolesIn.map(({ entity }) => entity), rolesIn.map(({ role }) => role), person];
}

/** Tasks in the order in which they are due: what waits the soonest first, what is done the latest first. */
export async function readTaskPlaces(
  pool: Pool,
  query: TaskQuery,
  { limit, after }: { readonly limit: number; readonly after?: TaskPlace },
): Promise<readonly TaskPlace[]> {
  const [order, beyond] = query.status === 'done' ? (['desc', '<'] as const) : (['asc', '>'] as const);
  const place = after === undefined ? [null, null] : [bucketOf(after.id), after.id];
  const found: TaskPlace[] = [];
  if (after === undefined || after.dueAt !== null) {
    const text = `select d.case_id as id, d.number_value as "dueAt" ${targeted}
      and ($17::int2 is null or (d.number_value, d.bucket, d.case_id) ${beyond} ($19::float8, $17, $18::uuid))
      order by d.number_value ${order}, d.bucket ${order}, d.case_id ${order} limit $20`;
    const asked = [...values(query), ...place, after?.dueAt ?? null, limit];
    found.push(...(await indexRead<TaskPlace>(pool, text, asked, { inOrder: true })));
  }
  if (found.length === limit || query.status === 'late') return found;
  const text = `select o.case_id as id, null::float8 as "dueAt" ${tasks} and d.number_value is null
    and ($17::int2 is null or (o.bucket, o.case_id) ${beyond} ($17, $18::uuid))
    order by o.bucket ${order}, o.case_id ${order} limit $19`;
  const rest = after?.dueAt === null ? place : [null, null];
  return [...found, ...(await indexRead<TaskPlace>(pool, text, [...values(query), ...rest, limit - found.length]))];
}

export async function countTasks(pool: Pool, query: TaskQuery): Promise<number> {
  const [row] = await indexRead<{ tasks: number }>(pool, `select count(*)::float8 as tasks ${tasks}`, values(query));
  return row?.tasks ?? 0;
}
