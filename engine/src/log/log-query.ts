import { hash } from 'node:crypto';
import { canonical, type Json, type Millis } from '@throughline/language';
import { isCaseId } from '../case-id.ts';
import { EngineError } from '../errors.ts';

/** Which events of the whole log; all that is said must hold. */
export interface LogSelection {
  readonly flow?: string;
  /** At most 50. */
  readonly types?: readonly string[];
  readonly kind?: 'command' | 'fact' | 'deadline' | 'message';
  /** Who is behind them: the person behind a key, a bot or a case that passed something on. */
  readonly principal?: string;
  /** Facts that the flow had no place for. */
  readonly deviation?: true;
  /** What a person did that an automation is to do, and repairs. */
  readonly manual?: true;
  /** Recorded from this instant on. */
  readonly from?: Millis;
  /** Recorded before it. */
  readonly to?: Millis;
  readonly entity?: string;
  /** Only those of these cases, at most 500. */
  readonly cases?: readonly string[];
  /** What may be seen; absent: everything. Of an owned case it is what may be seen of the case at the root. */
  readonly seen?: Seen;
}

/** The flows that may be seen in every entity, and those that may be seen in some. */
export interface Seen {
  readonly everywhere: readonly string[];
  readonly within: readonly { readonly flow: string; readonly entity: string }[];
}

export interface LogQuery extends LogSelection {
  /** At most 500; 50 where not said. */
  readonly limit?: number;
  /** Where the page before ended: its `next`. */
  readonly after?: string;
}

/** Where an event stands in the order of the log: by when it was recorded, exactly (in microseconds, as text), then by its name. */
export interface LogPlace {
  readonly at: string;
  readonly id: string;
  readonly seq: number;
}

export const logPageMax = 500;
const casesMax = 500;
const typesMax = 50;

/** @throws EngineError list-value-invalid */
export function checkLogSelection({ types = [], cases = [], from, to }: LogSelection): void {
  const invalid = (place: string, expected: string) =>
    new EngineError('list-value-invalid', `${place}: expected ${expected}`, { details: { place, expected } });
  if (types.length > typesMax) throw invalid('/types', `at most ${typesMax}`);
  if (cases.length > casesMax || !cases.every(isCaseId)) throw invalid('/cases', `at most ${casesMax} ids of cases`);
  for (const [place, value] of [
    ['/from', from],
    ['/to', to],
  ] as const)
    if (value !== undefined && !(Math.abs(value) < 1e14)) throw invalid(place, 'an instant');
}

export function logDigest({ limit: _, after: __, ...selection }: LogQuery): string {
  return hash('sha256', canonical(JSON.parse(JSON.stringify(selection)) as Json)).slice(0, 16);
}

export function writePlace(digest: string, { at, id, seq }: LogPlace): string {
  return Buffer.from(JSON.stringify([digest, at, id, seq])).toString('base64url');
}

/** @throws EngineError list-cursor-invalid: it is none, or of another query */
export function readPlace(cursor: string, digest: string): LogPlace {
  const [ofDigest, at, id, seq] = parse(cursor);
  if (ofDigest === digest && typeof at === 'string' && /^-?\d{1,18}$/.test(at) && typeof id === 'string' && isCaseId(id))
    if (Number.isInteger(seq) && Number(seq) > 0 && Number(seq) < 2 ** 31) return { at, id, seq: Number(seq) };
  throw new EngineError('list-cursor-invalid', '/after: expected the `next` of the page before, with the same question', {
    details: { place: '/after' },
  });
}

function parse(cursor: string): readonly unknown[] {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return Array.isArray(parsed) ? parsed : [];
  } catch {
    return [];
  }
}
