import type { LogEvent } from '@throughline/api';
import { wordsOf } from '../../words/language.ts';

/** All words of the page, apart from the rest. */
const english = {
  title: 'Log',
  about: 'Everything that happened, in all cases together. Nothing in it is ever changed.',
  caption: 'Events of the log',
  noun: { one: 'event', many: 'events' },
  soFar: (count: string) => `${count} so far`,
  newestFirst: 'Newest first',
  columns: {
    recorded: 'Recorded',
    event: 'Event',
    case: 'Case',
    flow: 'Flow',
    moved: 'State',
    by: 'By',
    kind: 'Kind',
    mark: 'Departs',
  },
  filters: {
    flow: 'Flow',
    everyFlow: 'Every flow',
    type: 'Event',
    everyType: 'Every event',
    kind: 'Kind',
    everyKind: 'Every kind',
    actor: 'By whom',
    everybody: 'By anybody',
    entity: 'Entity',
    everyEntity: 'Every entity',
    key: 'Key of a case',
    fromShort: 'from',
    toShort: 'to',
    from: 'Recorded from',
    to: 'Recorded to, this day included',
    deviation: 'Deviations',
    manual: 'By hand',
    clear: 'Clear filters',
  },
  kinds: { command: 'asked', fact: 'fact', deadline: 'deadline', message: 'message' },
  nothing: 'The log is empty: nothing has happened yet.',
  nothingLike: 'No event is like that. Drop a filter to see more.',
  further: (day: string) => `Looked back to ${day}. Look further back`,
  notFurther: 'Nothing older is like that.',
  failed: 'The log',
  failedEvent: 'The event',
  csv: 'CSV',
  xes: 'XES',
  sealedTo: (number: string, at: string) => `sealed to ${number}, ${at}`,
  unsealed: (count: string) => `${count} since then wait for the next seal`,
  allSealed: 'nothing since then',
  neverSealed: 'not sealed: this server has no key for seals',
  verify: 'throughline log verify',
  verifyAbout: 'recomputes every hash and seal',
  detail: {
    title: 'Event',
    close: 'Close',
    case: 'Case',
    of: 'of',
    occurred: 'Occurred',
    recorded: 'Recorded',
    state: 'State',
    born: 'born',
    into: 'to',
    by: 'By',
    behind: 'behind it',
    roles: 'Roles then',
    noRoles: 'none',
    reason: 'Reason',
    version: 'Flow version',
    outcome: 'Came of it',
    deviation: 'Departs',
    changes: 'What it changed',
    noChanges: 'It changed no field that people read.',
    withheld: 'Some of it was erased, or takes a role that you do not have.',
    causes: 'What it follows from, and what follows from it',
    alone: 'Nothing caused it, and it caused nothing.',
    first: 'the beginning',
    this: 'this event',
    written: 'As it is written',
    hash: 'Hash',
    seal: 'Seal',
    notSealed: 'none yet',
    sealNumber: (number: string) => `number ${number}`,
  },
  close: 'close',
  filter: 'filter',
  stays: 'stays',
} as const;

export const words = wordsOf({ en: english });

const marks = {
  deviation: 'deviation',
  manual: 'by hand',
} as const;

/** What is out of the ordinary about an event. */
export function markWords({ deviation, manual }: Pick<LogEvent, 'deviation' | 'manual'>): string | undefined {
  if (deviation !== null) return marks.deviation;
  return manual ? marks.manual : undefined;
}

/** How a case is called: an exception by its title. */
export function caseWords({ key, title }: LogEvent['case']): string {
  return title ?? key;
}
