import type { Json } from '@throughline/language';
import type { ConnectionDeclaration } from '../../src/index.ts';

/** The real other side of a source, which the suite moves. */
export interface Counterpart {
  /** How it is reached; what is a matter of the connection (owner, mapping) is left out. */
  readonly declaration: Pick<ConnectionDeclaration, 'settings' | 'auth' | 'allowInside' | 'budget'>;
  /** The environment that secrets are read from; `rotate` may change it. */
  readonly env: Record<string, string | undefined>;
  /** Makes records there, one after the other. */
  put(keys: readonly string[]): Promise<void>;
  /** Which one a record is that was read. */
  keyOf(record: Json): string;
  /** From now on another secret counts, and the old one does not; `env` has the new one. Absent: nobody signs in. */
  readonly rotate?: () => Promise<void>;
  /** It goes away for good: reading then fails. */
  stop(): Promise<void>;
  close(): Promise<void>;
}

/** The real other side of a sink. */
export interface SinkCounterpart {
  readonly declaration: Pick<ConnectionDeclaration, 'settings' | 'auth' | 'allowInside'>;
  readonly env: Record<string, string | undefined>;
  readonly effect: { readonly kind: string; readonly payload: { readonly [key: string]: Json } };
  /** How the next attempt is met: it says no for good, is busy, or does it and the answer is lost. */
  meet(next: 'take' | 'refuse' | 'busy' | 'lose-answer'): void;
  /** How many were done under a key. */
  done(idempotencyKey: string): number;
  /** Whether the same key twice is done once, or can be looked up: without that a person decides. */
  readonly knowsKeys: boolean;
  close(): Promise<void>;
}
