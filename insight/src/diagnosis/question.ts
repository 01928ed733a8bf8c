import type { FlowDefinition, MetricDefinition, PackSamples } from '@throughline/language';
import type { SeenCases } from '../metric/seen-cases.ts';

/** Days `YYYY-MM-DD`: from the first to the day after the last. */
export interface Period {
  readonly from: string;
  readonly to: string;
}

/** Why did the metric move in a period, held against another one? */
export interface DiagnosisQuestion extends Period {
  readonly metric: MetricDefinition;
  readonly against: Period;
  /** Only cases whose fields have these values. */
  readonly where?: Readonly<Record<string, string>>;
}

/** Something that people changed, or that failed, and that may have to do with it. */
export interface KnownChange {
  readonly kind: 'release' | 'flow-version' | 'parameter' | 'incident' | 'definition';
  /** `R-17`, `delivery/4`, `invoice/reminderAfter`. */
  readonly key: string;
  readonly title: string;
  /** From when on, milliseconds since 1970. */
  readonly at: number;
  /** Of an incident that is over. */
  readonly until?: number;
  readonly caseId?: string;
  /** The flows that it touches; absent: not known. */
  readonly flows?: readonly string[];
  /** What it says of itself: values of attributes that are named here are what it touches. */
  readonly text?: string;
  readonly version?: { readonly flow: string; readonly version: number };
}

/** What people chose instead of what was found. */
export interface Choices {
  readonly stage?: string;
  /** `<flow>/<kind>`, or `metric`. */
  readonly bucket?: string;
  readonly sampleSeed?: number;
  readonly leaveOut?: readonly string[];
  /** `<kind>/<key>`, or `none`. */
  readonly cause?: string;
}

export interface DiagnosisContext {
  /** The time zone of its days. */
  readonly timeZone: string;
  /** The present instant, ISO 8601. */
  readonly now: string;
  /** Only events that were recorded before this instant. */
  readonly knownAt?: string;
  readonly seen?: readonly SeenCases[];
  /** The same seed gives the same samples and the same permutations. */
  readonly seed: number;
  /** The newest versions of all flows. */
  readonly flows: readonly FlowDefinition[];
  readonly changes: readonly KnownChange[];
  /** How cases of a flow are shown side by side, and which stand or fall together. */
  readonly samples?: readonly PackSamples[];
  /** The metric as it was defined before, where its definition changed between the periods. */
  readonly formerly?: { readonly title: string; readonly at: number; readonly metric: MetricDefinition };
  readonly permutations?: number;
  readonly signal?: AbortSignal;
}
