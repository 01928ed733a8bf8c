/** Where text goes: standard output or standard error, or what a test puts in their place. */
export interface Sink {
  write(text: string): unknown;
  /** The reader is slower than the writer; `drain` tells when it has caught up. */
  readonly writableNeedDrain?: boolean;
  once?(event: 'drain', listener: () => void): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** All that a verb may know of the world around it. */
export interface Session {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdout: Sink;
  readonly stderr: Sink;
  /** Aborted by Ctrl-C and by a request to end. */
  readonly signal: AbortSignal;
  /** Milliseconds of the machine's clock; for progress and durations, never for business time. */
  readonly machineNow: () => number;
}

/** `findings`: it ran, and found something to mend. `usage`: the words were wrong. `operational`: try again, or mend the machine. */
export const exitCodes = { ok: 0, findings: 1, usage: 2, operational: 3, interrupted: 130, terminated: 143 } as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
