import type { Window } from './compile.ts';
import type { MetricRequest } from './request.ts';

export interface DecompositionRequest extends Omit<MetricRequest, 'from' | 'to' | 'by'> {
  readonly before: Window;
  readonly after: Window;
  /** `stages`: by those that the metric declares; else a field, as in `MetricRequest.by`. */
  readonly by: string;
}

/** What one part of a metric was in two periods, and what it did to the change of the whole. */
export interface MetricPart {
  /** Of stages their id (`rest`: what belongs to none); of a field its value; `null`: the cases have no value there. */
  readonly id: string | null;
  readonly title: string;
  /** In the unit of the metric. `null`: nothing was there to measure. */
  readonly before: number | null;
  readonly after: number | null;
  /** What of the change of the whole is of this part: those of all parts add up to it. `null` where the whole was not measured in both. */
  readonly change: number | null;
  /** Of a mean or a ratio: what of the change comes of its own value, and what of its weight among the cases. */
  readonly rate?: number;
  readonly mix?: number;
  readonly casesBefore: number;
  readonly casesAfter: number;
}

export interface Decomposition {
  /** Whether the values of the parts add up to the whole: else only their changes do. */
  readonly additive: boolean;
  readonly whole: Omit<MetricPart, 'id' | 'title' | 'rate' | 'mix'>;
  /** The greatest change (by size) first. */
  readonly parts: readonly MetricPart[];
  /** Where money is in it. */
  readonly currency?: string | null;
}
