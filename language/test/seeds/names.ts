import { accept, type Edit, office, pay, type SeededDefect, seed, seedOrder, text } from './seed.ts';

/** Slips of form and in names. */
export const seedsOfNames: readonly SeededDefect[] = [
  // Form
  seed('schema-invalid', 'a misspelt member', `${pay}/rais`, 'Did you mean "raise"?', [`${pay}/rais`, 'partialPayment']),
  seed('schema-invalid', 'a list that is empty', '/ladders/dunning/rungs', 'a list of 1 to 32', ['/ladders/dunning/rungs', []]),
  seed('schema-invalid', 'a missing member', '', '"title" is missing', ['/title', undefined]),
  seed('schema-invalid', 'another kind of value', '/states/sent', 'expected an object', ['/states/sent', 4]),
  seed('schema-invalid', 'no such choice', '/exceptions/partialPayment/severity', '"low" or "medium"', [
    '/exceptions/partialPayment/severity',
    'bad',
  ]),
  seed('schema-invalid', 'half a length', '/states/paid/within', 'an object with "days"', ['/states/paid/within', { day: 5 }]),
  seed('schema-invalid', 'a NUL character', '/title', 'NUL', ['/title', 'In\0voice']),
  seed('too-large', 'ten thousand rungs of a life', '', 'several flows', [
    '/exceptions/partialPayment/resolutions',
    Array.from({ length: 60_000 }, (_, index) => `answer ${index}`),
  ]),
  seed(
    'too-large',
    'more states than anybody reads',
    '/states',
    '200 states',
    ...Array.from({ length: 200 }, (_, index): Edit => [`/states/s${index}`, { final: 'done' }]),
  ),
  seed('name-malformed', 'a state called constructor', '/states/constructor', '"constructor"', [
    '/states/constructor',
    { final: 'done' },
  ]),
  seed('name-malformed', 'a state called 1st', '/states/1st', '"1st"', ['/states/1st', { final: 'done' }]),
  seed('time-zone-unknown', 'a time zone of nowhere', '/timeZone', 'Europe/Rome', ['/timeZone', 'Europe/Atlantis']),
  seed('flow-name-reserved', 'a flow called task', '/name', 'kernel', ['/name', 'task']),

  // Names
  seed('state-unknown', 'a misspelt state in "to"', `${pay}/to`, 'Did you mean "paid"?', [`${pay}/to`, 'payed']),
  seed('state-unknown', 'a misspelt state in "during"', '/ladders/dunning/during/0', '"sent"', [
    '/ladders/dunning/during/0',
    'snet',
  ]),
  seed('state-unknown', 'a misspelt state in "pauseWhile"', '/ladders/dunning/pauseWhile/0', '"disputed"', [
    '/ladders/dunning/pauseWhile/0',
    'disputd',
  ]),
  seed('state-unknown', 'a fact that lands nowhere', '/events/pay/lands', '"paid"', ['/events/pay/lands', 'payd']),
  seedOrder('state-unknown', 'one of several landings', '/events/ship/lands/0/to', '"shipped"', [
    '/events/ship/lands/0/to',
    'shiped',
  ]),
  seed('event-unknown', 'an approval that excludes nobody', '/states/disputed/on/accept/approval/not/1', '"dispute"', [
    '/states/disputed/on/accept/approval/not/1',
    'disputes',
  ]),
  seed('event-reserved', 'an event called approve', '/states/sent/on/approve', 'built-in', [
    '/states/sent/on/approve',
    { to: 'paid' },
  ]),
  seed('event-unused', 'an event that no state takes', '/events/pey', 'Did you mean "pay"?', ['/events/pey', {}]),
  seed('event-resembles', 'an event one slip away from one described', '/states/legal/on/pya', 'Write "pay"', [
    '/states/legal/on/pya',
    { to: 'paid' },
  ]),
  seed('exception-unknown', 'a misspelt exception', '/states/created/on/send/1/raise', '"missingDeliveryReference"', [
    '/states/created/on/send/1/raise',
    'missingDeliveryRef',
  ]),
  seed('exception-unknown', 'one of several', '/states/paid/on/close/resolve/1', 'partialPayment', [
    '/states/paid/on/close/resolve',
    ['partialPayment', 'partial'],
  ]),
  seed('parameter-unknown', 'a misspelt parameter', '/ladders/dunning/rungs/0/after', '"reminderAfter"', [
    '/ladders/dunning/rungs/0/after',
    'reminderAftr',
  ]),
  seed('mail-unknown', 'a misspelt mail', '/ladders/dunning/rungs/0/effects/0/template', '"reminder"', [
    '/ladders/dunning/rungs/0/effects/0/template',
    'remindr',
  ]),
  seed('mail-unused', 'a mail that nothing sends', '/mails/thanks', 'nothing sends', [
    '/mails/thanks',
    { subject: 'Thanks', text: 'Thanks' },
  ]),
  seedOrder('link-unknown', 'a misspelt link', '/states/placed/on/ship/link/invoyce', '"invoice"', [
    '/states/placed/on/ship/link',
    { invoyce: 'data.number' },
  ]),
  seed('field-unknown', 'a field that is set and not declared', `${pay}/set/payed`, 'Did you mean "paid"?', [
    `${pay}/set`,
    { payed: 'event.amount' },
  ]),
  seed('field-unknown', 'a field that is read and not declared', `${pay}/when`, 'column 7: event has no field "amout"', [
    `${pay}/when`,
    'event.amout > 0',
  ]),
  seed('field-unknown', 'a field asked for by has()', '/states/blocked/on/send/when', 'Did you mean "deliveryReference"?', [
    '/states/blocked/on/send/when',
    'has(data.deliveryReferenc)',
  ]),
  seed('field-unknown', 'a computed field', '/ladders/dunning/stopWhen', 'Did you mean "open"?', [
    '/ladders/dunning/stopWhen',
    'computed.opn <= 0',
  ]),
  seed('field-unknown', 'data of an event that carries none', '/states/paid/on/close/when', '"data" under "events"', [
    '/states/paid/on/close/when',
    'event.sure',
  ]),
  seed('field-unknown', 'a field in a mail', '/mails/reminder/text', 'data has no field "nummer"', [
    '/mails/reminder/text',
    'Pay {{ data.nummer }}',
  ]),
  seed('role-unknown', 'a misspelt role that reads', '/reads/confidential/0', 'Did you mean', [
    '/reads',
    { confidential: ['finanse'] },
  ]),
  seed('role-unknown', 'a misspelt role of a state', '/states/sent/owner', '"collections"', ['/states/sent/owner', 'colections']),
  seed('role-unknown', 'a misspelt role of a task', '/ladders/dunning/rungs/1/task/role', '"finance"', [
    '/ladders/dunning/rungs/1/task/role',
    'finanze',
  ]),
  seed('role-unknown', 'a misspelt role of an approval', '/ladders/dunning/rungs/3/approval/roles/0', '"head-of-finance"', [
    '/ladders/dunning/rungs/3/approval/roles/0',
    'head-of-finence',
  ]),

  seed(
    'child-unknown',
    'children of a kind that is not declared',
    '/states/paid/on/close/open/0/child',
    'Did you mean "lines"?',
    ['/children', { lines: { flow: 'line' } }],
    ['/states/paid/on/close/open', [{ child: 'line', event: 'open', key: 'data.number' }]],
  ),
  seed('event-unknown', 'children that end unheard', '/children/lines/ended', 'has ended', [
    '/children',
    { lines: { flow: 'order', ended: 'lineClosed' } },
  ]),
  seed('calendar-unknown', 'a misspelt calendar', '/calendar/default', 'Did you mean "office"?', ...office, [
    '/calendar/default',
    'ofice',
  ]),
  seed('window-unknown', 'a misspelt window', '/states/paid/on/close/closed', 'Did you mean "monthEnd"?', ...office, [
    '/states/paid/on/close/closed',
    'monthend',
  ]),
  seed('state-reserved', 'a state called expected', '/states/expected', 'kernel', ['/states/expected', { final: 'done' }]),
  seed('limit-role-unknown', 'a limit for a role that may not approve', `${accept}/limit/by/sales`, '"finance-lead"', [
    `${accept}/limit`,
    { of: 'data.amount', by: { sales: '100' } },
  ]),
  seed(
    'name-convention',
    'a field in another style',
    '/data/properties/bill_type',
    'snake_case',
    ['/data/properties/bill_type', text],
    ['/data/properties/billTo', text],
    ['/data/properties/shipTo', text],
  ),
  seed(
    'states-alike',
    'two spellings of one state',
    '/states/canceled',
    'spelling',
    ['/states/cancelled', { final: 'cancelled' }],
    ['/states/canceled', { final: 'cancelled' }],
    ['/states/created/on/cancel', { to: 'cancelled' }],
    ['/states/blocked/on/cancel', { to: 'canceled' }],
  ),
  seed(
    'states-alike',
    'two states of one title',
    '/states/credited',
    'both have the title',
    ['/states/closed/title', 'Over'],
    ['/states/credited/title', 'Over'],
  ),
];
