import type { SystemRow } from '@throughline/api';
import { one, oneOf, type RawSearch } from '../../search.ts';

export const tabs = ['register', 'diagram', 'documentation', 'people'] as const;
export type SystemsTab = (typeof tabs)[number];
export const tiers = ['1', '2', '3'] as const satisfies readonly SystemRow['tier'][];
export const states = ['live', 'proposed', 'retiring', 'retired', 'dropped'] as const satisfies readonly SystemRow['state'][];
export const dispositions = ['invest', 'tolerate', 'migrate', 'eliminate'] as const satisfies readonly SystemRow['disposition'][];

/** What the address of this page may hold: which of its tabs, and which systems. */
export interface SystemsSearch {
  readonly show?: Exclude<SystemsTab, 'register'>;
  readonly tier?: SystemRow['tier'];
  /** A role. */
  readonly owner?: string;
  readonly state?: SystemRow['state'];
  readonly disposition?: SystemRow['disposition'];
  /** Of the diagram: as it is to be. */
  readonly as?: 'target';
  /** Of the coverage: everything, not tier 1 alone. */
  readonly all?: 'yes';
}

export function readSystemsSearch(raw: RawSearch): SystemsSearch {
  const show = oneOf(raw['show'], ['diagram', 'documentation', 'people'] as const);
  const [tier, owner, state] = [oneOf(raw['tier'], tiers), one(raw['owner']), oneOf(raw['state'], states)];
  const disposition = oneOf(raw['disposition'], dispositions);
  const [as, all] = [oneOf(raw['as'], ['target'] as const), oneOf(raw['all'], ['yes'] as const)];
  return {
    ...(show === undefined ? {} : { show }),
    ...(tier === undefined ? {} : { tier }),
    ...(owner === undefined ? {} : { owner }),
    ...(state === undefined ? {} : { state }),
    ...(disposition === undefined ? {} : { disposition }),
    ...(as === undefined ? {} : { as }),
    ...(all === undefined ? {} : { all }),
  };
}
