/** The cases of two periods, column by column. All arrays are `size` long; none is written to. */
export interface CaseTable {
  readonly size: number;
  readonly attributes: readonly CaseAttribute[];
  /** 1: the case is of the period asked about, 0: of the one that it is held against. */
  readonly after: Uint8Array;
  /** 1: the case has what rose. */
  readonly affected: Uint8Array;
  /** Cases of a cluster (a customer, a batch) stand or fall together; -1: a case by itself. */
  readonly cluster?: Int32Array;
}

export interface CaseAttribute {
  readonly name: string;
  /** What the codes stand for; index 0 is `''`: the case has no value. */
  readonly values: readonly string[];
  readonly codes: Uint16Array;
}

export interface PatternOptions {
  /** The same seed gives the same answer. */
  readonly seed: number;
  /** Random redraws that a finding is held against, 99 to 99,999. Default 999. */
  readonly permutations?: number;
  readonly signal?: AbortSignal;
}

/**
 * `pattern`: some segments stand out of the rest. `everything-rose`: the rate rose beyond chance, and no segment stands out of it.
 * `mix-shifted`: the number moved because other kinds of cases came, each of them with the rate it had. `nothing`: no more than
 * chance. `too-few`: too few affected cases to say.
 */
export type PatternVerdict = 'pattern' | 'everything-rose' | 'mix-shifted' | 'nothing' | 'too-few';

/**
 * `kept`: part of the answer. `within-chance`: as much is found where nothing changed. `explained-by`: high only because of a kept
 * one. `part-of`: a narrower or wider reading of a kept one. `too-few`: too few cases to judge, however high its rate.
 */
export type SegmentVerdict = 'kept' | 'within-chance' | 'explained-by' | 'part-of' | 'too-few';

export interface SegmentCondition {
  readonly attribute: string;
  /** `''`: the cases without a value. */
  readonly value: string;
}

export interface Segment {
  readonly conditions: readonly SegmentCondition[];
  /** Its cases in the period asked about. Of a kept one, those that no kept one before it has. */
  readonly cases: number;
  /** Of these, the affected ones. */
  readonly affected: number;
  /** As many would be affected at the rates of the period before, at the mix of this one. */
  readonly expected: number;
  /** `affected - expected`. */
  readonly excess: number;
  /** `excess` over that of the whole; 0 where the whole has none. */
  readonly shareOfExcess: number;
  /** `affected / expected`; of the rest of the cases it is in `whole`. */
  readonly lift: number;
  /**
   * How often chance alone finds a segment, whichever, that stands out as much; of kept ones adjusted for there being several
   * (Benjamini and Hochberg).
   */
  readonly falseDiscovery: number;
  readonly verdict: SegmentVerdict;
  /** Of a rejected one: what is left of its excess without the cases of the kept ones. */
  readonly left?: number;
  /** Of a rejected one: the index in `kept` of what explains it. */
  readonly by?: number;
}

export interface PatternWhole {
  readonly casesBefore: number;
  readonly affectedBefore: number;
  readonly casesAfter: number;
  readonly affectedAfter: number;
  /** Affected ones that the rates before would have brought at the mix after. */
  readonly expected: number;
  /** `affectedAfter - expected`. */
  readonly excess: number;
  /** `excess` without that of the kept segments: these and the kept ones add up to the whole. */
  readonly unexplained: number;
  /** How often chance alone moves the whole as far from `expected`, in either direction. */
  readonly p: number;
}

export interface Pattern {
  readonly verdict: PatternVerdict;
  readonly whole: PatternWhole;
  /** The answer, the strongest first. A case is counted in the first that has it. */
  readonly kept: readonly Segment[];
  /** What was looked at and is no answer, with the reason: the strongest, at most 12. */
  readonly rejected: readonly Segment[];
  /** How many segments were looked at. */
  readonly searched: number;
}
