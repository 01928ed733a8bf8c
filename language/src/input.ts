import type { Calendar } from './calendar.ts';
import type { Millis } from './case.ts';
import type { CompiledFlow } from './compile/compiled.ts';
import type { CallPayload } from './decision.ts';
import type { MigrationDefinition } from './definition/migration.ts';
import type { JsonObject } from './json.ts';

/**
 * Who acts. The principal is the human behind a key, a bot or a delegate (itself for a person); automations without one name
 * themselves. Roles count for persons; an automation may do what its definition lets automations do.
 */
export interface Actor {
  readonly id: string;
  readonly kind: 'person' | 'automation' | 'source' | 'system';
  readonly principal: string;
  /** Held everywhere. */
  readonly roles: readonly string[];
  /** By entity, the roles held there alone, beside those held everywhere. `actorAt` resolves them; a decision sees the result. */
  readonly rolesIn?: Readonly<Record<string, readonly string[]>>;
  /**
   * By role that the actor holds only by loan, the principals who lent it. It does not count for an approval from which all of them
   * are excluded. Who holds a role themselves has no entry.
   */
  readonly lent?: Readonly<Record<string, readonly string[]>>;
  /** For whom the actor stands in: what a person lent, roles and entities (absent: all), whether or not the actor holds them too. */
  readonly deputyOf?: readonly Deputy[];
  /** Of a person: whether they signed in with a second factor. Absent: not. */
  readonly secondFactor?: boolean;
}

/** What one person lent: the roles in which somebody stands in for them, and where. */
export interface Deputy {
  readonly principal: string;
  readonly roles: readonly string[];
  readonly entities?: readonly string[];
}

export interface Source {
  readonly name: string;
  /** What happened before this instant is history: no rung, task or effect comes of it. */
  readonly liveFrom: Millis;
}

/** Someone asks; may be refused. `ifSeq` refuses where the case has moved on since the actor looked. */
export interface Command {
  readonly kind: 'command';
  readonly type: string;
  readonly data: JsonObject;
  readonly actor: Actor;
  readonly reason?: string;
  readonly ifSeq?: number;
}

/** It has happened in a system of record, at `occurredAt`. */
export interface Fact {
  readonly kind: 'fact';
  readonly type: string;
  readonly data: JsonObject;
  readonly actor: Actor;
  readonly source: Source;
  readonly occurredAt: Millis;
}

/** The clock says that something may be due. `decide` derives what. */
export interface DeadlineReached {
  readonly kind: 'deadline';
}

/** Another case (or the parent or child of this one) asks, as a consequence of its own event. */
export interface Message {
  readonly kind: 'message';
  readonly type: string;
  readonly data: JsonObject;
  readonly actor: Actor;
  /** When the cause happened, in business time. */
  readonly occurredAt: Millis;
  readonly source?: Source;
}

export type Input = Command | Fact | DeadlineReached | Message;

/** What a decision may depend on beside the case and the input. Nothing else; so a replay gives the same answer. */
export interface Context {
  readonly now: Millis;
  /** Parameters of the flow in force, by name. Missing ones have their defaults. */
  readonly parameters?: JsonObject;
  /** Revision of the parameters seen (0: the defaults). Written in the event. */
  readonly parameterRevision?: number;
  /** What the parameters will be from later instants on, each whole, in ascending order: wake-ups take it into account. */
  readonly scheduled?: readonly { readonly from: Millis; readonly parameters: JsonObject }[];
  /** Calendars in force in place of those of the flow's version, by name, as `compileCalendar` makes them. */
  readonly calendars?: Readonly<Record<string, Calendar>>;
  /** Revision of the calendars seen (0: those of the version). Written in the event. */
  readonly calendarRevision?: number;
  /** Of `migrate`: how the case comes to the other version, or back. Checked before it was stored. */
  readonly migration?: {
    readonly mapping: MigrationDefinition;
    /** Which of the mappings between the two versions it is. Written in the event. */
    readonly revision?: number;
    readonly versions: { readonly before: CompiledFlow; readonly after: CompiledFlow };
    readonly isBack: boolean;
  };
  /** Of `resend` and `settle-effect`: the effect that the command names, as it stands. */
  readonly effect?: {
    readonly key: string;
    readonly kind: string;
    readonly status: string;
    /** Of a call: what it carried. Its case hears how somebody says that it ended. */
    readonly call?: CallPayload;
  };
}
