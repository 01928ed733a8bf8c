import type { FlowDefinition } from '@throughline/language';
import type { ListRow } from '../../src/lists/list-rows.ts';
import type { DestinationRow } from '../../src/sql/destinations.ts';
import type { EffectStatus } from '../../src/sql/effects.ts';
import type { EffectRow } from '../../src/sql/insert-effects.ts';
import type { EventRow } from '../../src/sql/insert-events.ts';
import type { DataRow, HotRow } from '../../src/sql/lock-cases.ts';
import type { QuarantineRow } from '../../src/sql/quarantine.ts';
import type { SettingsRows } from '../../src/sql/read-settings.ts';
import type { Receipt } from '../../src/sql/receipts.ts';
import type { SourceRow } from '../../src/sql/sources.ts';
import type { Parked, Process, Scheduling } from './scheduling.ts';
import { Table } from './table.ts';

export interface ModelEvent extends EventRow {
  /** The business time that the transaction read: what it decided by. */
  readonly decidedAt: number;
  /** Place in the order of commits. */
  readonly place: number;
}

export interface ModelEffect extends EffectRow {
  readonly status: EffectStatus;
  readonly attempts: number;
  readonly nextAt: number | null;
  readonly leaseBy: string | null;
  readonly leaseUntil: number | null;
  readonly error: string | null;
  readonly result: string | null;
  readonly destination: string;
  readonly doubt: 'open' | 'accepted' | null;
  readonly moot: boolean;
  readonly settled: boolean;
  readonly round: number;
}

export interface ModelSweep {
  readonly id: number;
  readonly flow: string;
  readonly lastCase: string | null;
  /** Transactions with a smaller number may not have seen its cause. */
  readonly horizon: number | null;
  readonly isFinished: boolean;
}

export interface ModelLink {
  readonly caseId: string;
  readonly direction: 'out' | 'in';
  readonly name: string;
  readonly other: string;
}

export interface ModelClock {
  readonly mode: 'real' | 'virtual';
  readonly now: number | null;
}

/** An error as the database tells it. */
export function databaseError(code: string, message: string): Error {
  return Object.assign(new Error(message), { code, severity: 'ERROR' });
}

/** One transaction: what it holds, and whom it waits for. */
export class ModelSession {
  readonly process: Process;
  readonly startedAt: number;
  /** Those that began earlier have smaller ones. */
  readonly number: number;
  readonly locks = new Set<string>();
  decidedAt: number;
  isFailed = false;
  isOver = false;
  waitsFor: ModelSession | undefined;
  parked: Parked | undefined;

  constructor(process: Process, startedAt: number, number: number) {
    this.number = number;
    this.process = process;
    this.startedAt = startedAt;
    this.decidedAt = startedAt;
  }
}

/**
 * A database in memory that keeps to read committed: a statement sees what was committed before it began and what its transaction
 * wrote; who writes or locks a row that another transaction has written or locked waits for that one's end, and goes on with the
 * newest version of the row; a circle of waiting transactions is broken by an error for one of them.
 */
export class ModelDatabase {
  readonly cases = new Table<HotRow>('case_');
  readonly caseData = new Table<DataRow>('case_data');
  readonly events = new Table<ModelEvent>('event');
  readonly receipts = new Table<Receipt>('receipt');
  readonly effects = new Table<ModelEffect>('effect');
  readonly links = new Table<ModelLink>('link');
  readonly quarantine = new Table<QuarantineRow>('quarantine');
  readonly listFields = new Table<ListRow>('list_field');
  readonly sources = new Table<SourceRow>('source');
  readonly clock = new Table<ModelClock>('clock');
  readonly destinations = new Table<DestinationRow>('destination');
  readonly sweeps = new Table<ModelSweep>('sweep');
  /** Cases that retention has removed. */
  readonly retired = new Table<true>('retired_event');
  readonly scheduling: Scheduling;
  readonly settings: SettingsRows;
  readonly definitions: ReadonlyMap<string, FlowDefinition>;
  readonly #holders = new Map<string, ModelSession>();
  readonly #waiting = new Set<ModelSession>();
  readonly #open = new Set<ModelSession>();
  #sourceIds = 0;
  #number = 1;
  #places = 0;

  constructor(
    scheduling: Scheduling,
    clock: ModelClock,
    flows: readonly { readonly definition: FlowDefinition; readonly version: number }[],
  ) {
    this.scheduling = scheduling;
    this.definitions = new Map(flows.map(({ definition, version }) => [`${definition.name}/${version}`, definition]));
    const releases = flows.map(({ definition, version }) => ({ flow: definition.name, version, from: 0, isScheduled: false }));
    this.settings = { revision: 1, releases, pilots: [], parameters: [], calendars: [] };
    this.clock.put(this, 'clock', clock);
    this.clock.commit(this);
  }

  get #tables(): readonly Table<unknown>[] {
    const { cases, caseData, events, receipts, effects, links, quarantine, listFields, sources, clock } = this;
    const { destinations, sweeps, retired } = this;
    return [
      ...[cases, caseData, events, receipts, effects, links, quarantine, listFields, sources, clock],
      ...[destinations, sweeps, retired],
    ] as never;
  }

  /** How many transactions wait for another one. */
  get waiting(): number {
    return this.#waiting.size;
  }

  /** The number of the transaction that begins next. */
  get nextNumber(): number {
    return this.#number;
  }

  /** All transactions with a smaller number are over. */
  get oldestNumber(): number {
    return Math.min(this.#number, ...[...this.#open].map(({ number }) => number));
  }

  nextSourceId(): number {
    this.#sourceIds += 1;
    return this.#sourceIds;
  }

  nextPlace(): number {
    this.#places += 1;
    return this.#places;
  }

  begin(process: Process): ModelSession {
    const session = new ModelSession(process, Math.floor(this.scheduling.now()), this.#number);
    this.#number += 1;
    this.#open.add(session);
    return session;
  }

  /** Whether somebody else holds it; where not, it is held now. */
  tryLock(session: ModelSession, name: string): boolean {
    const holder = this.#holders.get(name);
    if (holder !== undefined && holder !== session) return false;
    this.#holders.set(name, session);
    session.locks.add(name);
    return true;
  }

  async lock(session: ModelSession, name: string): Promise<void> {
    while (!this.tryLock(session, name)) await this.#wait(session, this.#holders.get(name) as ModelSession);
  }

  async #wait(session: ModelSession, holder: ModelSession): Promise<void> {
    session.waitsFor = holder;
    session.parked = this.scheduling.park(session.process);
    this.#waiting.add(session);
    const circle = this.#circleOf(session);
    if (circle.length > 0) this.#wake(this.scheduling.pick(circle), databaseError('40P01', 'deadlock detected'));
    await session.parked.woken;
  }

  #circleOf(session: ModelSession): readonly ModelSession[] {
    const circle = [session];
    for (let next = session.waitsFor; next !== session; next = next.waitsFor) {
      if (next === undefined || circle.includes(next)) return [];
      circle.push(next);
    }
    return circle;
  }

  #wake(session: ModelSession, error?: Error): void {
    session.waitsFor = undefined;
    this.#waiting.delete(session);
    session.parked?.wake(error);
  }

  commit(session: ModelSession): void {
    for (const table of this.#tables) table.commit(session);
    this.#end(session);
  }

  rollback(session: ModelSession): void {
    if (session.isOver) return;
    for (const table of this.#tables) table.drop(session);
    this.#end(session);
  }

  /** Notices, sooner or later, that the connections of a process are closed, and takes back what they had under way. */
  async hangUp(process: Process, by: Process): Promise<void> {
    for (const session of [...this.#open]) {
      if (session.process !== process) continue;
      await this.scheduling.turn(by);
      this.rollback(session);
    }
  }

  #end(session: ModelSession): void {
    session.isOver = true;
    this.#open.delete(session);
    this.#waiting.delete(session);
    this.#release(session, session.locks);
  }

  #release(session: ModelSession, names: Iterable<string>): void {
    for (const name of names) {
      this.#holders.delete(name);
      session.locks.delete(name);
    }
    for (const other of [...this.#waiting]) if (other.waitsFor === session) this.#wake(other);
  }

  /** A savepoint; the answer goes back to it: what was written and locked since is as if it had not been. */
  mark(session: ModelSession): () => void {
    const undo = this.#tables.map((table) => table.mark(session));
    const held = new Set(session.locks);
    return () => {
      for (const each of undo) each();
      this.#release(
        session,
        [...session.locks].filter((name) => !held.has(name)),
      );
      session.isFailed = false;
    };
  }
}
