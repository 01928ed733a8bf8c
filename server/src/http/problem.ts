import { type ProblemCode, type ProblemDocument, problems } from '@throughline/api';
import { EngineBusyError, EngineError, type EngineErrorCode, type failureCodes } from '@throughline/engine';
import { MetricRequestError } from '@throughline/insight';
import type { RefusalCode } from '@throughline/language';
import { RefusedError } from '../cases/refused.ts';
import { ThroughlineError, type ThroughlineErrorCode } from '../errors.ts';
import { DatabaseError } from '../postgres/index.ts';

export interface ProblemDetails {
  readonly place?: string | undefined;
  readonly expected?: string | undefined;
  /** The flow's own code. */
  readonly refusal?: string;
  readonly errors?: NonNullable<ProblemDocument['errors']>;
  /** After so many seconds it may be tried again. */
  readonly retryAfter?: number;
  readonly cause?: unknown;
}

/** An answer that is a problem: thrown by what handles a request. */
export class HttpProblem extends Error {
  readonly code: ProblemCode;
  readonly details: ProblemDetails;

  constructor(code: ProblemCode, message: string, details: ProblemDetails = {}) {
    super(message, details.cause === undefined ? {} : { cause: details.cause });
    this.name = 'HttpProblem';
    this.code = code;
    this.details = details;
  }
}

/** Codes that mean the same on the wire need no line. A new code that is none of the wire's does not compile without one. */
type Mapped<Code extends string> = Readonly<Record<Exclude<Code, ProblemCode>, ProblemCode>>;

const ofUseCases: Mapped<ThroughlineErrorCode> = {
  'file-unreadable': 'upload-unreadable',
  'file-type-unknown': 'upload-unreadable',
  'definitions-missing': 'request-invalid',
  'definitions-broken': 'request-invalid',
  'flow-has-errors': 'request-invalid',
  'change-not-reversible': 'refused',
  'mapping-missing': 'mapping-unfit',
  'columns-missing': 'mapping-unfit',
  'log-unreadable': 'upload-unreadable',
  'type-unknown': 'request-invalid',
  'log-too-large': 'upload-unreadable',
  'log-undraftable': 'upload-unreadable',
  'demo-missing': 'database-not-ready',
  'demo-travel': 'request-invalid',
  'preference-invalid': 'data-invalid',
  'demo-database-real': 'internal',
  'database-newer': 'internal',
  'sign-in-not-configured': 'internal',
  'sign-in-settings': 'internal',
  'own-account': 'refused',
  'already-running': 'internal',
  'port-taken': 'internal',
  'mail-settings': 'internal',
  'seal-settings': 'internal',
  'log-settings': 'internal',
  'warehouse-busy': 'internal',
  'warehouse-differs': 'internal',
  'simulation-broken': 'internal',
};

const ofEngine: Mapped<EngineErrorCode> = {
  'batch-too-large': 'request-invalid',
  'flow-has-errors': 'request-invalid',
  'not-initialised': 'database-not-ready',
  'clock-mode-fixed': 'internal',
  'server-too-old': 'internal',
  'seal-key-invalid': 'internal',
  'citus-missing': 'internal',
  'distribute-unfit': 'internal',
  'signer-missing': 'internal',
  'export-unreadable': 'upload-unreadable',
  'log-numbering-lost': 'internal',
  'anchor-failed': 'unavailable',
  'version-unknown': 'request-invalid',
  'version-needed': 'request-invalid',
  'reason-missing': 'request-invalid',
  'segment-invalid': 'request-invalid',
  'pilot-invalid': 'request-invalid',
  'pilot-unknown': 'request-invalid',
  'pilot-running': 'request-invalid',
  'pilot-without-way-back': 'request-invalid',
  'migration-unknown': 'request-invalid',
  'migration-refused': 'request-invalid',
  'change-refused': 'request-invalid',
  'personal-value-invalid': 'request-invalid',
  'backup-damaged': 'internal',
  'backup-running': 'unavailable',
  'backup-unfit': 'request-invalid',
  'restore-unfinished': 'unavailable',
  'retention-invalid': 'request-invalid',
  'retention-unsealed': 'request-invalid',
  busy: 'too-many-requests',
  'births-contended': 'unavailable',
  'sweep-waiting': 'unavailable',
  'database-newer': 'internal',
  'migration-edited': 'internal',
  'list-field-unknown': 'field-unknown',
  'list-value-invalid': 'filter-invalid',
  'list-cursor-invalid': 'cursor-invalid',
  'identity-mismatch': 'internal',
  'write-lost': 'internal',
  'never-settles': 'internal',
};

const ofFlows: Mapped<RefusalCode | keyof typeof failureCodes> = {
  'event-unknown': 'refused',
  'window-closed': 'refused',
  'approval-limit': 'refused',
  'approval-given': 'refused',
  'not-allowed-in-state': 'refused',
  'guard-failed': 'refused',
  'case-not-born': 'case-unknown',
  'case-exists': 'refused',
  'case-moved-on': 'precondition-failed',
  'person-required': 'refused',
  'named-person-required': 'refused',
  'blocked-by-exception': 'refused',
  'approver-excluded': 'refused',
  'approval-not-pending': 'refused',
  'approval-already-pending': 'refused',
  'approval-void': 'refused',
  'expression-failed': 'refused',
  'limit-exceeded': 'refused',
  'case-merged': 'refused',
  'case-held': 'refused',
  'key-taken': 'refused',
  'effect-unknown': 'refused',
  'effect-not-failed': 'refused',
  'migration-refused': 'refused',
  'address-invalid': 'request-invalid',
  'receipt-invalid': 'request-invalid',
  unstorable: 'data-invalid',
  'identity-mismatch': 'refused',
  'child-refused': 'refused',
  'too-many-steps': 'refused',
  'decide-failed': 'internal',
  'data-error': 'data-invalid',
  'log-broken': 'internal',
  'messages-waiting': 'refused',
  'case-retired': 'refused',
};

/** What Fastify says no to by itself. */
const ofFramework: Readonly<Record<string, ProblemCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'body-too-large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'media-type-unsupported',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'body-unreadable',
  FST_ERR_CTP_INVALID_JSON_BODY: 'body-unreadable',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'body-unreadable',
  FST_ERR_BAD_URL: 'request-invalid',
  FST_STATIC_FORBIDDEN_PATH: 'route-unknown',
};

/** What anything that was thrown is on the wire. */
export function problemOf(error: unknown): HttpProblem {
  if (error instanceof HttpProblem) return error;
  if (error instanceof ThroughlineError) return ofUseCase(error);
  if (error instanceof RefusedError) return ofRefusal(error);
  if (error instanceof EngineBusyError) return withCode('too-many-requests', error, { retryAfter: error.retryAfter });
  if (error instanceof EngineError) return withCode(codeIn(ofEngine, error.code), error, placeOf(error.details));
  if (error instanceof MetricRequestError) return withCode('metric-request', error, { place: error.place });
  if (error instanceof DatabaseError)
    return withCode(error.code === 'POSTGRES_DISK_FULL' ? 'storage-full' : 'unavailable', error);
  const { code, name } = error instanceof Error ? (error as { code?: unknown; name: string }) : { code: undefined, name: '' };
  const framework = typeof code === 'string' ? (ofFramework[code] ?? faultOfRequest(error, code)) : undefined;
  if (framework !== undefined) return withCode(framework, error as Error);
  // The parser of JSON says no to what would change prototypes in its own words.
  if (error instanceof SyntaxError && 'statusCode' in error) return withCode('body-unreadable', error);
  if (isStorageFull(code)) return withCode('storage-full', error as Error);
  if (isConnectionLost(error)) return withCode('unavailable', error as Error);
  if (name === 'AbortError')
    return new HttpProblem('server-stopping', 'The request was broken off', { retryAfter: 2, cause: error });
  return withCode('internal', error);
}

/** Whatever else Fastify holds against a request: an address that is too long, a method without what it needs. */
function faultOfRequest(error: unknown, code: string): ProblemCode | undefined {
  const { statusCode = 500 } = error as { readonly statusCode?: number };
  return code.startsWith('FST_') && statusCode >= 400 && statusCode < 500 ? 'request-invalid' : undefined;
}

function ofUseCase(error: ThroughlineError): HttpProblem {
  const { place, expected, details } = error;
  const errors = details.flatMap((detail) => {
    const { message, ...rest } = (detail ?? {}) as Partial<Record<string, unknown>>;
    return typeof message === 'string' ? [{ place: String(rest['place'] ?? rest['field'] ?? ''), message }] : [];
  });
  return withCode(codeIn(ofUseCases, error.code), error, {
    place: place?.replace(/^--/, ''),
    expected,
    ...(errors.length === 0 ? {} : { errors: errors.slice(0, 100) }),
  });
}

function ofRefusal(error: RefusedError): HttpProblem {
  const { code, message, place, expected } = error.refusal;
  const shown = expected === undefined ? undefined : typeof expected === 'string' ? expected : JSON.stringify(expected);
  return withCode(codeIn(ofFlows, code), error, {
    place,
    expected: shown,
    refusal: code,
    ...(place === undefined ? {} : { errors: [{ place, message, ...(shown === undefined ? {} : { expected: shown }) }] }),
  });
}

function codeIn(table: Readonly<Record<string, ProblemCode>>, code: string): ProblemCode {
  return table[code] ?? (code in problems ? (code as ProblemCode) : 'internal');
}

/** Of a fault of ours nothing is told but that there was one. */
function withCode(code: ProblemCode, error: unknown, details: ProblemDetails = {}): HttpProblem {
  if (code === 'internal') return new HttpProblem('internal', 'Something went wrong that should not have', { cause: error });
  const message = code === 'unavailable' ? 'The database does not answer at the moment' : messageOf(error);
  const retryAfter = problems[code].status === 503 || problems[code].status === 429 ? { retryAfter: 2 } : {};
  return new HttpProblem(code, message, { ...retryAfter, ...details, cause: error });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function placeOf(details: unknown): ProblemDetails {
  const { place, expected } = (details ?? {}) as Partial<Record<string, unknown>>;
  return {
    ...(typeof place === 'string' ? { place } : {}),
    ...(typeof expected === 'string' ? { expected } : {}),
  };
}

function isStorageFull(code: unknown): boolean {
  return code === '53100' || code === 'ENOSPC' || code === 'EDQUOT';
}

const lostCodes = /^(08\w{3}|57P0\d|57014|53[234]\d\d|25006|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT)$/;
const lostWords =
  /Connection terminated|timeout exceeded when trying to connect|pool after calling end|Client has encountered a connection error/;

/** The database is away, is starting, or has too much to do: it may answer later. */
export function isConnectionLost(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof AggregateError) return error.errors.some(isConnectionLost);
  const { code, syscall } = error as { code?: unknown; syscall?: unknown };
  if (typeof code === 'string' && lostCodes.test(code)) return true;
  if (code === 'ENOENT' && syscall === 'connect') return true;
  return lostWords.test(error.message) || (error.cause !== undefined && isConnectionLost(error.cause));
}

/** The document of RFC 9457. */
export function problemDocument({ code, message, details }: HttpProblem, requestId: string): ProblemDocument {
  const { status, title, action } = problems[code];
  const { place, expected, refusal, errors } = details;
  return {
    type: `/problems/${code}`,
    code,
    title,
    status,
    detail: message,
    action,
    ...(place === undefined ? {} : { place }),
    ...(expected === undefined ? {} : { expected }),
    ...(refusal === undefined ? {} : { refusal }),
    ...(errors === undefined ? {} : { errors: [...errors] }),
    requestId,
  };
}
