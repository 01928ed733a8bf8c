import type { ResponseOf, Routes } from '@throughline/api';
import type { Pool } from 'pg';
import { indexRead } from '../sql/index-read.ts';
import type { Throughline } from '../throughline.ts';
import { type WorkContext, waitingDecisions } from './decisions.ts';
import { countTasks } from './task-places.ts';
import { selectionOf } from './tasks.ts';

export type WorkCounts = ResponseOf<Routes['GET /{database}/work/counts']>;

/** How much waits for somebody: what is theirs to decide, to do, and to put right; and all tasks there are. */
export async function countWork(throughline: Throughline, context: WorkContext): Promise<WorkCounts> {
  const [decisions, tasks, exceptions, teamTasks] = await Promise.all([
    waitingDecisions(throughline, context, 'mine'),
    countTasks(throughline.pool, selectionOf({ whose: 'mine', status: 'open' }, context)),
    countExceptions(throughline.pool, context.actor.roles),
    countTasks(throughline.pool, selectionOf({ whose: 'all', status: 'open' }, context)),
  ]);
  return { decisions: decisions.length, tasks, exceptions, teamTasks };
}

async function countExceptions(pool: Pool, roles: readonly string[]): Promise<number> {
  const [row] = await indexRead<{ exceptions: number }>(
    pool,
    `select count(*)::float8 as exceptions from throughline.list_field
      where flow = 'exception' and field = 'owner' and is_open and text_value is not null and coalesce(exact, text_value) = any($1)`,
    [roles],
  );
  return row?.exceptions ?? 0;
}
