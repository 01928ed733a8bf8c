export type LogReadErrorCode = 'read-too-long' | 'not-a-reading' | 'reader-closed';

/** A statement over the log could not be carried out. */
export class LogReadError extends Error {
  readonly code: LogReadErrorCode;

  constructor(code: LogReadErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
