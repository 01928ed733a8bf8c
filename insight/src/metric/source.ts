import { knownPredicate } from '../reader/known-at.ts';
import { livedPredicate } from './history.ts';
import { type SeenCases, seenPredicate } from './seen-cases.ts';
import type { Parameters } from './sql-text.ts';

/**
 * Which events of the log are read, as a predicate over `throughline.event_log`: those of these flows that somebody may see, as far as they
 * were recorded by the instant as at which the log is asked.
 */
export interface LogSource {
  of(flows: string | readonly string[]): string;
  /** Those of all flows, whoever may see them. */
  readonly any: string;
}

export function logSource(params: Parameters, seen: readonly SeenCases[] | undefined, knownAt: string | undefined): LogSource {
  const known = knownAt === undefined ? '' : ` and ${knownPredicate(params, knownAt)}`;
  const made = new Map<string, string>();
  return {
    any: `${livedPredicate}${known}`,
    of: (flows) => {
      const name = [flows].flat().join(' ');
      const predicate = made.get(name) ?? `${seenPredicate(flows, seen, params)} and ${livedPredicate}${known}`;
      made.set(name, predicate);
      return predicate;
    },
  };
}
