import { many, one, oneOf, type RawSearch } from '../../search.ts';

/** What the address of this page may hold: which cases, in which order, shown how. */
export interface CasesSearch {
  readonly open?: 'true' | 'false';
  /** Filters as the API takes them: `dueOn<2026-11-01`. */
  readonly where?: readonly string[];
  /** A column, `$key` or `$due`; a minus before it turns it round. */
  readonly sort?: string;
  readonly as?: 'board';
  /** The id of the case that is looked into beside the list. */
  readonly peek?: string;
}

export function readCasesSearch(raw: RawSearch): CasesSearch {
  const open = oneOf(raw['open'], ['true', 'false'] as const);
  const where = many(raw['where'])?.filter((text) => text.length >= 2);
  const sort = one(raw['sort']);
  const as = oneOf(raw['as'], ['board'] as const);
  const peek = one(raw['peek']);
  return {
    ...(open === undefined ? {} : { open }),
    ...(where === undefined || where.length === 0 ? {} : { where }),
    ...(sort === undefined ? {} : { sort }),
    ...(as === undefined ? {} : { as }),
    ...(peek === undefined ? {} : { peek }),
  };
}
