import type { Database } from '@throughline/api';
import { many, one, type RawSearch, stringifySearch } from '../../search.ts';

/** What the address of this page may hold: whose receivables, and by what they are split. */
export interface ReceivablesSearch {
  /** Each `<field>=<value>`. */
  readonly where?: readonly string[];
  readonly by?: string;
}

export function readReceivablesSearch(raw: RawSearch): ReceivablesSearch {
  const where = many(raw['where'])
    ?.filter((text) => /^[^=]+=./.test(text))
    .slice(0, 5);
  const by = one(raw['by']);
  return { ...(where === undefined || where.length === 0 ? {} : { where }), ...(by === undefined ? {} : { by }) };
}

export function questionOf({ where, by }: ReceivablesSearch) {
  return { ...(where === undefined ? {} : { where: [...where] }), ...(by === undefined ? {} : { by }) };
}

export function receivablesAddress(database: Database, search: ReceivablesSearch): string {
  return `/${database}/receivables${stringifySearch({ ...search })}`;
}
