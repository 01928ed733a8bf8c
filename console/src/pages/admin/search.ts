import { one, oneOf, type RawSearch } from '../../search.ts';

export const adminTabs = ['people', 'delegations', 'keys', 'jobs', 'acts', 'sign-on'] as const;
export type AdminTab = (typeof adminTabs)[number];

/** What the address of this page may hold: what is administered, and whose account is open. */
export interface AdminSearch {
  readonly show?: AdminTab;
  readonly account?: string;
}

export function readAdminSearch(raw: RawSearch): AdminSearch {
  const show = oneOf(raw['show'], adminTabs);
  const account = one(raw['account']);
  return { ...(show === undefined ? {} : { show }), ...(account === undefined ? {} : { account }) };
}
