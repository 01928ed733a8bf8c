/** Who keeps systems joined. The lead of systems is the one of `packs/change`. */
export const roles = {
  'systems-lead': { title: 'Lead of systems' },
  'integration-owner': { title: 'Owner of integrations' },
  // The program that watches runs and holds snapshots against each other.
  'integration-monitor': { title: 'Monitor of integrations' },
} as const;

export const keepers = ['integration-owner', 'systems-lead'] as const;
export const byMonitor = { by: 'automation', roles: ['integration-monitor'] } as const;
export const byKeeper = { by: 'person', roles: keepers } as const;
