import { hash } from 'node:crypto';
import { canonical, type EventKind, type Json, type JsonObject } from '@throughline/language';
import { isCaseId } from '../case-id.ts';
import type { LoggedEvent } from '../sql/read-log-page.ts';
import { isSeal } from './anchor.ts';
import type { SignedSeal } from './seal.ts';

/*
 * An export is text: one canonical JSON object a line, ended by a line feed. A header; then each seal, followed by its events in the
 * order of the seal, those that were retired by their hash alone; then an end. docs/guide/audit-log.md describes it.
 */

export const exportFormat = 'throughline.log';
export const exportVersion = 1;

export interface ExportHeader {
  readonly format: typeof exportFormat;
  readonly version: typeof exportVersion;
  /** When it was begun, by the clock that the log runs on. */
  readonly exportedAt: number;
  /** Whether it has the personal parts; else their commitments alone. */
  readonly personal: boolean;
  /** The number of its last seal; the first is 1. */
  readonly seals: number;
}

export interface ExportEnd {
  readonly seals: number;
  readonly events: number;
  readonly retired: number;
  /** SHA-256 of the header's text. */
  readonly header: string;
  /** The hash of the last seal. */
  readonly seal: string;
}

/** An event that retention has removed. `check` tells a line that was changed by itself: the seal covers the hash alone. */
export interface RetiredLine {
  readonly case: string;
  readonly seq: number;
  readonly hash: string;
  readonly check: string;
}

export type ExportLine =
  | { readonly kind: 'header'; readonly header: ExportHeader }
  | { readonly kind: 'seal'; readonly seal: SignedSeal }
  | { readonly kind: 'event'; readonly event: LoggedEvent }
  | { readonly kind: 'retired'; readonly retired: RetiredLine }
  | { readonly kind: 'end'; readonly end: ExportEnd & { readonly check: string } };

/** Columns that hold JSON. */
const jsonColumns = ['input', 'patch', 'personal', 'context', 'outcome', 'deviation'] as const;
type JsonColumn = (typeof jsonColumns)[number];

/** Every column of an event and what it may be: `?` may be null, `hex` is lower case, so that a text stands for its bytes alone. */
const eventColumns: Readonly<
  Record<keyof LoggedEvent, 'number' | 'number?' | 'text' | 'text?' | 'hex' | 'hex?' | 'json' | 'json?'>
> = {
  bucket: 'number',
  caseId: 'text',
  seq: 'number',
  flow: 'text',
  version: 'number',
  type: 'text',
  kind: 'text',
  from: 'text?',
  to: 'text',
  actor: 'text',
  actorKind: 'text',
  principal: 'text',
  occurredAt: 'number',
  recordedAt: 'number',
  reason: 'text?',
  input: 'json?',
  patch: 'json?',
  personal: 'json?',
  context: 'json',
  outcome: 'json',
  deviation: 'json?',
  causeCase: 'text?',
  causeSeq: 'number?',
  prevType: 'text?',
  gapMs: 'number?',
  dataSalt: 'hex?',
  dataCommitment: 'hex',
  personalSalt: 'hex?',
  personalCommitment: 'hex?',
  hash: 'hex',
};
const eventColumnCount = Object.keys(eventColumns).length;

export function headerLine(header: ExportHeader): string {
  return canonical({ header: { ...header } });
}

export function sealLine({ number, previous, root, events, sealedAt, key, hash, signature }: SignedSeal): string {
  return canonical({ seal: { number, previous, root, events, sealedAt, key, hash, signature } });
}

/** JSON columns stand as JSON, not as text in text: so two exports can be compared by eye. */
export function eventLine(event: LoggedEvent): string {
  const json = Object.fromEntries(jsonColumns.map((name) => [name, parsed(event[name])]));
  return canonical({ event: { ...event, ...json } as unknown as JsonObject });
}

function parsed(text: string | null): Json {
  return text === null ? null : (JSON.parse(text) as Json);
}

export function retiredLine(position: { readonly caseId: string; readonly seq: number }, hashLeft: string): string {
  const retired = { case: position.caseId, seq: position.seq, hash: hashLeft };
  return canonical({ retired: { ...retired, check: retiredCheck(retired) } });
}

export function retiredCheck({ case: caseId, seq, hash: hashLeft }: Omit<RetiredLine, 'check'>): string {
  return hash('sha256', canonical({ case: caseId, seq, hash: hashLeft }));
}

export function endLine(end: ExportEnd): string {
  return canonical({ end: { ...end, check: endCheck(end) } });
}

/** Tells an end that was changed by itself from one that speaks of other lines. */
export function endCheck(end: ExportEnd): string {
  return hash('sha256', canonical({ ...end }));
}

/** Reads a line; `undefined` where it is none that an export writes, to the letter. */
export function parseLine(text: string): ExportLine | undefined {
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
    if (canonical(value) !== text) return undefined;
  } catch {
    return undefined;
  }
  const [kind, content] = Object.entries(value as JsonObject)[0] ?? [];
  if (Object.keys(value as JsonObject).length !== 1 || content === undefined) return undefined;
  return lineReaders[kind as ExportLine['kind']]?.(content);
}

const lineReaders: Readonly<Record<ExportLine['kind'], (content: Json) => ExportLine | undefined>> = {
  header: (content) => {
    const shape = { format: 'text', version: 'number', exportedAt: 'number', personal: 'flag', seals: 'number' } as const;
    return has<ExportHeader>(content, shape) ? { kind: 'header', header: content } : undefined;
  },
  seal: (content) => (isSeal(content) ? { kind: 'seal', seal: content } : undefined),
  event: (content) => eventOf(content),
  retired: (content) =>
    has<RetiredLine>(content, { case: 'text', seq: 'number', hash: 'hex', check: 'hex' })
      ? { kind: 'retired', retired: content }
      : undefined,
  end: (content) => {
    const shape = { seals: 'number', events: 'number', retired: 'number', header: 'hex', seal: 'hex', check: 'hex' } as const;
    return has<ExportEnd & { check: string }>(content, shape) ? { kind: 'end', end: content } : undefined;
  },
};

type Shape = Readonly<Record<string, 'number' | 'text' | 'hex' | 'flag'>>;

function has<T>(content: Json, shape: Shape): content is Json & T {
  if (typeof content !== 'object' || content === null || Array.isArray(content)) return false;
  const object = content as JsonObject;
  return (
    Object.keys(object).length === Object.keys(shape).length &&
    Object.entries(shape).every(([name, type]) => Object.hasOwn(object, name) && isOf(object[name] as Json, type))
  );
}

function isOf(value: Json, type: 'number' | 'text' | 'hex' | 'flag'): boolean {
  if (type === 'number') return typeof value === 'number';
  if (type === 'flag') return typeof value === 'boolean';
  return typeof value === 'string' && (type === 'text' || /^([0-9a-f]{2})*$/.test(value));
}

function eventOf(content: Json): ExportLine | undefined {
  if (typeof content !== 'object' || content === null || Array.isArray(content)) return undefined;
  const object = content as JsonObject;
  if (Object.keys(object).length !== eventColumnCount) return undefined;
  const event: Record<string, Json> = { ...object };
  for (const [name, column] of Object.entries(eventColumns)) {
    const value = object[name];
    if (value === undefined) return undefined;
    const type = column.replace('?', '') as 'number' | 'text' | 'hex' | 'json';
    const isNull = value === null && column.endsWith('?');
    if (type === 'json') event[name as JsonColumn] = isNull ? null : canonical(value);
    else if (!isNull && !isOf(value, type)) return undefined;
  }
  const read = event as unknown as LoggedEvent;
  return isWhole(read) ? { kind: 'event', event: read } : undefined;
}

const kinds: ReadonlySet<string> = new Set(['command', 'fact', 'deadline', 'message'] satisfies EventKind[]);
const actorKinds: ReadonlySet<string> = new Set(['person', 'automation', 'source', 'system']);

/** What the database's own checks see to: names of kinds, and that parts are erased with their salt. */
function isWhole(event: LoggedEvent): boolean {
  const { input, patch, dataSalt, personal, personalSalt, causeCase, causeSeq } = event;
  return (
    kinds.has(event.kind) &&
    actorKinds.has(event.actorKind) &&
    isCaseId(event.caseId) &&
    (causeCase === null || isCaseId(causeCase)) &&
    (causeCase === null) === (causeSeq === null) &&
    (input === null) === (dataSalt === null) &&
    (patch === null) === (dataSalt === null) &&
    (personal === null) === (personalSalt === null)
  );
}
