import type { Replay } from '../replay.ts';
import { type FindingCode, type FindingSeverity, findingCatalogue } from './catalogue.ts';

/** What the checker says of a definition. */
export interface Finding {
  readonly code: FindingCode;
  readonly severity: FindingSeverity;
  /** JSON Pointer into the document. */
  readonly path: string;
  /** What is wrong, and what was expected. */
  readonly message: string;
  /** What shows it: a path of events from the start, the facts it follows from, or the assumption made. Never empty. */
  readonly witness: readonly string[];
  /** What to do. */
  readonly mend: string;
  /** Where the problem can be run to: the inputs that lead there, for `replay`. */
  readonly replay?: Replay;
}

export function finding(
  code: FindingCode,
  path: string,
  said: { message: string; witness: readonly string[]; mend: string; replay?: Replay },
): Finding {
  return { code, severity: findingCatalogue[code].severity, path, ...said };
}

/** A JSON Pointer (RFC 6901) from its segments. */
export function pointer(...segments: readonly (string | number)[]): string {
  return segments.map((segment) => `/${String(segment).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
