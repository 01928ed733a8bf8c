import { Day, days, defineFlow, Fields, List, OneOf, Optional, Text } from '@throughline/language';
import { changeOf } from '../integration/change-of.ts';
import { audiences, priorities } from '../service/incident-data.ts';
import { byKeeper, keepers, roles } from './roles.ts';

export const documentKinds = [
  'runbook',
  'diagram',
  'configuration-baseline',
  'integration-spec',
  'data-dictionary',
  'sop',
  'article',
  'faq',
  'communication',
] as const;
/** What a document can be of. */
export const documented = ['system', 'integration', 'flow', 'company'] as const;

/** Empty where nothing is said. */
const noText = { default: '' };

const described = {
  title: Text({ list: true, maxLength: 200 }),
  kind: OneOf(documentKinds, { list: true, title: 'Kind' }),
  ofKind: OneOf(documented, { list: true, title: 'Of a' }),
  /** The name of what it is of. */
  of: Text({ list: true, maxLength: 120, title: 'Of' }),
  owner: Text({ list: true, title: 'Owner', maxLength: 80 }),
  /** Markdown; or where it is kept. */
  body: Text({ maxLength: 20_000, ...noText }),
  url: Text({ maxLength: 500, ...noText }),
  /** Of a communication: to whom it is said of incidents, and of which priorities; none: of all. */
  audience: Optional(OneOf(audiences)),
  priorities: List(OneOf(priorities), { maxItems: 4, default: [] }),
} as const;

const changed = changeOf(described, { body: '""', url: '""', audience: 'null', priorities: '[]' });
const dated = {
  reviewedOn: Optional(Day({ list: true, title: 'Reviewed' })),
  /** Of a runbook: when somebody last went through it to see whether it works, and when it was last needed. */
  lastTestedOn: Optional(Day({ list: true, title: 'Tested' })),
  lastUsedOn: Optional(Day({ decided: true })),
} as const;

/** Whoever followed it may say so, and that it was wrong. */
const users = [...keepers, 'operations-lead', 'incident-lead'] as const;
const used = { roles: users } as const;
const readers = [...users, 'requester', 'release-manager', 'executive'] as const;
const happens = { change: byKeeper, test: used, use: used, helped: { by: 'person', roles: readers } } as const;
const retire = { ...byKeeper, to: 'retired', reason: true } as const;
const about = {
  link: {
    system: 'data.ofKind == "system" ? data.of : ""',
    integration: 'data.ofKind == "integration" ? data.of : ""',
  },
} as const;

/** A page that people work by: written, reviewed by somebody else, current until its review is due, stale after that. */
export const document = defineFlow({
  name: 'document',
  title: 'Document',
  description: 'A runbook, diagram, specification or procedure: who keeps it, what it is of, and whether it still holds.',
  stream: 'catalogue',
  owner: 'systems-lead',
  key: 'number',
  roles,
  data: Fields({ number: Text({ maxLength: 80 }), ...described, ...dated }),
  parameters: {
    reviewEvery: days(365, { owner: 'systems-lead', title: 'Looked at again every', from: 30, to: 1095 }),
    staleAfter: days(30, { owner: 'systems-lead', title: 'Stale, after its review is due', from: 1, to: 180 }),
    draftFor: days(60, { owner: 'systems-lead', title: 'A draft is reviewed within', from: 1, to: 365 }),
  },
  links: { system: { flow: 'system' }, integration: { flow: 'integration' } },
  events: {
    draft: { title: 'Draft' },
    register: { title: 'Register what is in force' },
    change: { title: 'Change it', data: Fields(described), set: changed },
    review: { title: 'Reviewed', data: Fields({ reviewedOn: Day() }), set: { reviewedOn: 'event.reviewedOn' } },
    publish: { title: 'In force' },
    confirm: { title: 'Still right', data: Fields({ reviewedOn: Day() }), set: { reviewedOn: 'event.reviewedOn' } },
    test: { title: 'Tested', data: Fields({ lastTestedOn: Day() }), set: { lastTestedOn: 'event.lastTestedOn' } },
    use: { title: 'Used', data: Fields({ lastUsedOn: Day() }), set: { lastUsedOn: 'event.lastUsedOn' } },
    // Somebody who was about to ask need not any more.
    helped: { title: 'It answered what I was about to ask' },
    lookAgain: { title: 'Look at it again' },
    retire: { title: 'Retire' },
  },
  start: {
    draft: { to: 'draft', ...byKeeper, ...about },
    register: { to: 'current', roles: keepers, ...about },
  },
  states: {
    draft: {
      title: 'Draft',
      owner: 'systems-lead',
      within: 'draftFor',
      on: { change: byKeeper, review: { ...byKeeper, to: 'reviewed', approval: { roles: keepers } }, retire },
    },
    reviewed: {
      title: 'Reviewed',
      owner: 'systems-lead',
      within: days(14),
      on: { change: { ...byKeeper, to: 'draft' }, publish: { ...byKeeper, to: 'current', newRound: true }, retire },
    },
    current: {
      title: 'Current',
      owner: 'systems-lead',
      on: {
        ...happens,
        confirm: { ...byKeeper, newRound: true },
        // After an incident, or because what it describes has changed.
        lookAgain: { roles: [...users, 'catalogue-monitor'], to: 'due', reason: true },
        retire,
      },
    },
    due: {
      title: 'Review due',
      owner: 'systems-lead',
      on: { ...happens, confirm: { ...byKeeper, to: 'current', newRound: true }, retire },
    },
    stale: {
      title: 'Stale',
      owner: 'systems-lead',
      within: 'staleAfter',
      on: { ...happens, confirm: { ...byKeeper, to: 'current', newRound: true }, retire },
    },
    retired: { title: 'Retired', final: 'done' },
  },
  ladders: {
    // What is brought from elsewhere was reviewed some time ago; from then on it counts from each review here.
    firstReview: {
      title: 'First review',
      anchor: 'has(data.reviewedOn) ? dyn(data.reviewedOn) : null',
      during: ['current'],
      rungs: [{ name: 'due', title: 'Review is due', after: 'reviewEvery', to: 'due' }],
    },
    review: {
      title: 'Review',
      anchor: 'entered',
      during: ['current'],
      rungs: [{ name: 'due', title: 'Review is due', after: 'reviewEvery', to: 'due' }],
    },
    freshness: {
      title: 'Freshness',
      anchor: 'entered',
      during: ['due'],
      rungs: [
        {
          name: 'look',
          title: 'Somebody is asked',
          after: days(0),
          task: { role: 'systems-lead', title: 'Does it still hold? Confirm it, change it, or retire it', within: 'staleAfter' },
        },
        { name: 'stale', title: 'It is stale', after: 'staleAfter', to: 'stale' },
      ],
    },
  },
});
