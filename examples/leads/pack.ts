import { definePack } from '@throughline/language';
import { lead } from './flow.ts';
import { leadMetrics } from './metrics.ts';

/** Leads and what is measured of them. */
export const leads = definePack({
  name: 'leads',
  title: 'Leads',
  description: 'Somebody who may buy, on the way to a deal.',
  roles: lead.roles ?? {},
  flows: [lead],
  metrics: leadMetrics,
});
