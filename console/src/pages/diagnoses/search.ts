import type { Database } from '@throughline/api';
import { many, one, oneOf, type RawSearch, stringifySearch } from '../../search.ts';

/** What the address of this page may hold: which diagnoses, and the question that is about to be asked. */
export interface DiagnosesSearch {
  readonly open?: 'true';
  /** The metric that is asked about, between two periods; `to` and `againstTo` are the days after their last. */
  readonly metric?: string;
  readonly from?: string;
  readonly to?: string;
  readonly againstFrom?: string;
  readonly againstTo?: string;
  /** Each `<dimension>=<value>`. */
  readonly where?: readonly string[];
}

export function readDiagnosesSearch(raw: RawSearch): DiagnosesSearch {
  const metric = one(raw['metric']);
  const open = oneOf(raw['open'], ['true'] as const);
  const days = (['from', 'to', 'againstFrom', 'againstTo'] as const).flatMap((name) => {
    const value = one(raw[name]);
    return value === undefined || !/^\d{4}-\d{2}-\d{2}$/.test(value) ? [] : [[name, value] as const];
  });
  const where = many(raw['where'])?.filter((text) => text.includes('='));
  return {
    ...Object.fromEntries(days),
    ...(metric === undefined ? {} : { metric }),
    ...(open === undefined ? {} : { open }),
    ...(where === undefined || where.length === 0 ? {} : { where }),
  };
}

export function diagnosesAddress(database: Database, search: DiagnosesSearch = {}): string {
  return `/${database}/diagnoses${stringifySearch({ ...search })}`;
}
