import { definePack } from '@throughline/language';
import { correctiveAction } from './corrective-action.ts';
import { incident } from './incident.ts';
import { serviceMetrics } from './metrics.ts';
import { problem } from './problem.ts';
import { roles } from './roles.ts';
import { serviceWatches } from './watches.ts';

/** Service: what fails, who leads and who is told, what is behind it, and what is done so that it does not come back. */
export const service = definePack({
  name: 'service',
  title: 'Service',
  description: 'Incidents with their clocks of communication, problems, corrective actions, and the promises that are kept.',
  roles,
  flows: [incident, problem, correctiveAction],
  metrics: serviceMetrics,
  watches: serviceWatches,
});
