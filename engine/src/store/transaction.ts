import type { FlowDefinition, Millis } from '@throughline/language';
import type { ListChanges } from '../lists/list-rows.ts';
import type { Claim, ClaimedEffect, EffectEnd, WaitingMessage } from '../sql/effects.ts';
import type { ErasedCase } from '../sql/erase-cases.ts';
import type { EffectRow } from '../sql/insert-effects.ts';
import type { EventRow } from '../sql/insert-events.ts';
import type { LinkRow } from '../sql/insert-links.ts';
import type { DataRow, HotRow, StoredCase } from '../sql/lock-cases.ts';
import type { QuarantineRow } from '../sql/quarantine.ts';
import type { LoggedEvent, LogPosition } from '../sql/read-log-page.ts';
import type { Instant } from '../sql/read-moment.ts';
import type { SettingsRows } from '../sql/read-settings.ts';
import type { Receipt, ReceiptKey } from '../sql/receipts.ts';
import type { SourceRow } from '../sql/sources.ts';
import type { MappingRow } from '../sql/version-mappings.ts';

/*
 * What the engine asks of the place where cases are kept. PostgreSQL is the one that runs in earnest; a model in memory stands in for it
 * where histories are simulated. Both pass the same tests, so the rules of each operation are written here.
 */

/**
 * The operations of one transaction. What fails makes the transaction useless, but for `undoable`. They are carried out in the order in
 * which they are asked for, whether or not one waits for each; each sees what those before it wrote.
 */
export interface Transaction {
  /** The kind of clock, the business time, and the revision of the settings. Later statements may see later settings. */
  readMoment(): Promise<Instant>;
  /** Deployed versions, pilots, parameters and calendars, with their revision, all as of one instant. */
  readSettings(): Promise<SettingsRows>;
  readFlowVersion(flow: string, version: number): Promise<FlowDefinition | undefined>;
  /** The newest mappings between a version and others, in either direction. */
  readMappings(flow: string, version: number): Promise<readonly MappingRow[]>;

  /** Locks those of the cases that exist, one after the other in the order given, until the transaction ends. */
  lockCases(ids: readonly string[]): Promise<readonly HotRow[]>;
  /** Sees what was committed before the locks were given. */
  readCaseData(ids: readonly string[]): Promise<ReadonlyMap<string, DataRow>>;
  readCases(ids: readonly string[]): Promise<readonly StoredCase[]>;
  readParents(ids: readonly string[]): Promise<ReadonlyMap<string, string | null>>;
  readReceipts(keys: readonly ReceiptKey[]): Promise<readonly Receipt[]>;
  ensureSource(name: string, liveFrom: Millis | null): Promise<SourceRow>;

  /** Waits for others that bear the same cases; returns how many were born here: none that retention has removed. */
  insertCases(cases: readonly StoredCase[]): Promise<number>;
  updateCases(cases: readonly StoredCase[]): Promise<number>;
  insertCaseData(cases: readonly StoredCase[]): Promise<void>;
  updateCaseData(cases: readonly StoredCase[]): Promise<number>;
  insertEvents(events: readonly EventRow[]): Promise<void>;
  insertReceipts(receipts: readonly Receipt[]): Promise<void>;
  /** Those whose key stands already are left out. */
  insertEffects(effects: readonly EffectRow[]): Promise<void>;
  insertLinks(links: readonly LinkRow[]): Promise<void>;
  insertQuarantine(rows: readonly QuarantineRow[]): Promise<void>;
  writeListFields(changes: ListChanges): Promise<void>;

  /** The next events behind a place of the log, by bucket, case and number, as they lie there. */
  readLogPage(after: LogPosition, limit: number): Promise<readonly LoggedEvent[]>;
  /** Those of the cases that retention has removed: nobody bears them again. */
  readRetired(ids: readonly string[]): Promise<readonly string[]>;
  /** Those of the cases of which messages have not been delivered yet. */
  readSendersWaiting(ids: readonly string[]): Promise<readonly string[]>;
  /**
   * Removes what is personal from the events of cases up to a number, with its salts; what their effects carried and were answered (those
   * not yet done are cancelled); the digests of their receipts, and what refusals quoted.
   */
  eraseCases(cases: readonly ErasedCase[]): Promise<void>;

  /** Cases whose wake-up has come, longest due first. */
  readDueCases(now: Millis, limit: number): Promise<readonly string[]>;
  readNextDue(): Promise<Millis | undefined>;
  quarantineCases(rows: readonly { readonly caseId: string; readonly reason: string }[], now: Millis): Promise<void>;
  /** Moves a virtual clock forward; `false` where it is real, or past that. */
  advanceClock(now: Millis): Promise<boolean>;

  claimEffects(claim: Claim): Promise<readonly ClaimedEffect[]>;
  extendLeases(effects: readonly ClaimedEffect[], claim: Pick<Claim, 'worker' | 'leaseMs' | 'machineNow'>): Promise<void>;
  endEffects(
    ends: readonly EffectEnd[],
    by: { readonly worker: string | null; readonly machineNow: Millis | null },
  ): Promise<ReadonlySet<string>>;
  /** Whether this is the one transaction that delivers messages now. */
  lockMessages(): Promise<boolean>;
  lockWaitingMessages(limit: number): Promise<readonly WaitingMessage[]>;

  /** Does the work; where it throws, undoes what it did, and the transaction can be used on. */
  undoable<T>(work: () => Promise<T>): Promise<T>;
}

/** Where cases are kept. */
export interface Store {
  /** Runs the work in a transaction of its own. Rolls back and throws on where the work throws. */
  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
  /** Each operation by itself, in a transaction of its own. */
  readonly alone: Transaction;
}
