/** An event of a log as it is written to files for other tools. */
export interface ExportedEvent {
  readonly caseId: string;
  readonly flow: string;
  readonly entity: string;
  readonly key: string;
  /** The case that owns it. */
  readonly parent: string | null;
  readonly seq: number;
  readonly type: string;
  readonly kind: string;
  readonly from: string | null;
  readonly to: string;
  /** Who did it; where persons are left out, what kind of actor. */
  readonly actor: string;
  /** ISO 8601, UTC. */
  readonly occurredAt: string;
  readonly recordedAt: string;
  readonly deviation: boolean;
  /** The case and number of the event that it followed from. */
  readonly cause: { readonly caseId: string; readonly seq: number } | null;
  /** Fields that it changed: texts, numbers and truth values; `null`: taken away. */
  readonly data: Readonly<Record<string, string | number | boolean | null>>;
}

/** Events in the order of the log, those of a case together. */
export type ExportedEvents = AsyncIterable<readonly ExportedEvent[]>;

/** The name of an event in a file: its case and number. */
export function eventId({ caseId, seq }: Pick<ExportedEvent, 'caseId' | 'seq'>): string {
  return `${caseId}/${seq}`;
}
