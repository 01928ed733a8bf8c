import type { WorkRoute } from '@throughline/api';
import { search } from '../../cases/search.ts';
import { listDecisions } from '../../work/decisions.ts';
import { allTasks, listTasks } from '../../work/tasks.ts';
import { countWork } from '../../work/work-counts.ts';
import type { CsvHandlers, Handlers } from '../handler.ts';

export const workHandlers: Handlers<WorkRoute> = {
  'GET /{database}/tasks': async ({ query }, context) => ({
    body: await listTasks(context.throughline, context, { whose: 'mine', status: 'open', ...query, limit: query.limit ?? 50 }),
  }),
  'GET /{database}/decisions': async ({ query }, context) => ({
    body: await listDecisions(context.throughline, context, { whose: 'mine', ...query, limit: query.limit ?? 50 }),
  }),
  'GET /{database}/work/counts': async (_, context) => ({ body: await countWork(context.throughline, context) }),
  'GET /{database}/search': async ({ query }, { throughline, visible }) => ({
    body: await search(throughline, query, visible),
  }),
};

export const workCsv: CsvHandlers<WorkRoute> = {
  async *'GET /{database}/tasks'({ query }, context) {
    yield ['task', 'role', 'assignee', 'due', 'late', 'opened', 'resolution', 'flow', 'entity', 'key', 'state', 'id'];
    const { limit: _limit, after: _after, ...asked } = query;
    const tasks = allTasks(context.throughline, context, { whose: 'mine', status: 'open', ...asked });
    for await (const { title, role, assignee, dueAt, late, openedAt, resolution, about, id } of tasks) {
      const place = [about?.flow ?? null, about?.entity ?? null, about?.key ?? null, about?.stateTitle ?? null];
      yield [title, role.title, assignee?.name ?? null, dueAt, String(late), openedAt, resolution, ...place, id];
    }
  },
};
