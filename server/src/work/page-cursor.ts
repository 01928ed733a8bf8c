import { hash } from 'node:crypto';
import { ThroughlineError } from '../errors.ts';

type Place = readonly (string | number | null)[];

/** Where a page of a list ended, for the client to bring back. It belongs to one question: no other list takes it. */
export function writeCursor(question: readonly unknown[], place: Place): string {
  return Buffer.from(JSON.stringify([digest(question), ...place])).toString('base64url');
}

/** @throws ThroughlineError cursor-invalid */
export function readCursor(question: readonly unknown[], cursor: string): Place {
  try {
    const [known, ...place] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as readonly unknown[];
    if (known === digest(question) && place.every(isPart)) return place;
  } catch {
    // What is no cursor at all is refused as one of another list.
  }
  throw new ThroughlineError('cursor-invalid', 'This cursor is not of this list', {
    place: 'after',
    expected: '`next` of its page before',
  });
}

function isPart(value: unknown): value is string | number | null {
  return value === null || typeof value === 'string' || typeof value === 'number';
}

function digest(question: readonly unknown[]): string {
  return hash('sha256', JSON.stringify(question), 'base64url').slice(0, 16);
}
