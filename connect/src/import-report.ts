import type { CaseIdentity } from '@throughline/language';
import { type ImportError, type ImportErrorCode, importError } from './errors.ts';
import type { FactRecord, Mapped } from './fact-record.ts';
import { KeyTable } from './key-table.ts';

/** What became of one record when it was written (or checked, in a dry run). The engine's results of a dispatch are such. */
export interface RecordResult {
  readonly outcome: 'applied' | 'deviated' | 'duplicate' | 'ignored' | 'conflict' | 'refused' | 'failed';
  /** Of what was recorded: the state that its case is in now; `expected` where the fact waits for its case to begin. */
  readonly state?: string;
  /** Why it was refused, or failed. */
  readonly refusal?: Reason;
  /** Of a duplicate: how it ended when it was sent first. */
  readonly first?: { readonly outcome: string; readonly refusal?: Reason };
}

interface Reason {
  readonly code: string;
  readonly message: string;
}

/** The account of an import. A dry run gives what would have been. */
export interface ImportReport {
  /** Rows (CSV) or traces (XES) read, the rejected ones included. */
  readonly rows: number;
  /** Cases that got at least one event by this run. */
  readonly cases: number;
  /** Events recorded by this run: the file's own, not the exceptions and tasks that they opened. */
  readonly events: number;
  /** Of `events`, those that did not fit the flow. */
  readonly deviations: number;
  readonly deviatingCases: number;
  /** Of `events`, those that wait for their case to begin, as far as it has not begun by the end of this run. */
  readonly waiting: number;
  /** Rows (CSV) or events (XES) of which nothing was recorded because of an error. */
  readonly rejected: number;
  /** Events that were there already: recorded by an earlier run, or standing in the file twice. */
  readonly duplicates: number;
  readonly seconds: number;
  readonly dryRun: boolean;
  /** The file was read to its end. */
  readonly complete: boolean;
  /** The first 1,000. */
  readonly errors: readonly ImportError[];
  /** How many there were of each code, those not listed included. */
  readonly errorCounts: Readonly<Partial<Record<ImportErrorCode, number>>>;
}

const errorsListed = 1000;
/** The kernel's state of a case that nothing has begun. */
const expected = 'expected';

/** Counts what happens; holds the first errors and a few bytes a case. */
export class ImportTally {
  rows = 0;
  events = 0;
  deviations = 0;
  rejected = 0;
  duplicates = 0;
  complete = true;
  readonly #cases = new KeyTable(Number.POSITIVE_INFINITY);
  readonly #deviating = new KeyTable(Number.POSITIVE_INFINITY);
  /** How many facts of this run wait for each case that has not begun. */
  readonly #waiting = new Map<string, number>();
  #lastCase: CaseIdentity | undefined;
  readonly #errors: ImportError[] = [];
  readonly #counts = new Map<ImportErrorCode, number>();
  readonly #onErrors: ((errors: readonly ImportError[]) => void | Promise<void>) | undefined;
  #hearing: Promise<void> | undefined;

  constructor(onErrors?: (errors: readonly ImportError[]) => void | Promise<void>) {
    this.#onErrors = onErrors;
  }

  fault(errors: readonly ImportError[]): void {
    if (errors.length === 0) return;
    for (const error of errors) {
      this.#counts.set(error.code, (this.#counts.get(error.code) ?? 0) + 1);
      if (this.#errors.length < errorsListed) this.#errors.push(error);
    }
    this.#hearing = this.#onErrors?.(errors) ?? this.#hearing;
  }

  get cases(): number {
    return this.#cases.size;
  }

  /** Whether whoever hears the errors can take more. */
  get isHeard(): boolean {
    return this.#hearing === undefined;
  }

  async heard(): Promise<void> {
    const hearing = this.#hearing;
    await hearing;
    if (this.#hearing === hearing) this.#hearing = undefined;
  }

  mapped({ errors, read, rejected, duplicates }: Mapped): void {
    this.rows += read;
    this.rejected += rejected;
    this.duplicates += duplicates;
    this.fault(errors);
  }

  written(record: FactRecord, { outcome, state, refusal, first }: RecordResult): void {
    if (outcome === 'applied' || outcome === 'deviated') this.#recorded(record.identity, outcome === 'deviated', state);
    // What was refused once is refused again, not there already.
    else if (outcome === 'duplicate' && first?.outcome === 'refused') this.#rejected(record, 'refused', first.refusal);
    else if (outcome === 'duplicate' || outcome === 'ignored') this.duplicates += 1;
    else this.#rejected(record, outcome, refusal);
  }

  #recorded(identity: CaseIdentity, deviated: boolean, state: string | undefined): void {
    this.events += 1;
    if (state === expected || this.#waiting.size > 0) this.#wait(caseName(identity), state);
    // The records of a case mostly follow one another and share its identity.
    if (identity !== this.#lastCase) this.#cases.see(caseName(identity));
    this.#lastCase = identity;
    if (!deviated) return;
    this.deviations += 1;
    this.#deviating.see(caseName(identity));
  }

  /** A case that has begun has taken all that waited for it. */
  #wait(name: string, state: string | undefined): void {
    if (state === expected) this.#waiting.set(name, (this.#waiting.get(name) ?? 0) + 1);
    else this.#waiting.delete(name);
  }

  #rejected(
    { line, place, fact, identity }: FactRecord,
    code: 'conflict' | 'refused' | 'failed',
    reason: Reason | undefined,
  ): void {
    this.rejected += 1;
    const detail = reason === undefined ? {} : { detail: `${reason.code}: ${reason.message}` };
    this.fault([importError(code, { line, place, field: fact.type, value: identity.key, ...detail })]);
  }

  report(seconds: number, dryRun: boolean): ImportReport {
    const { rows, events, deviations, rejected, duplicates, complete } = this;
    // Written batches report later than the rows read meanwhile: the list is put in the order of the file.
    const errors = this.#errors.toSorted((a, b) => a.line - b.line);
    const errorCounts = Object.fromEntries([...this.#counts].sort(([a], [b]) => (a < b ? -1 : 1)));
    const counts = {
      rows,
      cases: this.#cases.size,
      events,
      deviations,
      deviatingCases: this.#deviating.size,
      waiting: this.#waiting.values().reduce((sum, facts) => sum + facts, 0),
      rejected,
      duplicates,
    };
    return { ...counts, seconds, dryRun, complete, errors, errorCounts };
  }
}

const caseName = ({ entity, key }: CaseIdentity) => JSON.stringify([entity, key]);
