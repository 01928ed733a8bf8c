/** An event of the log as readers stream it. */
export interface LogEvent {
  readonly caseId: string;
  readonly flow: string;
  readonly seq: number;
  readonly type: string;
  readonly kind: 'command' | 'fact' | 'deadline' | 'message';
  /** `null`: the case was born by this event. */
  readonly stateFrom: string | null;
  readonly stateTo: string;
  /** When it happened in business time, milliseconds since 1970. */
  readonly at: number;
}

export interface EventSelection {
  /** Only cases of this flow; all flows where absent. */
  readonly flow?: string;
  /** Only events recorded at or after this instant (ISO 8601). */
  readonly recordedSince?: string;
}

/**
 * The only way from insight to the log. Every read ends within 30 seconds, so that no snapshot holds back the writers; a longer
 * stream is several short reads.
 */
export interface LogReader {
  /** Runs one reading statement over `throughline.event_log`. */
  query(sql: string, params: readonly (string | number | null)[]): Promise<readonly Readonly<Record<string, unknown>>[]>;
  /** Streams events, the events of a case together and in the order of the log, in batches. */
  events(selection?: EventSelection): AsyncIterable<readonly LogEvent[]>;
}
