import type { ResponseOf, Routes } from '@throughline/api';
import type { Pool } from 'pg';
import { partialOf } from '../cases/case-list.ts';
import { indexRead } from '../sql/index-read.ts';
import { untilWritten } from '../sql/until-written.ts';
import type { Throughline } from '../throughline.ts';
import { type WorkContext, waitingDecisions } from './decisions.ts';
import { countTasks } from './task-places.ts';
import { selectionOf } from './tasks.ts';

export type WorkCounts = ResponseOf<Routes['GET /{database}/work/counts']>;

/** How much waits for somebody: what is theirs to decide, to do, and to put right; and all tasks there are. */
export async function countWork(throughline: Throughline, context: WorkContext): Promise<WorkCounts> {
  const [decisions, tasks, exceptions, teamTasks] = await Promise.all([
    waitingDecisions(throughline, context, 'mine'),
    countOpenTasks(throughline, context, 'mine'),
    countExceptions(throughline, context),
    countOpenTasks(throughline, context, 'all'),
  ]);
  return { decisions: decisions.length, tasks, exceptions, teamTasks, ...partialOf(context.visible, 'task') };
}

/** `now` does not matter for them. */
export function countOpenTasks(throughline: Throughline, context: WorkContext, whose: 'mine' | 'all'): Promise<number> {
  const query = selectionOf({ whose, status: 'open' }, context);
  const { now: _, ...asked } = query;
  return untilWritten(throughline, JSON.stringify(['open tasks', asked]), () => countTasks(throughline.pool, query));
}

/** Those of the roles that somebody holds everywhere; and, entity by entity, of those that they hold only there. */
async function countExceptions({ pool, engine }: Throughline, { actor, visible }: WorkContext): Promise<number> {
  const { roles, rolesIn = {} } = actor;
  const seen = visible.selection('exception');
  if (seen.entities === undefined && seen.anyOf === undefined) return await countOwned(pool, roles);
  const places = Object.entries(rolesIn).map(([entity, held]) => ({
    at: [entity],
    held: held.filter((role) => !roles.includes(role)),
  }));
  const counts = [{ at: undefined, held: roles }, ...places]
    .filter(({ held }) => held.length > 0)
    .map(async ({ at, held }) => {
      const there = at === undefined ? [] : [{ field: '$entity', comparison: '=', values: at } as const];
      const where = [{ field: 'owner', comparison: '=', values: held.slice(0, rolesMax) } as const, ...there];
      return (await engine.totals({ flow: 'exception', open: true, where, ...seen })).cases;
    });
  return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
}

/** A filter of the engine takes no more values. */
const rolesMax = 100;

async function countOwned(pool: Pool, roles: readonly string[]): Promise<number> {
  const [row] = await indexRead<{ exceptions: number }>(
    pool,
    `select count(*)::float8 as exceptions from throughline.list_field
      where flow = 'exception' and field = 'owner' and is_open and text_value is not null and coalesce(exact, text_value) = any($1)`,
    [roles],
  );
  return row?.exceptions ?? 0;
}
