import type { audiences, priorities } from './incident-data.ts';

/** What is said of an incident to an audience, with named fields: `{title}`. A line one of whose fields has no value is left out. */
export interface Message {
  readonly audience: (typeof audiences)[number];
  /** For which it is; none: for all. */
  readonly priorities: readonly (typeof priorities)[number][];
  readonly text: string;
}

const whatNext = ['Expected to be over: {eta}.', 'Over since {over}.', 'The next word comes by {next}.'] as const;

const message = (audience: Message['audience'], lines: readonly string[], priorities: Message['priorities'] = []): Message => ({
  audience,
  priorities,
  text: lines.join('\n'),
});

/** What is said where the company has no text of its own (a document of the kind `communication`). */
export const standardMessages: readonly Message[] = [
  message('it-leadership', [
    '{number}, {priority}: {title}.',
    '{state}, since {since}.',
    'It touches {touches}.',
    'What it means: {impact}.',
    'Led by {lead}.',
    'Vendor: {vendor}.',
    'The vendor says: {vendorSaid}',
    'Until then: {workaround}',
    ...whatNext,
  ]),
  message(
    'business-leadership',
    ['{title}, since {since}.', 'What it means: {impact}.', 'What works meanwhile: {workaround}', 'Led by {lead}.', ...whatNext],
    ['P1', 'P2'],
  ),
  message('business-leadership', [
    '{title}, since {since}. Nothing is asked of you.',
    'What it means: {impact}.',
    'Expected to be over: {eta}.',
    'Over since {over}.',
  ]),
  message('users', ['{title}, since {since}.', 'What you can do meanwhile: {workaround}', ...whatNext]),
  message('customers', [
    'Since {since} a part of our service does not work as usual.',
    'What you can do meanwhile: {workaround}',
    'We expect it to work again by {eta}.',
    'It works again since {over}.',
    'We tell you more by {next}.',
  ]),
  message('vendor', [
    'To {vendor}: {title}, since {since}, priority {priority} for us ({number}).',
    'What it stops here: {impact}.',
    'Please tell us the cause, what we can do meanwhile, and when it is over. {lead} is who to talk to.',
  ]),
];
