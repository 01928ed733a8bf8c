/** Who keeps systems running. Roles of other packs have the same titles there. */
export const roles = {
  'incident-lead': { title: 'Lead of an incident' },
  'systems-lead': { title: 'Lead of systems' },
  'systems-analyst': { title: 'Systems analyst' },
  'integration-owner': { title: 'Owner of integrations' },
  'operations-lead': { title: 'Lead of operations' },
  executive: { title: 'Executive sponsor' },
  // The program that holds problems against the numbers that are to show them mended.
  'service-monitor': { title: 'Monitor of services (program only)' },
} as const;

export const leads = ['incident-lead', 'systems-lead', 'integration-owner'] as const;
export const byLead = { by: 'person', roles: leads } as const;
export const byMonitor = { by: 'automation', roles: ['service-monitor'] } as const;
/** Who works on what is behind failures. */
export const solvers = ['systems-lead', 'systems-analyst', 'integration-owner', 'incident-lead', 'operations-lead'] as const;
export const bySolver = { by: 'person', roles: solvers } as const;
