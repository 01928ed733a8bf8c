import type { Deadline } from '@throughline/api';

const ahead: ReadonlySet<Deadline['standing']> = new Set(['pending', 'paused', 'awaiting']);

/** What is still to come, the soonest first: what has fired is in the timeline, what waits for its day to begin is nowhere yet. */
export function standing(deadlines: readonly Deadline[]): readonly Deadline[] {
  return deadlines.filter(
    (deadline) => ahead.has(deadline.standing) || (deadline.standing === 'held' && deadline.dueAt !== null),
  );
}
