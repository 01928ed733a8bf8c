import type { CaseIdentity, Fact, Json } from '@throughline/language';
import type { ImportError } from './errors.ts';

/** A fact that a record of a file states, and what makes it known again when the file is read once more. */
export interface FactRecord {
  /** Where the record begins in the file. */
  readonly line: number;
  /** In XES, the trace and event; else empty. */
  readonly place: string;
  readonly identity: CaseIdentity;
  /** The same in every reading of the same record: the key of its receipt, within the source. */
  readonly dedupeKey: string;
  readonly fact: Fact;
}

/** What an import asks of a flow. The compiled flow of @throughline/language is one. */
export interface ImportFlow {
  readonly name: string;
  readonly events: ReadonlyMap<string, ImportEvent>;
}

export interface ImportEvent {
  readonly data: {
    readonly schema: { readonly [key: string]: Json };
    readonly personal: ReadonlySet<string>;
    errors(value: Json): readonly { readonly path: string; readonly message: string }[];
  };
}

/** What mapping some records gave. */
export interface Mapped {
  readonly records: FactRecord[];
  readonly errors: ImportError[];
  /** Rows (CSV) or traces (XES) that were looked at. */
  readonly read: number;
  /** Rows (CSV) or events (XES) of which nothing is imported. */
  rejected: number;
  /** Facts that stand in the file a second time, the same. */
  duplicates: number;
}

export const nothingMapped = (): Mapped => ({ records: [], errors: [], read: 0, rejected: 0, duplicates: 0 });
