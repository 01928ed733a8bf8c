import { definePack } from '@throughline/language';
import { incident } from './incident.ts';
import { roles } from './roles.ts';

/** Service: what fails, who leads, and what is learned of it. */
export const service = definePack({
  name: 'service',
  title: 'Service',
  description: 'Incidents: detected, acknowledged, mitigated, resolved, reviewed.',
  roles,
  flows: [incident],
});
