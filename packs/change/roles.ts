/** Who works on changes. Flows of the pack name these roles as owners, approvers and doers of tasks. */
export const roles = {
  'release-manager': { title: 'Release manager' },
  'systems-lead': { title: 'Lead of systems' },
} as const;
