import type { JobRoute } from '@throughline/api';
import { readJobs } from '../../jobs/jobs.ts';
import { requireRole } from '../../sign-in/accounts.ts';
import type { Handlers } from '../handler.ts';

export const jobHandlers: Handlers<JobRoute> = {
  async 'GET /{database}/jobs'(_, { throughline, house, actor, visible }) {
    requireRole(actor, 'administrator', 'operator', 'auditor', 'owner');
    return { body: await readJobs(throughline, house.observability.loops, visible) };
  },
};
