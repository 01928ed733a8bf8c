import type { Database, Door } from '@throughline/api';
import type { OpenOptions, Throughline } from './throughline.ts';

/** Both companies under one roof: the owner's own, and the simulated one. Each is a database of its own; they never mix. */
export interface House {
  readonly env: OpenOptions['env'];
  /** The open company. @throws ThroughlineError database-not-ready */
  company(database: Database): Promise<Throughline>;
  doors(): Promise<readonly Door[]>;
  /** Begins to build the demo where it is missing; returns at once. @throws ThroughlineError demo-in-use */
  buildDemo(request: { readonly rebuild: boolean }): Promise<Door>;
  /** Calls back with what changes in a company, until the signal. */
  watch(database: Database, listener: (change: HouseChange) => void, signal: AbortSignal): void;
  /** Says that the clock of the demo moves; for `watch`. */
  tell(database: Database, change: HouseChange): void;
  close(): Promise<void>;
}

export type HouseChange =
  | { readonly event: 'changed'; readonly at: number }
  | { readonly event: 'clock'; readonly now: number }
  | { readonly event: 'travel'; readonly from: number; readonly now: number; readonly to: number }
  | { readonly event: 'demo'; readonly status: Door['status']; readonly share?: number };
