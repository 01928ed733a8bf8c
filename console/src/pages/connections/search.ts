import type { Connection } from '@throughline/api';
import { one, oneOf, type RawSearch } from '../../search.ts';

export const connectionStates = [
  'invalid',
  'failing',
  'running',
  'paused',
  'new',
  'ready',
] as const satisfies readonly Connection['status'][];

/** What the address of this page may hold: which connections. */
export interface ConnectionsSearch {
  readonly status?: Connection['status'];
  /** A role. */
  readonly owner?: string;
}

export function readConnectionsSearch(raw: RawSearch): ConnectionsSearch {
  const [status, owner] = [oneOf(raw['status'], connectionStates), one(raw['owner'])];
  return { ...(status === undefined ? {} : { status }), ...(owner === undefined ? {} : { owner }) };
}
