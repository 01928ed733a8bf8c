import type { StateActivity } from '@throughline/api';
import { formatCount } from '../../format/number.ts';
import { waitText } from './wait.ts';

/* The words of the diagram, kept apart for translation. */

export const diagramWords = {
  label: (title: string) => `Diagram of ${title}`,
  placing: 'Placing the states.',
  notPlaced: 'The diagram could not be placed. The lists below say the same.',
  beginning: 'Here cases begin',
  along: 'along the flow',
  open: 'cases of the state',
  zoom: 'zoom',
  noWait: 'nothing left it',
  median: (wait: string) => `median ${wait}`,
  target: (length: string) => `target ${length}`,
  way: (count: number) => `A way that ${count} took`,
} as const;

const endings: Partial<Readonly<Record<StateActivity['kind'], string>>> = {
  done: 'ends well',
  failed: 'ends badly',
  cancelled: 'given up',
  gone: 'of older versions',
  expected: 'waits for its beginning',
};

/** What a box says, in a sentence. */
export function nodeWords({ title, cases, medianMs, target, kind }: StateActivity, locale: string): string {
  return [
    `${title}: ${formatCount(cases, locale)} ${cases === 1 ? 'case' : 'cases'}`,
    endings[kind],
    medianMs === null ? undefined : `median ${waitText(medianMs, locale)}`,
    target === null ? undefined : `target ${target.text}`,
  ]
    .filter((part) => part !== undefined)
    .join(', ');
}
