import type { Database } from '@throughline/api';
import { one, oneOf, type RawSearch, stringifySearch } from '../../search.ts';

export const severities = ['low', 'medium', 'high', 'critical'] as const;

/** What the address of this page may hold: which exceptions. */
export interface ExceptionsSearch {
  readonly stream?: string;
  readonly stage?: string;
  /** A role. */
  readonly owner?: string;
  readonly severity?: (typeof severities)[number];
  readonly late?: 'true';
}

export function readExceptionsSearch(raw: RawSearch): ExceptionsSearch {
  const texts = (['stream', 'stage', 'owner'] as const).flatMap((name) => {
    const value = one(raw[name]);
    return value === undefined ? [] : [[name, value] as const];
  });
  const severity = oneOf(raw['severity'], severities);
  const late = oneOf(raw['late'], ['true'] as const);
  return {
    ...Object.fromEntries(texts),
    ...(severity === undefined ? {} : { severity }),
    ...(late === undefined ? {} : { late }),
  };
}

/** Which exceptions, as the API takes it. */
export function questionOf({ late, ...rest }: ExceptionsSearch) {
  return { ...rest, ...(late === undefined ? {} : { late: true }) };
}

export function exceptionsAddress(database: Database, search: ExceptionsSearch): string {
  return `/${database}/exceptions${stringifySearch({ ...search })}`;
}
