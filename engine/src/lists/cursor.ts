import { hash } from 'node:crypto';
import { canonical, type Json } from '@throughline/language';
import { isCaseId } from '../case-id.ts';
import { EngineError } from '../errors.ts';
import type { CaseQuery, Column } from './case-query.ts';

/**
 * Where a page ended: at a case, with the value by which it stood there. Inserts before it do not move it. Cases without the
 * value follow those that have one, by state.
 */
export interface Position {
  readonly part: 'present' | 'absent';
  readonly value: string | number;
  readonly id: string;
}

/** What makes two queries lists of the same cases in the same order. */
export function queryDigest({ flow, open, where = [], sort }: CaseQuery): string {
  const same = { flow, open: open ?? null, where, sort: [sort?.field ?? '$key', sort?.descending ?? false] };
  return hash('sha256', canonical(same as unknown as Json)).slice(0, 16);
}

/** A position as text that means nothing outside. */
export function writeCursor(digest: string, { part, value, id }: Position): string {
  return Buffer.from(JSON.stringify([digest, part === 'present' ? 1 : 0, value, id])).toString('base64url');
}

/** @throws EngineError list-cursor-invalid: it is none, or of another query */
export function readCursor(cursor: string, digest: string, column: Column): Position {
  const [ofDigest, isPresent, value, id] = parse(cursor);
  const part = isPresent === 1 ? 'present' : 'absent';
  const wanted = part === 'absent' || column === 'text' ? 'string' : 'number';
  // PostgreSQL knows no text with a NUL, and whoever has a cursor can write another.
  const isValue = typeof value === 'number' || (typeof value === 'string' && !value.includes('\u0000'));
  const isCursor = isValue && typeof value === wanted && typeof id === 'string';
  if (!isCursor || !isCaseId(id))
    throw new EngineError('list-cursor-invalid', '/after: expected the `next` of the page before', {
      details: { place: '/after' },
    });
  if (ofDigest !== digest)
    throw new EngineError(
      'list-cursor-invalid',
      '/after: this page belongs to another query: keep flow, filters and order as they were, or begin anew',
      { details: { place: '/after' } },
    );
  return { part, value, id };
}

function parse(cursor: string): readonly unknown[] {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return Array.isArray(parsed) ? parsed : [];
  } catch {
    return [];
  }
}
