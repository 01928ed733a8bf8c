import type { Parameters } from '../metric/sql-text.ts';

/** Which events of `throughline.event_history` were known at an instant: recorded by then, and not taken back yet. */
export function knownPredicate(params: Parameters, knownAt: string): string {
  const at = params.add(knownAt, 'timestamptz');
  return `recorded_at < ${at} and (retracted_at is null or retracted_at >= ${at})`;
}

/** A statement over the log as it was known at an instant: what was taken back since was known then. Its events are those of `knownPredicate`. */
export function overHistory(sql: string, knownAt: string | undefined): string {
  return knownAt === undefined ? sql : sql.replaceAll('throughline.event_log', 'throughline.event_history');
}
