import type { IntegrationView } from '@throughline/api';
import { one, oneOf, type RawSearch } from '../../search.ts';

export const tiers = ['critical', 'important', 'minor'] as const satisfies readonly IntegrationView['tier'][];
export const standings = [
  'silent',
  'failing',
  'under-goal',
  'no-runs',
  'good',
  'proposed',
  'retired',
] as const satisfies readonly IntegrationView['standing'][];

/** What the address of this page may hold: which register, and which of it. */
export interface IntegrationsSearch {
  readonly show?: 'automations';
  readonly tier?: IntegrationView['tier'];
  /** A role. */
  readonly owner?: string;
  readonly standing?: IntegrationView['standing'];
}

export function readIntegrationsSearch(raw: RawSearch): IntegrationsSearch {
  const show = oneOf(raw['show'], ['automations'] as const);
  const [tier, owner] = [oneOf(raw['tier'], tiers), one(raw['owner'])];
  const standing = oneOf(raw['standing'], standings);
  return {
    ...(show === undefined ? {} : { show }),
    ...(tier === undefined ? {} : { tier }),
    ...(owner === undefined ? {} : { owner }),
    ...(standing === undefined ? {} : { standing }),
  };
}
