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

/** Up to where a reader sees the log. */
export interface Freshness {
  /** The last seal of which it sees every event; `null`: nothing is sealed. */
  readonly seal: number | null;
  /** When the latest event that it sees was recorded (ISO 8601, UTC); `null`: it sees none. */
  readonly recordedAt: string | null;
  /** How many events are in the log and not seen yet; 0: it sees all that was committed when it was asked. */
  readonly behind: number;
}

/**
 * The only way from insight to the log. A statement ends within 30 seconds. Before each read, what was committed is taken in, as far as it
 * is not too much to wait for: `freshness`, asked before, says what a read sees at least.
 */
export interface LogReader {
  /** Runs one reading statement over `throughline.event_log`, in the dialect that PostgreSQL and DuckDB share. */
  query(sql: string, params: readonly (string | number | null)[]): Promise<readonly Readonly<Record<string, unknown>>[]>;
  /** Streams events, the events of a case together and in the order of the log, in batches. */
  events(selection?: EventSelection): AsyncIterable<readonly LogEvent[]>;
  freshness(): Promise<Freshness>;
  /** Besides events there are their sums: `throughline.case_sums`, a row a case, and `throughline.edge_sums`, of which rows are to be added up. */
  readonly hasSums?: boolean;
}
