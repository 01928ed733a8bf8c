import { bucketOf } from '@throughline/engine';
import type { Pool } from 'pg';
import { indexRead } from '../sql/index-read.ts';

export interface TaskQuery {
  readonly status: 'open' | 'late' | 'done';
  /** Tasks of these roles, or assigned to this person; absent: all. */
  readonly whose?: { readonly roles: readonly string[]; readonly person: string };
  readonly role?: string;
  readonly now: number;
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
const isTask = `not exists (select from throughline.list_field n
    where n.bucket = o.bucket and n.case_id = o.case_id and n.field = 'name' and starts_with(n.text_value, 'approve '))
  and ($2::text[] is null or coalesce(o.exact, o.text_value) = any($2) or exists (select from throughline.list_field a
    where a.bucket = o.bucket and a.case_id = o.case_id and a.field = '$assignee' and coalesce(a.exact, a.text_value) = $3))
  and ($4::text is null or coalesce(o.exact, o.text_value) = $4)`;

/** All tasks, by the rows of their owners. */
const tasks = `from throughline.list_field o
  left join throughline.list_field d on d.bucket = o.bucket and d.case_id = o.case_id and d.field = 'dueAt'
  where o.flow = 'task' and o.field = 'owner' and o.is_open = $1 and o.text_value is not null
    and ($5::float8 is null or d.number_value < $5) and ${isTask}`;

/** Those with a target, by the rows of their targets: an index has them in order, so that a page of a long list is read as a page. */
const targeted = `from throughline.list_field d
  join throughline.list_field o on o.bucket = d.bucket and o.case_id = d.case_id and o.field = 'owner'
  where d.flow = 'task' and d.field = 'dueAt' and d.is_open = $1 and d.number_value is not null
    and ($5::float8 is null or d.number_value < $5) and ${isTask}`;

function values({ status, whose, role, now }: TaskQuery) {
  return [status !== 'done', whose?.roles ?? null, whose?.person ?? null, role ?? null, status === 'late' ? now : null];
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
      and ($6::int2 is null or (d.number_value, d.bucket, d.case_id) ${beyond} ($8::float8, $6, $7::uuid))
      order by d.number_value ${order}, d.bucket ${order}, d.case_id ${order} limit $9`;
    const asked = [...values(query), ...place, after?.dueAt ?? null, limit];
    found.push(...(await indexRead<TaskPlace>(pool, text, asked, { inOrder: true })));
  }
  if (found.length === limit || query.status === 'late') return found;
  const text = `select o.case_id as id, null::float8 as "dueAt" ${tasks} and d.number_value is null
    and ($6::int2 is null or (o.bucket, o.case_id) ${beyond} ($6, $7::uuid))
    order by o.bucket ${order}, o.case_id ${order} limit $8`;
  const rest = after?.dueAt === null ? place : [null, null];
  return [...found, ...(await indexRead<TaskPlace>(pool, text, [...values(query), ...rest, limit - found.length]))];
}

export async function countTasks(pool: Pool, query: TaskQuery): Promise<number> {
  const [row] = await indexRead<{ tasks: number }>(pool, `select count(*)::float8 as tasks ${tasks}`, values(query));
  return row?.tasks ?? 0;
}
