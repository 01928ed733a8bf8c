/** Who works on changes. Flows of the pack name these roles as owners, approvers and doers of tasks. */
export const roles = {
  'release-manager': { title: 'Release manager' },
  'systems-lead': { title: 'Lead of systems' },
  'systems-analyst': { title: 'Systems analyst' },
  'integration-owner': { title: 'Owner of integrations' },
  'data-lead': { title: 'Lead of data' },
  'security-lead': { title: 'Lead of security' },
  executive: { title: 'Executive sponsor' },
  requester: { title: 'Requester' },
  'incident-lead': { title: 'Lead of an incident' },
  'operations-lead': { title: 'Lead of operations' },
  'finance-lead': { title: 'Lead of finance' },
  'head-of-finance': { title: 'Head of finance' },
  'sales-lead': { title: 'Lead of sales' },
  'collections-lead': { title: 'Lead of collections' },
  'billing-lead': { title: 'Lead of billing' },
  'fulfilment-lead': { title: 'Lead of fulfilment' },
  // The program that works out what a change touches, and carries out those of our own definitions.
  'change-gate': { title: 'Gate of changes (program only)' },
} as const;

/** Whoever may want something changed, and answers for having said what it touches. */
export const authors = [
  'systems-analyst',
  'systems-lead',
  'release-manager',
  'integration-owner',
  'data-lead',
  'security-lead',
  'incident-lead',
  'operations-lead',
  'finance-lead',
  'head-of-finance',
  'sales-lead',
  'collections-lead',
  'billing-lead',
  'fulfilment-lead',
  'change-gate',
] as const;

/** Who carries changes out, or lets them be carried out. */
export const implementers = ['systems-lead', 'release-manager', 'integration-owner', 'security-lead', 'change-gate'] as const;

/** Who may do first and be approved afterwards. */
export const firstResponders = ['incident-lead', 'systems-lead', 'security-lead', 'operations-lead'] as const;

/** Who tries it as a user of it would. */
export const testers = [
  'requester',
  'operations-lead',
  'finance-lead',
  'sales-lead',
  'collections-lead',
  'billing-lead',
] as const;

export const byGate = { by: 'automation', roles: ['change-gate'] } as const;
