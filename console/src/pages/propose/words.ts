import { wordsOf } from '../../words/language.ts';

/** The page on which a change of a flow is proposed. */
export const words = wordsOf({
  en: {
    title: (flow: string) => `Propose a change: ${flow}`,
    page: 'Propose a change',
    flows: 'Flows',
    theFlow: 'Flow',
    parts: 'What to change',
    intro: 'Nothing is in force by a proposal: it is judged, approved by somebody else, and then carried out by the gate.',
    tabs: { parameters: 'Parameters', definition: 'Definition' } as const,
    parameters: 'Parameters',
    noParameter: 'Nothing of this flow can be tuned without a new version. Propose a definition.',
    bounds: (from: string | null, to: string | null) =>
      from === null && to === null ? '' : from === null ? `up to ${to}` : to === null ? `from ${from}` : `${from} to ${to}`,
    ofEachCurrency: 'in the currency of the case',
    now: (value: string) => `now ${value}`,
    yes: 'yes',
    no: 'no',
    definition: 'Definition as it is to be, in JSON or YAML',
    file: 'Take a file',
    fileNote: 'or write below; it begins with what is in force',
    check: 'See what it changes',
    changed: 'It was changed since: see again what it changes.',
    judged: 'What it changes',
    errors: 'With errors it cannot be proposed. Correct what is found, and look again.',
    unread: 'It could not be read',
    propose: 'Propose',
    proposal: 'The proposal',
    name: 'Title',
    summary: 'What is changed, and why',
    refused: 'It was not proposed',
    proposed: (number: string) => `Proposed as ${number}. `,
    open: 'Open the change',
    another: 'Propose another change',
    nothing: 'Change a value first.',
  } as const,
});
