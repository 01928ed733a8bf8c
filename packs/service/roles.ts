/** Who keeps systems running. The lead of systems is the one of `packs/change`. */
export const roles = {
  'incident-lead': { title: 'Lead of an incident' },
  'systems-lead': { title: 'Lead of systems' },
} as const;
