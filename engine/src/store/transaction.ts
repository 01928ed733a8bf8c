import type { FlowDefinition, Millis } from '@throughline/language';
import type { ListChanges } from '../lists/list-rows.ts';
import type { EffectChange, EffectState } from '../sql/change-effects.ts';
import type { Claim, ClaimedEffect, DueDestination } from '../sql/claim-effects.ts';
import type { DestinationRow } from '../sql/destinations.ts';
import type { EffectEnd, EffectName, EndedEffect } from '../sql/end-effects.ts';
import type { ErasedCase } from '../sql/erase-cases.ts';
import type { EffectRow } from '../sql/insert-effects.ts';
import type { EventRow } from '../sql/insert-events.ts';
import type { LinkRow } from '../sql/insert-links.ts';
import type { DataRow, HotRow, StoredCase } from '../sql/lock-cases.ts';
import type { WaitingMessage } from '../sql/messages.ts';
import type { QuarantineRow } from '../sql/quarantine.ts';
import type { LoggedEvent, LogPosition } from '../sql/read-log-page.ts';
import type { Instant } from '../sql/read-moment.ts';
import type { SettingsRows } from '../sql/read-settings.ts';
import type { Receipt, ReceiptKey } from '../sql/receipts.ts';
import type { RetractedCase } from '../sql/retract-cases.ts';
import type { SourceRow } from '../sql/sources.ts';
import type { SweepRow, SweptCase } from '../sql/sweeps.ts';
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
  /** The mappings between a version and others, in either direction; between the same two, the newest comes last. */
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
  /** Their ids stay. */
  renameCases(cases: readonly { readonly id: string; readonly key: string }[]): Promise<void>;
  insertEvents(events: readonly EventRow[]): Promise<void>;
  insertReceipts(receipts: readonly Receipt[]): Promise<void>;
  /** Those whose key stands already are left out. While effects are held, all but messages are written as held. */
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

  /** All that some cases own, at any depth. */
  readOwned(ids: readonly string[]): Promise<readonly string[]>;
  /** Of cases that were taken back by an event: cancels the effects of all events up to it, as `cancelEffects` does, and removes the receipts of facts among them. */
  retractCases(cases: readonly RetractedCase[]): Promise<void>;

  /** Cases whose wake-up has come, longest due first. */
  readDueCases(now: Millis, limit: number): Promise<readonly string[]>;
  /** Those of them whose root nobody holds; the roots are locked. Waits for nobody. */
  claimDueCases(now: Millis, limit: number): Promise<readonly string[]>;
  readNextDue(): Promise<Millis | undefined>;
  quarantineCases(rows: readonly { readonly caseId: string; readonly reason: string }[], now: Millis): Promise<void>;
  /** Moves a virtual clock forward; `false` where it is real, or past that. */
  advanceClock(now: Millis): Promise<boolean>;

  /** Lets new sweeps begin once every transaction is over that may not have seen their cause; whether any sweep is left to do. */
  beginSweeps(): Promise<boolean>;
  /** The oldest sweep that may go on and that nobody else works on; locked. */
  claimSweep(): Promise<SweepRow | undefined>;
  /** The next cases of a flow behind one, in the order of their ids, without a lock. */
  readCasesOfFlow(flow: string, after: string | null, limit: number): Promise<readonly SweptCase[]>;
  /** Moves wake-ups earlier where the case has still so many events and nobody holds it; returns those moved. Waits for nobody. */
  lowerWakeUps(
    rows: readonly { readonly id: string; readonly seq: number; readonly dueAt: Millis }[],
  ): Promise<ReadonlySet<string>>;
  /** Notes how far a sweep has come, where it still stands where it was; `lastCase` null: it is done. */
  advanceSweep(
    sweep: SweepRow,
    step: { readonly lastCase: string | null; readonly lookedAt: number; readonly lowered: number },
  ): Promise<void>;

  /** Where something of these kinds is due, and no circuit is open. */
  readDueDestinations(kinds: readonly string[], machineNow: Millis | null): Promise<readonly DueDestination[]>;
  /**
   * Leases due effects, longest due first at each destination, within its limit over all workers (one, where the circuit is half open). A
   * destination whose row another transaction holds is passed over, and so is an effect whose row is. Not on `alone`: the limit is kept by locks.
   * An effect whose lease had run out comes with `doubt: 'open'`.
   */
  claimEffects(claim: Claim): Promise<readonly ClaimedEffect[]>;
  /** Prolongs those whose lease of this attempt the worker still holds; returns their names. */
  extendLeases(
    effects: readonly ClaimedEffect[],
    claim: Pick<Claim, 'worker' | 'leaseMs' | 'machineNow'>,
  ): Promise<ReadonlySet<string>>;
  /** Ends those that are pending, and, where a worker is named, leased by it in this attempt; returns how they stand. Moot ones are not tried again. */
  endEffects(
    ends: readonly EffectEnd[],
    by: { readonly worker: string | null; readonly machineNow: Millis | null },
  ): Promise<ReadonlyMap<string, EndedEffect>>;
  /** Locks destinations in the order of their names. */
  lockDestinations(
    names: readonly string[],
    machineNow: Millis | null,
  ): Promise<readonly (DestinationRow & { readonly now: Millis })[]>;
  writeDestinations(destinations: readonly DestinationRow[]): Promise<void>;
  /** Closes the circuits of those that have failures; the others are neither locked nor written. */
  closeCircuits(names: readonly string[]): Promise<void>;
  /** Locks effects until the transaction ends; those that do not exist are left out. */
  lockEffects(names: readonly EffectName[]): Promise<readonly EffectState[]>;
  /** Writes what was said of effects that are refused, dead or unknown; returns how many were. To `pending`: due at once, attempts begin anew. */
  changeEffects(changes: readonly EffectChange[]): Promise<number>;
  /** Cancels those that wait or are held; marks as moot those under a lease, which are not begun again. */
  cancelEffects(names: readonly EffectName[]): Promise<void>;
  /** The lanes (sender's bucket modulo 16) in which messages wait. */
  readMessageLanes(): Promise<readonly number[]>;
  /** Whether this is the one transaction that delivers the messages of the lane now. Waits for nobody. */
  lockMessageLane(lane: number): Promise<boolean>;
  /** Messages of a lane, longest waiting first, each sender's in the order of its events; not locked. */
  readWaitingMessages(lane: number, limit: number): Promise<readonly WaitingMessage[]>;

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
