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
 * names its owner, so the rows of that field are the tasks: what waits is found by the index, and what is done is the only long
 * list. Roles are compared as they are stored for lists, and then as they are written.
 */
const selected = `from throughline.list_field o
  join throughline.list_field n on n.bucket = o.bucket and n.case_id = o.case_id and n.field = 'name'
  left join throughline.list_field d on d.bucket = o.bucket and d.case_id = o.case_id and d.field = 'dueAt'
  left join throughline.list_field a on a.bucket = o.bucket and a.case_id = o.case_id and a.field = '$assignee'
  where o.flow = 'task' and o.field = 'owner' and o.is_open = ($1 <> 'done') and o.text_value is not null
    and not starts_with(n.text_value, 'approve ')
    and ($2::text[] is null or coalesce(o.exact, o.text_value) = any($2) or coalesce(a.exact, a.text_value) = $3)
    and ($4::text is null or coalesce(o.exact, o.text_value) = $4)
    and ($1 <> 'late' or d.number_value < $5)`;

function values({ status, whose, role, now }: TaskQuery) {
  return [status, whose?.roles ?? null, whose?.person ?? null, role ?? null, now];
}

/** Tasks in the order in which they are due: what waits the soonest first, what is done the latest first. */
export async function readTaskPlaces(
  pool: Pool,
  query: TaskQuery,
  { limit, after }: { readonly limit: number; readonly after?: TaskPlace },
): Promise<readonly TaskPlace[]> {
  const isDone = query.status === 'done';
  const due = `coalesce(d.number_value, '${isDone ? '-' : ''}infinity')`;
  return await indexRead<TaskPlace>(
    pool,
    `select o.case_id as id, d.number_value as "dueAt" ${selected}
      and ($6::uuid is null or (${due}, o.case_id) ${isDone ? '<' : '>'} (coalesce($7::float8, '${isDone ? '-' : ''}infinity'), $6))
      order by ${due} ${isDone ? 'desc' : ''}, o.case_id ${isDone ? 'desc' : ''} limit $8`,
    [...values(query), after?.id ?? null, after?.dueAt ?? null, limit],
  );
}

export async function countTasks(pool: Pool, query: TaskQuery): Promise<number> {
  const [row] = await indexRead<{ tasks: number }>(pool, `select count(*)::float8 as tasks ${selected}`, values(query));
  return row?.tasks ?? 0;
}
