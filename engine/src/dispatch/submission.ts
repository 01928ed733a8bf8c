import type { Input, RefusalCode } from '@throughline/language';

/** At most so many submissions a batch. */
export const batchMax = 5000;

/** At most so many bytes of JSON are the data of a case, or the input of an event. */
export const dataBytesMax = 32_768;

/** At most so many characters has the name of a case, an actor or a receipt. */
export const nameLengthMax = 500;

/** A root case by its name, or any case by its id. Owned children are addressed by id. */
export type CaseAddress =
  | { readonly flow: string; readonly entity: string; readonly key: string; readonly id?: undefined }
  | { readonly id: string };

/** One input for one case. */
export interface Submission {
  readonly case: CaseAddress;
  readonly input: Input;
  /** Under which key the source may send this again without its happening again. The key is unique for source and case. */
  readonly receipt?: { readonly source: string; readonly key: string };
  /** The event of another case that this follows from. */
  readonly cause?: { readonly case: string; readonly seq: number };
  /** The `traceparent` (W3C) of the trace that this is part of: kept with the effects that come of it. Decides nothing. */
  readonly trace?: string;
}

export interface Refusal {
  readonly code: RefusalCode | FailureCode;
  readonly message: string;
  /** The field (JSON Pointer in the input) or expression that was at fault. */
  readonly place?: string;
  readonly expected?: unknown;
}

/** Failures are not decisions of the flow: the submission could not be decided or not be stored. */
export const failureCodes = {
  'flow-unknown': 'No version of the flow is released',
  'address-invalid': 'The case is not named by flow, entity and key of 1 to 500 characters, or by a UUID',
  'receipt-invalid': 'The receipt is not named by a source and a key of 1 to 500 characters',
  unstorable: 'The database cannot hold a value of the input, or a name is longer than 500 characters',
  'identity-mismatch': 'Another case has the id that this name leads to',
  'child-refused': 'An owned case refused what its owner’s event makes of it',
  'too-many-steps': 'One input led to more than 4,096 events',
  'log-broken': 'The log of the case does not hold: it cannot be made anew from it',
  'messages-waiting': 'Messages of the case have not been delivered yet: erase it when they have',
  'case-retired': 'The case was removed when its retention was over',
  'decide-failed': 'The decision could not be made',
  'data-error': 'The database refused the data',
} as const;
export type FailureCode = keyof typeof failureCodes;

export type DispatchResult =
  | {
      readonly outcome: 'applied' | 'deviated';
      readonly caseId: string;
      readonly seq: number;
      readonly state: string;
      readonly born: boolean;
    }
  | { readonly outcome: 'refused' | 'failed'; readonly caseId: string; readonly refusal: Refusal }
  | { readonly outcome: 'ignored'; readonly caseId: string; readonly reason: string }
  /** Sent before under the same receipt: `first` says how that ended. */
  | {
      readonly outcome: 'duplicate';
      readonly caseId: string;
      readonly first: {
        readonly outcome: 'applied' | 'deviated' | 'refused' | 'ignored';
        readonly seq?: number;
        readonly refusal?: Refusal;
      };
    }
  /** Something else was sent before under the same receipt. */
  | { readonly outcome: 'conflict'; readonly caseId: string; readonly seq?: number };
