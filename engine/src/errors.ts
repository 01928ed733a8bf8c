/** What can go wrong in the engine beside a refusal: `user` (mend the request), `operational` (try again), `bug` (tell us). */
export const engineErrors = {
  'batch-too-large': 'user',
  'flow-has-errors': 'user',
  'flow-unknown': 'user',
  'not-initialised': 'user',
  'clock-is-real': 'user',
  'clock-mode-fixed': 'user',
  'clock-runs-forward': 'user',
  'server-too-old': 'user',
  'list-field-unknown': 'user',
  'list-value-invalid': 'user',
  'list-cursor-invalid': 'user',
  'seal-key-invalid': 'user',
  'signer-missing': 'user',
  'export-unreadable': 'user',
  'log-numbering-lost': 'operational',
  'anchor-failed': 'operational',
  'change-refused': 'user',
  'version-unknown': 'user',
  'version-needed': 'user',
  'reason-missing': 'user',
  'segment-invalid': 'user',
  'pilot-invalid': 'user',
  'pilot-unknown': 'user',
  'pilot-running': 'user',
  'pilot-without-way-back': 'user',
  'migration-unknown': 'user',
  'migration-refused': 'user',
  'personal-value-invalid': 'user',
  'backup-damaged': 'operational',
  'backup-running': 'operational',
  'backup-unfit': 'user',
  'restore-unfinished': 'operational',
  'retention-invalid': 'user',
  'retention-unsealed': 'user',
  'citus-missing': 'user',
  'distribute-unfit': 'user',
  busy: 'operational',
  'travel-in-progress': 'operational',
  'births-contended': 'operational',
  'sweep-waiting': 'operational',
  'database-newer': 'operational',
  'migration-edited': 'bug',
  'identity-mismatch': 'bug',
  'write-lost': 'bug',
  'never-settles': 'bug',
} as const satisfies Readonly<Record<string, 'user' | 'operational' | 'bug'>>;
export type EngineErrorCode = keyof typeof engineErrors;

/** An error with a stable code; its message says what was expected and what to do. */
export class EngineError extends Error {
  readonly code: EngineErrorCode;
  readonly details: unknown;

  constructor(code: EngineErrorCode, message: string, options: { readonly cause?: unknown; readonly details?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'EngineError';
    this.code = code;
    this.details = options.details;
  }

  get kind(): 'user' | 'operational' | 'bug' {
    return engineErrors[this.code];
  }
}

/** The queue of submissions is full: the caller should wait and try again. */
export class EngineBusyError extends EngineError {
  /** In so many seconds what waits now may have been dealt with. */
  readonly retryAfter: number;

  constructor(waiting: number, retryAfter: number) {
    const seconds = Math.min(60, Math.max(1, retryAfter));
    super('busy', `${waiting} submissions are waiting already: try again in ${seconds} s`);
    this.name = 'EngineBusyError';
    this.retryAfter = seconds;
  }
}

/** The SQLSTATE of a PostgreSQL error, if it is one. */
export function sqlState(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' && /^[0-9A-Z]{5}$/.test(error.code) ? error.code : undefined;
}

/** A deadlock or a serialisation failure: the transaction did nothing, and may be tried again as it is. */
export function isTransient(error: unknown): boolean {
  const state = sqlState(error);
  return state === '40001' || state === '40P01';
}

/** The data of one row was at fault (out of range, not encodable, too long, a check): trying again without it can succeed. */
export function isDataError(error: unknown): boolean {
  const state = sqlState(error);
  return state !== undefined && (/^(22|23)/.test(state) || state === '54000');
}
