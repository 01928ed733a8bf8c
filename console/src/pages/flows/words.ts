import type { FlowListItem } from '@throughline/api';
import { wordsOf } from '../../words/language.ts';
import { capital } from '../flow/words.ts';

/* All words of the library, kept apart for translation. */

const english = {
  title: 'Flows',
  meta: 'How each kind of case lives, by stream and stage',
  what: 'The flows',
  find: 'Find',
  findHint: 'Title, stage or owner',
  note: (by: string) => `Sorted by ${by}`,
  grouped: 'By stream and stage',
  flow: 'Flow',
  place: 'Stage',
  version: 'Version',
  owner: 'Owner',
  open: 'Open',
  cases: 'Cases',
  begun: 'Began, 30 d',
  exceptions: 'With exception',
  straight: 'Straight through',
  changed: 'Last change',
  findings: 'Findings',
  checking: 'checking',
  none: 'none',
  errors: (count: number) => `${count} ${count === 1 ? 'error' : 'errors'}`,
  warnings: (count: number) => `${count} ${count === 1 ? 'warning' : 'warnings'}`,
  changedBy: (kind: 'version' | 'parameters', by: string) => `${kind === 'parameters' ? ', parameters' : ''}, ${by}`,
  empty: 'No flow is deployed yet.',
  nothing: (find: string) => `No flow has “${find}” in its title, stage or owner.`,
  drop: 'Show all flows',
  total: { one: 'flow', many: 'flows' },
  measuring: 'Volumes and shares are being read from the log for the first time.',
  legend: 'Shares are of the cases that ended in the last 30 days. Straight through: no exception and no hand.',
  focus: 'find',
  notApplicable: 'n/a',
  highestFirst: ', the highest first',
} as const;

export const words = wordsOf({ en: english });

/** `Order to cash / Invoice`; what belongs to no stream is of the kernel. */
export function placeOf({ stream, stage }: Pick<FlowListItem, 'stream' | 'stage'>): string {
  const parts = [stream, stage].filter((part) => part !== null).map((part) => capital(part.replaceAll('-', ' ')));
  return parts.length === 0 ? 'Everywhere' : parts.join(' / ');
}
