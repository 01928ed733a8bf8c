import { wordsOf } from '../../words/language.ts';

/* What the pages say of all that is declared in files: connections and reconciliations. */

const english = {
  filter: 'filter',
  owner: 'Owner',
  everyOwner: 'Every owner',
  tabsLabel: 'What joins systems',
  tabs: {
    integrations: 'Register',
    automations: 'Automations',
    connections: 'Connections',
    reconciliations: 'Reconciliation',
  },
  simulated: 'Everything in the simulated company is made up: no real system is reached from there.',
  toOwn: 'Go to your own company',
  faults: 'What is wrong with its declaration',
  faultsNote: 'Nothing runs until it is corrected. The file is read at each look: no restart is needed.',
  place: 'Where',
  message: 'What is wrong',
  expected: 'Expected',
  action: 'What to do',
  whole: 'the file',
  code: 'Code',
  began: 'Began',
  cause: 'Asked for',
  outcome: 'Outcome',
  took: 'Took',
  runStatus: { running: 'running', done: 'done', failed: 'failed', stopped: 'stopped' },
  causes: { schedule: 'schedule', request: 'by hand', delivery: 'deliveries', replay: 'replay' },
  byHand: 'by hand',
  every: (span: string) => `every ${span}`,
  folder: 'Declarations lie here',
  thenAsk: 'Then ask',
  forExample: 'For example',
} as const;

export const words = wordsOf({ en: english });
