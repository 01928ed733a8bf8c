/** Who keeps the catalogue. Roles of other packs have the same titles there. */
export const roles = {
  'systems-lead': { title: 'Lead of systems' },
  'systems-analyst': { title: 'Systems analyst' },
  'integration-owner': { title: 'Owner of integrations' },
  'data-lead': { title: 'Lead of data' },
  'security-lead': { title: 'Lead of security' },
  'operations-lead': { title: 'Lead of operations' },
  'incident-lead': { title: 'Lead of an incident' },
  requester: { title: 'Requester' },
  'release-manager': { title: 'Release manager' },
  executive: { title: 'Executive sponsor' },
  // The program that holds the catalogue against who holds which role, and which documents are current.
  'catalogue-monitor': { title: 'Monitor of the catalogue (program only)' },
} as const;

export const keepers = ['systems-lead', 'systems-analyst', 'integration-owner', 'data-lead', 'security-lead'] as const;
export const byKeeper = { by: 'person', roles: keepers } as const;
/** What a person decides alone: that something goes live, or ends. */
export const byLead = { by: 'person', roles: ['systems-lead'] } as const;
export const byMonitor = { by: 'automation', roles: ['catalogue-monitor'] } as const;
