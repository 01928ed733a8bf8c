import type { Actor, Source } from './input.ts';
import type { JsonObject } from './json.ts';

/** Milliseconds since 1970-01-01T00:00Z. */
export type Millis = number;

/** What a case is called, whichever system speaks of it. `parent` is set for owned children (exceptions, tasks). */
export interface CaseIdentity {
  readonly flow: string;
  readonly entity: string;
  readonly key: string;
  readonly parent?: string;
}

/** A case as `decide` sees it. All of it but identity, `seq` and `version` is the fold of the patches of its events. */
export interface CaseRecord extends CaseIdentity {
  readonly id: string;
  /** The number of the flow version that it runs. */
  readonly version: number;
  readonly state: string;
  /** The number of its events. */
  readonly seq: number;
  readonly data: JsonObject;
  readonly clocks: Clocks;
  /** When it entered its state, in business time. */
  readonly enteredAt: Millis;
}

/** What `decide` remembers of a case beside its state and data. Absent members are empty. */
export interface Clocks {
  /** What is due before this instant is history: it fires nothing. */
  readonly liveFrom?: Millis;
  /** When it was born, in business time: the stamp of the fields that have none of their own. */
  readonly bornAt?: Millis;
  /** By field, the business time of the event that last set it after the birth. */
  readonly stamps?: Readonly<Record<string, Millis>>;
  readonly ladders?: Readonly<Record<string, LadderClock>>;
  /** By event type, the persons behind it since the last new round. */
  readonly principals?: Readonly<Record<string, readonly string[]>>;
  /** Owned children by `exception/<kind>`, `task/<name>` or `child/<name>`. */
  readonly children?: Readonly<Record<string, ChildCount>>;
  /** Approvals asked for and not yet given, by event type or `ladder/rung`. */
  readonly pending?: Readonly<Record<string, PendingApproval>>;
  /** How often an event with effects happened, by event type: part of the effects' keys. */
  readonly occurrences?: Readonly<Record<string, number>>;
  /** Who has it on the desk, by `assign`. */
  readonly assignee?: string;
  /** The state's target time passed at this instant; absent after the next move. */
  readonly overdueAt?: Millis;
  /** The facts that wait for the birth, in the order in which they came; once it is born, those that are yet to be decided. */
  readonly waiting?: readonly WaitingFact[];
  /** When it was taken back, by the numbers of the events that did so: what came up to then is left out by whoever reads the log. */
  readonly retracted?: readonly { readonly seq: number; readonly at: Millis }[];
  /** The id of the case that it was merged into, or, of a name that leads elsewhere, of the case of that name. */
  readonly mergedInto?: string;
  /** The keys that it was called by before: what is sent to one of them comes to it. */
  readonly formerKeys?: readonly string[];
  /** When its personal fields were last erased: since then nothing demands those that it lacks. */
  readonly erasedAt?: Millis;
  /** By matter, the person who ordered to keep it: while there is one, it is neither erased nor removed. */
  readonly heldBy?: Readonly<Record<string, string>>;
}

/** `open` holds those not yet finished: the ordinals (1, 2, ...) of exceptions and tasks, the keys of declared children. */
export interface ChildCount {
  readonly count: number;
  readonly open: readonly (number | string)[];
}

/** A fact that waits for the birth of its case. */
export interface WaitingFact {
  readonly type: string;
  readonly data: JsonObject;
  readonly actor: Actor;
  readonly source: Source;
  readonly at: Millis;
}

export type Standing = 'fired' | 'awaiting' | 'superseded' | 'stopped' | 'declined' | 'skipped';

export interface LadderClock {
  readonly episode: number;
  /** When the episode of an `entered` ladder began. */
  readonly from?: Millis;
  readonly pauses?: readonly Pause[];
  /** By rung: what became of it. A rung that is not here is pending (or historic, which is derived). */
  readonly rungs?: Readonly<Record<string, RungClock>>;
}

export interface RungClock {
  readonly standing: Standing;
  readonly at: Millis;
  readonly due?: Millis;
  /** It fired in a time that, as was learned later at this instant, did not count. */
  readonly overtaken?: Millis;
}

/** A stretch in which a ladder's time stood still; `to` is absent while it lasts. */
export interface Pause {
  readonly from: Millis;
  readonly to?: Millis;
  /** The state that paused it. */
  readonly by: string;
}

export interface PendingApproval {
  readonly type: string;
  /** The principal who asked; a rung's is the ladder itself. */
  readonly by: string;
  readonly at: Millis;
  /** Hash of the data that is to be approved. Any change of the data voids the request. */
  readonly dataHash: string;
  /** The index of the transition in the state's list; absent for a rung. */
  readonly transition?: number;
  readonly ladder?: string;
  readonly rung?: string;
  readonly input: JsonObject;
  /** Where one approval is not enough, those who have approved so far; with `each`, for which roles theirs counts. */
  readonly given?: readonly { readonly by: string; readonly at: Millis; readonly for?: readonly string[] }[];
}
