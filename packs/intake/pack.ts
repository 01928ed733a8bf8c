import { definePack } from '@throughline/language';
import { feedback } from './feedback.ts';
import { intakeMetrics } from './metrics.ts';
import { plan } from './plan.ts';
import { request } from './request.ts';
import { roadmapItem } from './roadmap-item.ts';
import { roles } from './roles.ts';

/** Intake: what is asked for, what is worth doing, what is done when, and whether it helped. */
export const intake = definePack({
  name: 'intake',
  title: 'Intake',
  description:
    'Requests, how they are weighed and decided, the plan of a quarter, the roadmap, and whether what was done helped.',
  roles,
  flows: [request, plan, roadmapItem, feedback],
  metrics: intakeMetrics,
});
