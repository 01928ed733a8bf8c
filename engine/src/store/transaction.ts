import type { FlowDefinition, Millis } from '@throughline/language';
import type { ListChanges } from '../lists/list-rows.ts';
import type { Claim, ClaimedEffect, EffectEnd, WaitingMessage } from '../sql/effects.ts';
import type { EffectRow } from '../sql/insert-effects.ts';
import type { EventRow } from '../sql/insert-events.ts';
import type { LinkRow } from '../sql/insert-links.ts';
import type { DataRow, HotRow, StoredCase } from '../sql/lock-cases.ts';
import type { QuarantineRow } from '../sql/quarantine.ts';
import type { Instant } from '../sql/read-moment.ts';
import type { SettingsRows } from '../sql/read-settings.ts';
import type { Receipt, ReceiptKey } from '../sql/receipts.ts';
import type { SourceRow } from '../sql/sources.ts';

/*
 * What the engine asks of the place where cases are kept. PostgreSQL is the one that runs in earnest; a model in memory stands in for it
 * where histories are simulated. Both pass the same tests, so the rules of each operation are written here.
 */

/** The operations of one transaction. What fails makes the transaction useless, but for `undoTo`. */
export interface Transaction {
  /** The kind of clock, the business time, and the revision of the settings. Later statements may see later settings. */
  readMoment(): Promise<Instant>;
  /** Deployed versions, pilots, parameters and calendars, with their revision, all as of one instant. */
  readSettings(): Promise<SettingsRows>;
  readFlowVersion(flow: string, version: number): Promise<FlowDefinition | undefined>;

  /** Locks those of the cases that exist, one after the other in the order given, until the transaction ends. */
  lockCases(ids: readonly string[]): Promise<readonly HotRow[]>;
  /** Sees what was committed before the locks were given. */
  readCaseData(ids: readonly string[]): Promise<ReadonlyMap<string, DataRow>>;
  readCases(ids: readonly string[]): Promise<readonly StoredCase[]>;
  readParents(ids: readonly string[]): Promise<ReadonlyMap<string, string | null>>;
  readReceipts(keys: readonly ReceiptKey[]): Promise<readonly Receipt[]>;
  ensureSource(name: string, liveFrom: Millis | null): Promise<SourceRow>;

  /** Waits for others that bear the same cases; returns how many were born here. */
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
