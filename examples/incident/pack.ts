import { definePack } from '@throughline/language';
import { change } from '@throughline/packs';
import { incident, problem } from './flow.ts';

/** Incidents and the problems behind them, beside the releases of the pack `change` that they may come from. */
export const service = definePack({
  name: 'service',
  title: 'Service',
  description: 'What customers report, and what is behind it.',
  roles: { ...change.roles, ...incident.roles, ...problem.roles },
  flows: [incident, problem, ...change.flows],
  metrics: [],
});
