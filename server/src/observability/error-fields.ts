import { EngineError } from '@throughline/engine';
import { ThroughlineError } from '../errors.ts';
import { isConnectionLost } from '../http/problem.ts';
import { DatabaseError } from '../postgres/index.ts';

/** What is logged of an error. */
export interface ErrorFields {
  /** A code of a catalogue, an SQLSTATE, or a code of the system such as ECONNREFUSED. */
  readonly code: string;
  readonly name: string;
  /** Only of errors whose message cannot quote what somebody entered. */
  readonly message?: string;
  /** Where it was thrown: the lines of the stack, without the message. */
  readonly at?: readonly string[];
}

const framesMax = 8;

/**
 * An error as a log may hold it. Messages quote data (PostgreSQL: `Key (email)=(…) already exists`; SMTP: `550 no such user …`), so they are
 * left out unless they are about a connection, or one of ours about operating.
 */
export function errorFields(error: unknown): ErrorFields {
  if (!(error instanceof Error)) return { code: 'unknown', name: typeof error };
  const { code } = error as { readonly code?: unknown };
  const fields = { code: typeof code === 'string' && /^[\w-]{1,60}$/.test(code) ? code : codeWithin(error), name: error.name };
  if (isTellable(error)) return { ...fields, message: withoutSecrets(error.message) };
  return { ...fields, at: framesOf(error) };
}

function codeWithin(error: Error): string {
  if (error instanceof AggregateError && error.errors[0] instanceof Error) return errorFields(error.errors[0]).code;
  return isConnectionLost(error) ? 'connection-lost' : 'unknown';
}

function isTellable(error: Error): boolean {
  if (error instanceof DatabaseError) return true;
  if (error instanceof EngineError) return error.kind === 'operational';
  if (error instanceof ThroughlineError) return error.kind === 'operational';
  return isConnectionLost(error);
}

/** The password of an address such as `postgres://user:password@host` is never shown. */
function withoutSecrets(text: string): string {
  return text.replaceAll(/\/\/[^@/\s]*@/g, '//***@').slice(0, 500);
}

function framesOf({ stack = '' }: Error): readonly string[] {
  const frames = stack.split('\n').filter((line) => /^\s+at /.test(line));
  return frames.slice(0, framesMax).map((line) => line.trim().slice(3));
}
