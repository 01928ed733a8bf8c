/** Who asks for work, who weighs it, and who agrees to what is large. Roles that other packs know too have the same titles there. */
export const roles = {
  requester: { title: 'Requester' },
  'systems-lead': { title: 'Lead of systems' },
  'systems-analyst': { title: 'Systems analyst' },
  'release-manager': { title: 'Release manager' },
  'incident-lead': { title: 'Lead of an incident' },
  executive: { title: 'Executive sponsor' },
  // The program that measures what came of a request, and carries out a plan that was agreed.
  'intake-planner': { title: 'Planner of requests' },
} as const;

/** Who weighs requests. */
export const weighers = ['systems-lead', 'systems-analyst'] as const;
/** Who may ask for work. */
export const askers = ['requester', ...weighers, 'release-manager', 'incident-lead', 'executive'] as const;
export const byWeigher = { by: 'person', roles: weighers } as const;
export const byLead = { by: 'person', roles: ['systems-lead'] } as const;
export const byPlanner = { by: 'automation', roles: ['intake-planner'] } as const;
