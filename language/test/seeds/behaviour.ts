import { accept, office, pay, type SeededDefect, seed, stuck } from './seed.ts';

/** Slips in what happens to a case: life, owners, deadlines, approvals, calendars. */
export const seedsOfBehaviour: readonly SeededDefect[] = [
  // Life
  seed('start-missing', 'no start', '/start', 'no event starts a case', ['/start', {}]),
  seed('start-without-state', 'a start that leads nowhere', '/start/create', 'leads to no state', ['/start/create', {}]),
  seed('start-incomplete', 'a start that leaves fields out', '/start/create', '"customer"', [
    '/events/create',
    { data: { type: 'object', properties: {}, additionalProperties: false } },
  ]),
  seed('state-unreachable', 'a state that nothing leads to', '/states/archived', 'one can reach only', [
    '/states/archived',
    { final: 'done' },
  ]),
  seed(
    'state-only-by-deviation',
    'a state that only a misfit fact leads to',
    '/states/refunded',
    'create -> created',
    ['/states/refunded', { final: 'done' }],
    ['/events/refund', { lands: 'refunded' }],
    ['/states/paid/on/refund', {}],
  ),
  seed(
    'no-way-out',
    'a trap',
    '/states/stuck',
    'close -> stuck',
    ['/states/stuck', stuck],
    ['/states/paid/on/close/to', 'stuck'],
  ),
  seed(
    'no-way-out',
    'a circle',
    '/states/left',
    '"left", "right"',
    ['/states/left', { ...stuck, on: { go: { to: 'right' } } }],
    ['/states/right', { ...stuck, on: { go: { to: 'left' } } }],
    ['/states/paid/on/close/to', 'left'],
  ),
  seed('transition-shadowed', 'a transition after one that always holds', '/states/sent/on/pay/1', 'stands before it', [
    `${pay}/when`,
    undefined,
  ]),

  seed('transition-shadowed', 'a guard that an earlier one covers', '/states/sent/on/pay/1', 'one before it holds', [
    '/states/sent/on/pay/1/when',
    'event.amount > computed.open',
  ]),
  seed('guard-never-holds', 'a guard that contradicts the schema', `${pay}/when`, 'for no input', [
    `${pay}/when`,
    'event.amount < 1',
  ]),
  seed('guard-never-holds', 'a guard that contradicts itself', '/states/blocked/on/send/when', 'proven', [
    '/states/blocked/on/send/when',
    'data.amount > 5 && data.amount < 5',
  ]),
  seed('event-unsendable', 'an event that can carry nothing', '/events/pay', 'no data satisfies', [
    '/events/pay/data/properties/amount/maximum',
    0,
  ]),
  seed('event-unsendable', 'an event that no guard lets through', '/states/paid/on/close', 'never taken', [
    '/states/paid/on/close/when',
    'data.amount < data.amount',
  ]),
  seed('state-unreachable', 'a state behind a guard that never holds', '/states/closed', 'is never taken', [
    '/states/paid/on/close/when',
    'data.paid != data.paid',
  ]),
  seed('guards-overlap', 'two guards that hold at once', '/states/sent/on/pay/1/when', 'both hold with', [
    '/states/sent/on/pay/1/when',
    'event.amount <= computed.open',
  ]),
  seed('guards-incomplete', 'guards that leave something out', '/states/sent/on/pay', 'none holds with', [
    '/states/sent/on/pay/1/when',
    'event.amount < computed.open - 1',
  ]),
  seed('guards-incomplete', 'a fact that does not always land', '/events/pay/lands', 'none holds with', [
    '/events/pay/lands',
    [
      { when: 'event.amount > computed.open', to: 'paid' },
      { when: 'event.amount < computed.open', to: 'partially_paid' },
    ],
  ]),

  seed('approval-on-start', 'a birth that needs an approval', '/start/create/approval', 'a state of its own', [
    '/start/create/approval',
    { roles: ['finance-lead'] },
  ]),
  seed('transition-shadowed', 'a landing after one that always holds', '/events/pay/lands/1', 'never lands here', [
    '/events/pay/lands',
    [{ to: 'paid' }, { to: 'sent' }],
  ]),

  // Owners
  seed('state-unowned', 'a state without owner', '/states/paid', 'pay -> paid', ['/states/paid/owner', undefined]),
  seed('exception-unowned', 'an exception without owner', '/exceptions/partialPayment', '"owner"', [
    '/exceptions/partialPayment/owner',
    undefined,
  ]),

  // Deadlines
  seed('wait-without-deadline', 'a state in which nothing is ever due', '/states/paid', 'pay -> paid', [
    '/states/paid/within',
    undefined,
  ]),
  seed('wait-without-deadline', 'a state in which the ladder stands still', '/states/disputed', 'stands still', [
    '/states/disputed/within',
    undefined,
  ]),
  seed(
    'wait-without-deadline',
    'a ladder that may have nothing to count from',
    '/states/sent',
    'has no value for some data',
    ['/data/required', ['number', 'customer', 'currency', 'amount', 'paid']],
    ['/mails/reminder/text', 'Invoice {{ data.number }} is due.'],
  ),
  seed(
    'rungs-not-ascending',
    'a rung before the one above it',
    '/ladders/dunning/rungs/1/after',
    '"remind" after 7 days, "finance" after 72 hours',
    ['/ladders/dunning/rungs/1/after', { hours: 72 }],
  ),
  seed(
    'rungs-not-ascending',
    'a rung that is before the one above it for some cases',
    '/ladders/dunning/rungs/1/after',
    'where currency is "CHF"',
    ['/ladders/dunning/rungs/1/after', { by: 'currency', is: { EUR: 'financeAfter', CHF: { days: 3 } }, else: 'financeAfter' }],
  ),
  seed(
    'rung-never-fires',
    'a rung after the one that ends the ladder, whatever is chosen',
    '/ladders/dunning/rungs/4',
    'likewise whatever',
    ['/ladders/dunning/rungs/3/approval', undefined],
    ['/states/legal/on/pay', { to: 'paid' }],
    [
      '/ladders/dunning/rungs/4',
      {
        name: 'later',
        after: { by: 'currency', is: { EUR: { days: 90 } }, else: { days: 99 } },
        task: { role: 'legal', title: 'Sue' },
      },
    ],
  ),
  seed(
    'rung-never-fires',
    'a rung after the one that ends the ladder',
    '/ladders/dunning/rungs/4',
    'dunning/legal -> legal',
    ['/ladders/dunning/rungs/3/approval', undefined],
    ['/states/legal/on/pay', { to: 'paid' }],
    ['/ladders/dunning/rungs/4', { name: 'court', after: { days: 60 } }],
  ),
  seed('rung-never-fires', 'a ladder that has always stopped', '/ladders/dunning/rungs/0', 'always holds', [
    '/ladders/dunning/stopWhen',
    'true',
  ]),
  seed(
    'rung-never-fires',
    'a rung that the next supersedes for ever',
    '/ladders/dunning/rungs/0',
    'supersedes',
    ['/ladders/dunning/rungs/0/after', 'financeAfter'],
    ['/parameters/reminderAfter', undefined],
  ),
  seed(
    'rung-never-fires',
    'a ladder over a state that nothing leads to',
    '/ladders/chase/rungs/0',
    '"lobby"',
    [
      '/ladders/chase',
      {
        anchor: 'entered',
        during: ['lobby'],
        rungs: [{ name: 'ask', after: { days: 1 }, task: { role: 'sales', title: 'Ask' } }],
      },
    ],
    ['/states/lobby', { ...stuck, on: { close: { to: 'closed' } } }],
  ),
  seed('rung-repeat-invalid', 'a rung that comes again for ever', '/ladders/dunning/rungs/0', 'only one of', [
    '/ladders/dunning/rungs/0/every',
    { days: 7 },
  ]),
  seed(
    'rung-repeat-invalid',
    'a rung that comes again at once',
    '/ladders/dunning/rungs/0',
    'no time at all',
    ['/ladders/dunning/rungs/0/every', { days: 0 }],
    ['/ladders/dunning/rungs/0/atMost', 3],
  ),
  seed('ladder-paused-during', 'a state in which a ladder fires and stands still', '/ladders/dunning/during/0', 'pauseWhile', [
    '/ladders/dunning/pauseWhile/1',
    'sent',
  ]),
  seed('rung-duplicate', 'two rungs of one name', '/ladders/dunning/rungs/1/name', 'rungs/0', [
    '/ladders/dunning/rungs/1/name',
    'remind',
  ]),
  seed('deadline-on-final', 'a ladder over a final state', '/ladders/dunning/during/2', 'final', [
    '/ladders/dunning/during/2',
    'closed',
  ]),

  seed('deadline-on-final', 'a target time for the end', '/states/closed/within', 'final', [
    '/states/closed/within',
    { days: 1 },
  ]),

  // Approvals
  seed(
    'second-factor-passed-by',
    'a second factor where a machine may do it',
    '/states/disputed/on/accept/secondFactor',
    'machine',
    ['/states/disputed/on/accept/secondFactor', true],
  ),
  seed('only-invalid', 'a person who is an amount', '/states/disputed/on/accept/only', 'no text', [
    '/states/disputed/on/accept/only',
    'amount',
  ]),
  seed('task-tells-person', 'a task for a person whose address is personal', '/ladders/dunning/rungs/1/task/only', 'personal', [
    '/ladders/dunning/rungs/1/task/only',
    'contact',
  ]),
  seed('approver-can-be-author', 'an approval that leaves out who began the case', `${accept}/not`, '"create"', [
    `${accept}/not`,
    ['dispute', 'pay'],
  ]),
  seed('approver-can-be-author', 'an approval that leaves out who wrote the payment', `${accept}/not`, '"pay"', [
    `${accept}/not`,
    ['create', 'dispute'],
  ]),
  seed(
    'approver-can-be-author',
    'a rung that asks whoever began the case',
    '/ladders/dunning/rungs/3/approval/not',
    '"create", "pay"',
    ['/ladders/dunning/rungs/3/approval/not', []],
  ),
  seed('approval-out-of-limits', 'an amount that nobody may approve', `${accept}/limit`, 'above all of them', [
    `${accept}/limit`,
    { of: 'data.amount', by: { 'finance-lead': '100000' } },
  ]),

  // Calendars
  seed('calendar-missing', 'business days without a calendar', '/states/paid/within', '"calendar" is missing', [
    '/states/paid/within',
    { businessDays: 2 },
  ]),
  seed('calendar-missing', 'a window without a calendar', '/states/paid/on/close/closed', '"calendar" is missing', [
    '/states/paid/on/close/closed',
    'monthEnd',
  ]),
  seed('calendar-invalid', 'a calendar of nowhere', '/calendars/office/timeZone', 'Europe/Rome', ...office, [
    '/calendars/office/timeZone',
    'Europe/Atlantis',
  ]),
  seed('calendar-invalid', 'a calendar that ends before it begins', '/calendars/office/from', 'ends before', ...office, [
    '/calendars/office/to',
    '2020-01-01',
  ]),
  seed('calendar-invalid', 'hours the wrong way round', '/calendars/office/week/monday/0', 'not in order', ...office, [
    '/calendars/office/week/monday',
    [['17:00', '09:00']],
  ]),
  seed('calendar-invalid', 'a holiday that is no day', '/calendars/office/holidays/0/on', '2026-02-30', ...office, [
    '/calendars/office/holidays',
    [{ on: '2026-02-30' }],
  ]),
  seed('calendar-invalid', 'an office that never opens', '/calendars/office/week', 'never open', ...office, [
    '/calendars/office/week',
    {},
  ]),
];
