/**
 * A condition: an event has not been taken back with its case. `event_log` has only such events; this is for statements that need the number of an event as the
 * log has it, or are to look through so many events and no more. It looks each case up, whatever the planner expects.
 *
 * @param event - the alias of `throughline.event`, or of rows that have its bucket, case and number
 */
export function stillCounts(event: string): string {
  return `coalesce((select (life.clocks -> 'retracted' -> -1 ->> 'seq')::int4 from throughline.case_data life
    where life.bucket = ${event}.bucket and life.id = ${event}.case_id), 0) < ${event}.seq`;
}
