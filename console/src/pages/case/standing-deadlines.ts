import type { CaseDetail, Deadline } from '@throughline/api';

const ahead: ReadonlySet<Deadline['standing']> = new Set(['pending', 'paused', 'awaiting']);

/** What is still to come, the soonest first: what has fired is in the timeline, what waits for its day to begin is nowhere yet. */
export function standing({ case: { title, open }, deadlines }: Pick<CaseDetail, 'case' | 'deadlines'>): readonly Deadline[] {
  // The target time of an exception or a task that is open stands until somebody has dealt with it.
  const stillOpen = title !== undefined && open;
  return deadlines.filter(
    (deadline) =>
      ahead.has(deadline.standing) ||
      (deadline.standing === 'held' && deadline.dueAt !== null) ||
      (deadline.standing === 'fired' && stillOpen),
  );
}
