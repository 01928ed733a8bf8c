import { definePack } from '@throughline/language';
import { automation } from './automation.ts';
import { reconciliationBreak } from './break.ts';
import { integrationDay } from './day.ts';
import { integrationFailure } from './failure.ts';
import { integration } from './integration.ts';
import { integrationMetrics } from './metrics.ts';
import { roles } from './roles.ts';

/** Integrations and automations: the register, what fails of them, and on what two systems do not agree. */
export const integrationPack = definePack({
  name: 'integration',
  title: 'Integrations',
  description:
    'The register of integrations and automations, what fails of them until it is verified, and breaks between two systems.',
  roles,
  flows: [integration, automation, integrationFailure, integrationDay, reconciliationBreak],
  metrics: integrationMetrics,
});
