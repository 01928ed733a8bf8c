import { oneOf, type RawSearch } from '../../search.ts';

export const letterStates = ['open', 'replayed', 'discarded'] as const;
export type LetterState = (typeof letterStates)[number];

/** What the address of this page may hold: which of its dead letters. */
export interface ConnectionSearch {
  readonly letters?: LetterState;
}

export function readConnectionSearch(raw: RawSearch): ConnectionSearch {
  const letters = oneOf(raw['letters'], letterStates);
  return letters === undefined ? {} : { letters };
}
