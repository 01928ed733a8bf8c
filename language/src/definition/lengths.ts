import type { ChosenLength, FixedLength, Length } from './flow.ts';

export function isChosen(length: Length): length is ChosenLength {
  return typeof length === 'object' && 'by' in length;
}

/** One of the lengths that a length can be. */
export interface LengthBranch {
  readonly length: FixedLength;
  /** Where it stands inside the length. */
  readonly at: readonly string[];
  /** The value of the field that chooses it; of `else`, and of a length that nothing chooses, none. */
  readonly value?: string;
}

/** All lengths that a length can be, in the order of the document. */
export function branchesOf(length: Length | undefined): readonly LengthBranch[] {
  if (length === undefined) return [];
  if (!isChosen(length)) return [{ length, at: [] }];
  return [
    ...Object.entries(length.is).map(([value, each]) => ({ length: each, at: ['is', value], value })),
    { length: length.else, at: ['else'] },
  ];
}
