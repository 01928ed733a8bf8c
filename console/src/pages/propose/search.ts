import { oneOf, type RawSearch } from '../../search.ts';

/** What is changed: values within their bounds, or the definition as it is written. */
export const proposeParts = ['parameters', 'definition'] as const;
export type ProposePart = (typeof proposeParts)[number];

/** What the address of this page may hold. */
export interface ProposeSearch {
  /** Default: parameters. */
  readonly show?: ProposePart;
}

export function readProposeSearch(raw: RawSearch): ProposeSearch {
  const show = oneOf(raw['show'], proposeParts);
  return show === undefined || show === 'parameters' ? {} : { show };
}
