import { hash } from 'node:crypto';
import { canonical, type EventKind, type JsonObject, type Millis } from '@throughline/language';

/** What the hash of an event covers in plain text. Input, patch and reason are covered by their commitments alone. */
export interface EventHead {
  readonly caseId: string;
  readonly seq: number;
  readonly flow: string;
  readonly version: number;
  readonly type: string;
  readonly kind: EventKind;
  readonly from: string | null;
  readonly to: string;
  readonly actor: string;
  readonly actorKind: 'person' | 'automation' | 'source' | 'system';
  readonly principal: string;
  readonly occurredAt: Millis;
  readonly recordedAt: Millis;
  /** Canonical JSON. */
  readonly context: string;
  /** Canonical JSON. */
  readonly outcome: string;
  /** Canonical JSON, or `null`. */
  readonly deviation: string | null;
  readonly cause: { readonly case: string; readonly seq: number } | null;
  readonly prevType: string | null;
  readonly gapMs: number | null;
  readonly dataCommitment: Buffer;
  readonly personalCommitment: Buffer | null;
}

/** The hash before the first event of a case. */
export const chainStart = Buffer.alloc(32);

/** The canonical text of an event head: what `canonical` makes of it as an object, written out because it is written often. */
export function eventText(event: EventHead): string {
  const { cause, personalCommitment } = event;
  const text = JSON.stringify;
  return (
    `{"actor":${text(event.actor)},"actorKind":"${event.actorKind}","case":"${event.caseId}"` +
    `,"cause":${cause === null ? 'null' : `{"case":"${cause.case}","seq":${cause.seq}}`}` +
    `,"context":${event.context},"data":"${event.dataCommitment.toString('hex')}","deviation":${event.deviation ?? 'null'}` +
    `,"flow":${text(event.flow)},"from":${text(event.from)},"gapMs":${event.gapMs},"kind":"${event.kind}"` +
    `,"occurredAt":${event.occurredAt},"outcome":${event.outcome}` +
    `,"personal":${personalCommitment === null ? 'null' : `"${personalCommitment.toString('hex')}"`}` +
    `,"prevType":${text(event.prevType)},"principal":${text(event.principal)},"recordedAt":${event.recordedAt}` +
    `,"seq":${event.seq},"to":${text(event.to)},"type":${text(event.type)},"version":${event.version}}`
  );
}

/** The hash of an event: over the hash before it and its canonical bytes. */
export function eventHash(previous: Buffer, event: EventHead): Buffer {
  return hashOf(previous, eventText(event));
}

/** The canonical text that the commitment to an event's data covers. */
export function dataText(input: string, patch: string, reason: string | null): string {
  return `{"input":${input},"patch":${patch}${reason === null ? '' : `,"reason":${JSON.stringify(reason)}`}}`;
}

/**
 * Binds to a text without showing it: who erases text and salt leaves the commitment, and so the chain, as it was, and nobody
 * can find the text again by trying.
 */
export function commitment(salt: Buffer, text: string): Buffer {
  return hashOf(salt, text);
}

let scratch: Buffer = Buffer.allocUnsafe(16_384);

function hashOf(prefix: Buffer, text: string): Buffer {
  const most = prefix.length + text.length * 3;
  if (scratch.length < most) scratch = Buffer.allocUnsafe(most * 2);
  scratch.set(prefix);
  const length = prefix.length + scratch.write(text, prefix.length);
  return hash('sha256', scratch.subarray(0, length), 'buffer');
}

/** Says whether two submissions under one key are the same: the first 128 bits of a hash. */
export function digestOf(text: string): Buffer {
  return hash('sha256', text, 'buffer').subarray(0, 16);
}

/** Hands out salts of 16 bytes, asking for randomness once per 256. */
export function saltSource(randomBytes: (size: number) => Buffer): () => Buffer {
  let pool: Buffer = Buffer.alloc(0);
  return () => {
    if (pool.length === 0) pool = randomBytes(16 * 256);
    const salt = pool.subarray(0, 16);
    pool = pool.subarray(16);
    return salt;
  };
}

/** The canonical text of an object that most often is empty. */
export function canonicalObject(value: JsonObject): string {
  for (const _ in value) return canonical(value);
  return '{}';
}
