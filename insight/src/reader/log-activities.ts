import type { MinedEvent } from '../mining/miner.ts';
import type { LogEvent, LogReader } from './log-reader.ts';

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
  'replay',
  'skip-rung',
  'rekey',
  'alias',
  'migrate',
  'erase',
  'legal-hold',
  'lift-legal-hold',
  'resend',
  'settle-effect',
]);

/** The kernel's state of a case that is yet to be born: what waits for it is decided, and becomes a step, after the birth. */
const expected = 'expected';
/** The kernel's state of a case that was merged into another; a name that leads to a case (`alias`) is no case at all. */
const merged = 'merged';

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
    const isWork = ({ kind, type }: LogEvent) => selection.all === true || kind === 'fact' || !bookkeepingTypes.has(type);
    const isLife = ({ type, stateTo }: LogEvent) => stateTo !== expected && !(type === 'alias' && stateTo === merged);
    const work = events.filter((event) => isLife(event) && isWork(event));
    yield work.map((event) => ({ caseId: event.caseId, activity: event.type, at: event.at }));
  }
}
