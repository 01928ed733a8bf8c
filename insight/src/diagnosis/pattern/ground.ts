import type { Cube } from './cube.ts';
import type { CaseTable } from './pattern.ts';
import type { Rates } from './rates.ts';
import type { Projection, Segments } from './segments.ts';
import type { Units } from './units.ts';

/** A finding that chance alone brings more often is none. */
export const significance = 0.005;

/** What is the same however the segments change: the cases counted, and what does not go away in either period. */
export interface Ground {
  readonly table: CaseTable;
  readonly cube: Cube;
  readonly segments: Segments;
  readonly project: Projection;
  readonly terms: readonly Uint8Array[];
  /** The rates if nothing but the whole changed. */
  readonly rates: Rates;
  readonly units: Units;
}
