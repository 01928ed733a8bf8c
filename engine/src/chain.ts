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
  readonly dataCommitment: string;
  readonly personalCommitment: string | null;
}

/** The hash before the first event of a case. Hashes and salts are hexadecimal text here: with a Buffer each, an import took a third more processor time. */
export const chainStart = '0'.repeat(64);

/** The canonical text of an event head: what `canonical` makes of it as an object, written out because it is written often. */
export function eventText(event: EventHead): string {
  const { cause, personalCommitment } = event;
  const text = JSON.stringify;
  return (
    `{"actor":${text(event.actor)},"actorKind":"${event.actorKind}","case":"${event.caseId}"` +
    `,"cause":${cause === null ? 'null' : `{"case":"${cause.case}","seq":${cause.seq}}`}` +
    `,"context":${event.context},"data":"${event.dataCommitment}","deviation":${event.deviation ?? 'null'}` +
    `,"flow":${text(event.flow)},"from":${text(event.from)},"gapMs":${event.gapMs},"kind":"${event.kind}"` +
    `,"occurredAt":${event.occurredAt},"outcome":${event.outcome}` +
    `,"personal":${personalCommitment === null ? 'null' : `"${personalCommitment}"`}` +
    `,"prevType":${text(event.prevType)},"principal":${text(event.principal)},"recordedAt":${event.recordedAt}` +
    `,"seq":${event.seq},"to":${text(event.to)},"type":${text(event.type)},"version":${event.version}}`
  );
}

/** The hash of an event: over the hash before it and its canonical bytes. */
export function eventHash(previous: string, event: EventHead): string {
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
export function commitment(salt: string, text: string): string {
  return hashOf(salt, text);
}

let scratch: Buffer = Buffer.allocUnsafe(16_384);

/** The hash over the bytes that hexadecimal digits say, and a text after them. */
function hashOf(prefix: string, text: string): string {
  const start = prefix.length / 2;
  const most = start + text.length * 3;
  if (scratch.length < most) scratch = Buffer.allocUnsafe(most * 2);
  scratch.write(prefix, 0, 'hex');
  const length = start + scratch.write(text, start);
  return hash('sha256', scratch.subarray(0, length), 'hex');
}

/** Says whether two submissions under one key are the same: the first 128 bits of a hash. */
export function digestOf(text: string): string {
  return hash('sha256', text, 'hex').slice(0, 32);
}

const saltsAtOnce = 256;

/** Hands out salts of 16 bytes, asking for randomness once per 256. */
export function saltSource(randomBytes: (size: number) => Buffer): () => string {
  let pool = '';
  let next = 0;
  return () => {
    if (next === pool.length) {
      pool = randomBytes(16 * saltsAtOnce).toString('hex');
      next = 0;
    }
    next += 32;
    return pool.slice(next - 32, next);
  };
}

/** The canonical text of an object that most often is empty. */
export function canonicalObject(value: JsonObject): string {
  for (const _ in value) return canonical(value);
  return '{}';
}
