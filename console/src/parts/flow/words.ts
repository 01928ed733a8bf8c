import type { StateActivity } from '@throughline/api';
import { wordsOf } from '../../words/language.ts';

/* The words of the diagram, kept apart for translation. */

const endings: Partial<Readonly<Record<StateActivity['kind'], string>>> = {
  done: 'ends well',
  failed: 'ends badly',
  cancelled: 'given up',
  gone: 'of older versions',
  expected: 'waits for its beginning',
};

const diagramWordsEnglish = {
  label: (title: string) => `Diagram of ${title}`,
  placing: 'Placing the states.',
  notPlaced: 'The diagram could not be placed. The lists below say the same.',
  beginning: 'Here cases begin',
  along: 'along the flow',
  open: 'cases of the state',
  zoom: 'zoom',
  zoomIn: 'Nearer',
  zoomOut: 'Further away',
  noWait: 'nothing left it',
  median: (wait: string) => `median ${wait}`,
  target: (length: string) => `target ${length}`,
  way: 'Cases that went this way:',
  /** How many, and of which kind the state is. */
  cases: ({ cases, kind }: Pick<StateActivity, 'cases' | 'kind'>) =>
    [cases === 1 ? 'case' : 'cases', endings[kind]].filter((part) => part !== undefined).join(', '),
} as const;

export const diagramWords = wordsOf({ en: diagramWordsEnglish });

const english = {
  d: (decimal: string) => `${decimal} d`,
  h: (decimal: string) => `${decimal} h`,
  min: (decimal: string) => `${decimal} min`,
} as const;

export const waitWords = wordsOf({ en: english });
