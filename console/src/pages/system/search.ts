import { oneOf, type RawSearch } from '../../search.ts';

export const touchedKinds = [
  'system',
  'integration',
  'automation',
  'data-object',
  'flow',
  'destination',
  'metric',
  'document',
  'control',
  'role',
] as const;
export type TouchedKind = (typeof touchedKinds)[number];

/** What the address of this page may hold: which part of what hangs on it. */
export interface SystemSearch {
  readonly touched?: TouchedKind;
}

export function readSystemSearch(raw: RawSearch): SystemSearch {
  const touched = oneOf(raw['touched'], touchedKinds);
  return touched === undefined ? {} : { touched };
}
