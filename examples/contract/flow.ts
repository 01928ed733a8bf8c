import { Currency, Day, days, defineFlow, Fields, Integer, List, Money, OneOf, Optional, Text } from '@throughline/language';

const roles = {
  'contract-manager': { title: 'Contract manager' },
  'site-manager': { title: 'Site manager' },
  'head-of-purchasing': { title: 'Head of purchasing' },
  'finance-lead': { title: 'Lead of finance' },
} as const;

/** The sites that use the contract are asked, each as a case of its own that lives and ends with this one. */
const askSites = {
  open: [
    {
      child: 'sites',
      event: 'ask',
      each: 'data.sites',
      key: 'item.name',
      with: { name: 'item.name', contract: 'data.number', yearly: 'item.yearly' },
    },
  ],
} as const;

const decide = {
  roles: ['head-of-purchasing', 'finance-lead'],
  limit: { of: 'data.amount', by: { 'head-of-purchasing': 'parameters.headLimit' } },
} as const;

/** The term that comes after this one is a case of its own, with deadlines of its own. */
const nextTerm = {
  open: [
    {
      flow: 'contract',
      event: 'begin',
      key: 'computed.nextNumber',
      with: {
        number: 'computed.nextNumber',
        contract: 'data.contract',
        term: 'data.term + 1',
        supplier: 'data.supplier',
        subject: 'data.subject',
        currency: 'data.currency',
        amount: 'has(data.announced) ? data.announced : data.amount',
        endsOn: 'addDays(data.endsOn, data.termDays)',
        termDays: 'data.termDays',
        noticeDays: 'data.noticeDays',
        sites: 'data.sites',
      },
      onRefused: 'nextTermRefused',
    },
  ],
} as const;

/** One term of a contract that goes on by itself unless notice is given in time. */
export const contract = defineFlow({
  name: 'contract',
  title: 'Contract term',
  description: 'One term of a contract that is renewed by itself unless notice is given in time.',
  owner: 'head-of-purchasing',
  key: 'number',
  timeZone: 'Europe/Paris',
  roles,
  data: Fields({
    number: Text({ maxLength: 60 }),
    contract: Text({ maxLength: 40 }),
    term: Integer({ minimum: 1, maximum: 1000 }),
    supplier: Text({ list: true, maxLength: 100 }),
    subject: Text({ list: true, maxLength: 200 }),
    currency: Currency(),
    amount: Money({ list: true, minimum: 0, title: 'A year' }),
    announced: Optional(Money({ minimum: 0, title: 'A year, as announced for the next term' })),
    endsOn: Day({ list: true, title: 'Ends on' }),
    termDays: Integer({ minimum: 28, maximum: 3660, title: 'Length of a term, in days' }),
    noticeDays: Integer({ minimum: 0, maximum: 730, title: 'Notice, in days before the end' }),
    sites: List(Fields({ name: Text({ maxLength: 60 }), yearly: Money({ minimum: 0 }) }), { maxItems: 100 }),
    dropped: Integer({ default: 0, minimum: 0, title: 'Sites that no longer need it' }),
  }),
  computed: {
    noticeOn: 'addDays(data.endsOn, -data.noticeDays)',
    nextNumber: 'data.contract + "-" + string(data.term + 1)',
  },
  columns: { noticeOn: { kind: 'day', title: 'Notice by' } },
  parameters: {
    reviewLead: {
      type: 'integer',
      default: 90,
      owner: 'head-of-purchasing',
      title: 'Reviewed so many days before',
      from: 30,
      to: 365,
    },
    headLimit: { type: 'money', default: 5_000_000, owner: 'finance-lead', title: 'Head of purchasing, up to', from: 0 },
    remindAfter: days(60, { owner: 'head-of-purchasing', title: 'Reminder, days into the review', from: 5, to: 80 }),
  },
  // The supplier's system tells of new prices, sometimes before anybody has entered the contract.
  expected: { within: days(10), owner: 'contract-manager' },
  children: { sites: { flow: 'site-review', ended: 'siteAnswered', end: 'withdraw' } },
  events: {
    announce: {
      title: 'The supplier announces a price',
      data: Fields({ amount: Money({ minimum: 0 }) }),
      set: { announced: 'event.amount' },
      lands: 'stay',
      late: 'apply',
    },
    siteAnswered: {
      title: 'A site has answered',
      data: Fields({ key: Text(), state: Text() }),
      set: { dropped: 'event.state == "dropped" ? data.dropped + 1 : data.dropped' },
    },
    giveNotice: { title: 'Give notice' },
  },
  exceptions: {
    noticeMissed: {
      title: 'The day for notice has passed',
      owner: 'head-of-purchasing',
      severity: 'high',
      within: days(5),
      resolutions: ['renewed on purpose', 'supplier agreed to end'],
      runbook:
        '1. Ask the supplier whether notice is still taken.\n2. If not, negotiate the price of the new term.\n' +
        '3. Say why the review took so long.',
    },
    nextTermRefused: {
      title: 'The next term could not be opened',
      owner: 'contract-manager',
      severity: 'medium',
      within: days(3),
      resolutions: ['opened by hand', 'exists already'],
    },
  },
  start: { begin: { to: 'running', roles: ['contract-manager', 'head-of-purchasing'] } },
  states: {
    running: { owner: 'contract-manager', on: { announce: {}, review: { to: 'reviewing', by: 'person', ...askSites } } },
    reviewing: {
      owner: 'contract-manager',
      on: {
        announce: {},
        siteAnswered: [{ when: 'children.sites.open == 0', to: 'deciding' }, {}],
        // Without sites, or without waiting for the rest of them.
        conclude: { to: 'deciding', by: 'person', reason: true },
      },
    },
    deciding: {
      owner: 'contract-manager',
      on: {
        announce: {},
        siteAnswered: {},
        renew: { to: 'renewing', by: 'person', approval: decide, ...nextTerm },
        giveNotice: { to: 'noticed', by: 'person', approval: decide },
      },
    },
    overdue: {
      owner: 'head-of-purchasing',
      within: days(10),
      on: {
        announce: {},
        siteAnswered: {},
        renew: { to: 'renewing', by: 'person', reason: true, resolve: 'noticeMissed', ...nextTerm },
        giveNotice: { to: 'noticed', by: 'person', reason: true, resolve: 'noticeMissed', approval: decide },
      },
    },
    renewing: { title: 'Renewed, until its end', owner: 'contract-manager', on: { announce: {}, siteAnswered: {} } },
    noticed: { title: 'Notice given, until its end', owner: 'contract-manager', on: { announce: {}, siteAnswered: {} } },
    renewed: { final: 'done' },
    ended: { final: 'done' },
  },
  ladders: {
    notice: {
      title: 'Before the day for notice',
      // A rung comes after its anchor; what must come before a day counts from a day before it.
      anchor: 'addDays(data.endsOn, -(data.noticeDays + parameters.reviewLead))',
      during: ['running'],
      rungs: [{ name: 'review', title: 'Begin the review', after: { days: 0 }, to: 'reviewing', ...askSites }],
    },
    decision: {
      title: 'Until the day for notice',
      anchor: 'addDays(data.endsOn, -(data.noticeDays + parameters.reviewLead))',
      during: ['reviewing', 'deciding'],
      rungs: [
        {
          name: 'remind',
          title: 'Remind',
          after: 'remindAfter',
          task: { role: 'contract-manager', title: 'Decide: the day for notice is near', within: days(7) },
        },
      ],
    },
    lapse: {
      title: 'The day for notice',
      anchor: 'computed.noticeOn',
      during: ['running', 'reviewing', 'deciding'],
      rungs: [{ name: 'missed', title: 'Notice was missed', after: { days: 0 }, raise: 'noticeMissed', to: 'overdue' }],
    },
    end: {
      title: 'The end of the term',
      anchor: 'data.endsOn',
      during: ['noticed'],
      rungs: [{ name: 'end', title: 'It ends', after: { days: 1 }, to: 'ended' }],
    },
    renewal: {
      title: 'The end of the term',
      anchor: 'data.endsOn',
      during: ['renewing'],
      rungs: [{ name: 'renew', title: 'The next term begins', after: { days: 1 }, to: 'renewed' }],
    },
  },
});

/** What one site says of a contract that comes to its end. */
export const siteReview = defineFlow({
  name: 'site-review',
  title: 'Review of a site',
  owner: 'contract-manager',
  key: 'name',
  roles,
  data: Fields({
    name: Text({ maxLength: 60 }),
    contract: Text({ maxLength: 60 }),
    yearly: Money({ minimum: 0 }),
    need: Optional(OneOf(['less', 'same', 'more'])),
  }),
  parameters: { answerWithin: days(21, { owner: 'head-of-purchasing', title: 'A site answers within', from: 5, to: 60 }) },
  events: { keep: { title: 'We need it', data: Fields({ need: OneOf(['less', 'same', 'more']) }), set: { need: 'event.need' } } },
  start: { ask: 'asked' },
  states: {
    asked: {
      owner: 'site-manager',
      within: 'answerWithin',
      on: {
        keep: { to: 'kept', by: 'person' },
        drop: { to: 'dropped', by: 'person', reason: true },
        withdraw: { to: 'withdrawn', by: 'automation' },
      },
    },
    kept: { final: 'done' },
    dropped: { final: 'done' },
    withdrawn: { final: 'cancelled' },
  },
});
