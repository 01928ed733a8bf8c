import type { MinedEvent } from '../mining/miner.ts';
import type { LogReader } from './log-reader.ts';

/** Events by which the kernel keeps its books: not steps of the work. */
export const bookkeepingTypes: ReadonlySet<string> = new Set([
  'assign',
  'comment',
  'link',
  'overdue',
  'rung',
  'child-opened',
  'child-closed',
  'effect-failed',
]);

export interface ActivitySelection {
  readonly flow: string;
  /** Take the kernel's bookkeeping for activities too. */
  readonly all?: boolean;
}

/**
 * The log of a flow as mining sees it: one activity an event, named by its type. Bookkeeping is left out unless asked for; facts
 * never are, whatever they are called, so that an imported log gives exactly its own counts.
 */
export async function* logActivities(reader: LogReader, selection: ActivitySelection): AsyncGenerator<readonly MinedEvent[]> {
  for await (const events of reader.events({ flow: selection.flow })) {
    const work =
      selection.all === true ? events : events.filter((event) => event.kind === 'fact' || !bookkeepingTypes.has(event.type));
    yield work.map((event) => ({ caseId: event.caseId, activity: event.type, at: event.at }));
  }
}
