import { useApi } from '../data/api.ts';
import { useCompany } from '../data/company.tsx';

/** What people read for the names of flows, metrics, integrations and roles. */
export interface Titles {
  flow(name: string): string;
  metric(id: string): string;
  integration(name: string): string;
  role(name: string): string;
}

/** The titles of what other cases name; until they are read, and for what is not there, its name. */
export function useTitles(): Titles {
  const { database, flows } = useCompany();
  const params = { database };
  const metrics = useApi('GET /{database}/metrics', { params }).data?.items ?? [];
  const integrations = useApi('GET /{database}/integrations', { params }).data?.items ?? [];
  const roles = useApi('GET /{database}/roles', { params }).data?.items ?? [];
  return {
    flow: (name) => flows.find((each) => each.name === name)?.title ?? name,
    metric: (id) => metrics.find((each) => each.id === id)?.title ?? id,
    integration: (name) => integrations.find((each) => each.name === name)?.title ?? name,
    role: (name) => roles.find(({ role }) => role === name)?.title ?? name,
  };
}
