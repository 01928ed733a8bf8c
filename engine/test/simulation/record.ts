import type { DispatchResult } from '../../src/dispatch/submission.ts';
import type { ListRow } from '../../src/lists/list-rows.ts';
import type { StoredCase } from '../../src/sql/lock-cases.ts';
import type { LoggedEvent } from '../../src/sql/read-log-page.ts';
import type { Receipt } from '../../src/sql/receipts.ts';
import type { Wish } from './story.ts';

/** What one client was told of one wish; several where it asked again. `unknown`: it lost touch and cannot ask again. */
export interface Answer {
  readonly wish: Wish;
  readonly result: DispatchResult | 'unknown' | 'taken-back';
}

export interface EffectRecord {
  readonly caseId: string;
  readonly key: string;
  readonly kind: string;
  readonly seq: number;
  readonly status: string;
  readonly delivery: string;
  readonly attempts: number;
  /** Its case said that it needs it no more. */
  readonly moot: boolean;
}

export interface LinkRecord {
  readonly caseId: string;
  readonly direction: 'out' | 'in';
  readonly name: string;
  readonly other: string;
}

/** An event, and the business time at which it was decided where that is known. */
export type EventRecord = LoggedEvent & { readonly decidedAt: number };

/** All that a database holds when a story is over. */
export interface Holdings {
  readonly now: number;
  readonly cases: readonly StoredCase[];
  readonly events: readonly EventRecord[];
  readonly receipts: readonly Receipt[];
  readonly effects: readonly EffectRecord[];
  readonly links: readonly LinkRecord[];
  readonly lists: readonly ListRow[];
  readonly asleep: ReadonlySet<string>;
  readonly sources: ReadonlyMap<string, number>;
}

/** What the judge is told: nothing of how it came about. */
export interface Testimony {
  readonly answers: readonly Answer[];
  /** How often each effect was done outside, by its idempotency key. */
  readonly done: ReadonlyMap<string, number>;
  /** How often it was said to be done. */
  readonly saidDone: ReadonlyMap<string, number>;
  /** What it said of each attempt, by `<idempotency key>/<attempt>`. */
  readonly said: ReadonlyMap<string, string>;
  /** What the world outside left in doubt. */
  readonly doubtful: ReadonlySet<string>;
  /** No connection was lost, nobody was killed, no clock set: so nothing need be done again. */
  readonly isUndisturbed: boolean;
  readonly holdings: Holdings;
}
