import type { Valuation } from './valuations.ts';

/** A step from one state to the next that was really taken. */
export interface Edge {
  /** `undefined`: the birth. */
  readonly from: string | undefined;
  readonly to: string;
  readonly valuation: Valuation;
  readonly by:
    | { readonly event: string; readonly as: 'command' | 'fact'; readonly transition: number }
    | { readonly ladder: string; readonly rung: string };
}
