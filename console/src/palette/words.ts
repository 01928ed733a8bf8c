import { wordsOf } from '../words/language.ts';

/* All that is said here, kept apart for translation. */

const english = {
  title: 'Find a case, metric, flow or action',
  hint: 'Find a case, metric, flow, action',
  whatWasFound: 'What was found',
  lookingForCases: 'Looking for cases',
  nothingCalled: (text: string) => `Nothing is called “${text}”.`,
  found: (entries: number) => `${entries} found`,
  actions: 'Actions',
  recent: 'Recent',
  cases: 'Cases',
  pages: 'Pages',
  doors: 'Doors',
  doorsAlso: 'companies switch start',
  openCases: 'open cases',
  lists: 'Lists',
  clockAlreadyMoving: 'The clock is already moving.',
  time: 'Time',
  clockForward: 'clock forward',
  travelDays: (days: number) => `Travel +${days} ${days === 1 ? 'day' : 'days'}`,
  travelTo: (day: string) => `Travel to ${day}`,
  people: 'People',
  actAs: (name: string) => `Act as ${name}`,
  youDoAlready: 'You do already.',
  lightColours: 'Light colours',
  darkColours: 'Dark colours',
  coloursOfSystem: 'Colours of the system',
  settings: 'Settings',
  coloursAlso: 'theme mode appearance',
} as const;

export const words = wordsOf({ en: english });
