import { one, oneOf, type RawSearch } from '../../search.ts';

export const librarySorts = [
  'title',
  'version',
  'open',
  'cases',
  'begun',
  'withException',
  'straightThrough',
  'changed',
  'findings',
] as const;
export type LibrarySort = (typeof librarySorts)[number];

/** What the address of this page may hold. */
export interface FlowsSearch {
  /** Only what has these letters in its title, stream, stage or owner. */
  readonly find?: string;
  /** Default: by stream and stage. */
  readonly sort?: LibrarySort;
  readonly down?: 'true';
}

export function readFlowsSearch(raw: RawSearch): FlowsSearch {
  const [find, sort, down] = [one(raw['find']), oneOf(raw['sort'], librarySorts), oneOf(raw['down'], ['true'] as const)];
  return {
    ...(find === undefined ? {} : { find }),
    ...(sort === undefined ? {} : { sort }),
    ...(down === undefined ? {} : { down }),
  };
}
