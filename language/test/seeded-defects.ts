import type { FindingCode, FlowDefinition, Json } from '../src/index.ts';
import { invoice } from './invoice-flow.ts';
import { order } from './order-flow.ts';

/** A clean flow, one slip made in it, and what the checker must then say. */
export interface SeededDefect {
  readonly code: FindingCode;
  readonly slip: string;
  /** Where the finding stands. */
  readonly path: string;
  /** Part of what must be said in the witness, message or mend. */
  readonly says: string;
  readonly flow: Json;
}

type Edit = readonly [path: string, value: Json | undefined];

/** The document with values put at JSON Pointers; `undefined` takes a member out. */
export function edited(flow: FlowDefinition, ...edits: readonly Edit[]): Json {
  const document = structuredClone(flow) as unknown as Record<string, unknown>;
  for (const [path, value] of edits) {
    const segments = path.split('/').slice(1);
    const last = segments.pop() ?? '';
    let target = document;
    for (const segment of segments) {
      target[segment] ??= {};
      target = target[segment] as Record<string, unknown>;
    }
    if (value === undefined) delete target[last];
    else target[last] = structuredClone(value);
  }
  return document as unknown as Json;
}

function seed(code: FindingCode, slip: string, path: string, says: string, ...edits: readonly Edit[]): SeededDefect {
  return { code, slip, path, says, flow: edited(invoice, ...edits) };
}

function seedOrder(code: FindingCode, slip: string, path: string, says: string, ...edits: readonly Edit[]): SeededDefect {
  return { code, slip, path, says, flow: edited(order, ...edits) };
}

const text = { type: 'string', maxLength: 100 };
const stuck = { owner: 'billing', within: { days: 1 } };
const pay = '/states/sent/on/pay/0';
const accept = '/states/disputed/on/accept/approval';
const office: readonly Edit[] = [
  ['/calendar', { default: 'office' }],
  [
    '/calendars/office',
    {
      timeZone: 'Europe/Rome',
      from: '2026-01-01',
      to: '2027-12-31',
      week: {
        monday: [['09:00', '17:00']],
        tuesday: [
          ['09:00', '12:00'],
          ['13:00', '17:00'],
        ],
      },
      windows: { monthEnd: [{ from: '2026-01-28', to: '2026-01-31' }] },
    },
  ],
];

/** At least one for each code of the catalogue that speaks of a flow. */
export const seededDefects: readonly SeededDefect[] = [
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

  // Expressions
  seed('field-can-be-missing', 'a guard that reads what need not be there', '/states/blocked/on/send/when', 'absent', [
    '/states/blocked/on/send/when',
    'data.deliveryReference != ""',
  ]),
  seed('field-can-be-missing', 'a mail to nobody', '/states/created/on/send/0/effects/0/to', 'data.contact absent', [
    '/states/created/on/send/0/when',
    'has(data.deliveryReference)',
  ]),
  seed(
    'field-can-be-missing',
    'a rung that reads what need not be there',
    '/ladders/dunning/rungs/0/effects/0/to',
    'when it is due',
    ['/ladders/dunning/rungs/0/effects/0/to', 'data.contact'],
  ),
  seed(
    'field-can-be-missing',
    'a computed field',
    '/computed/greeting',
    'evaluated at',
    ['/computed/greeting', '"Dear " + data.contact'],
    ['/mails/invoice/subject', '{{ computed.greeting }}'],
    ['/states/created/on/send/0/when', 'has(data.deliveryReference)'],
    ['/states/created/on/send/0/effects/0/to', '"a@b.example"'],
  ),
  seed(
    'field-can-be-missing',
    'a field that the transition has just taken away',
    '/states/blocked/on/send/effects/0/to',
    'deliveryReference',
    ['/states/blocked/on/send/set', { deliveryReference: 'null' }],
    [
      '/states/blocked/on/send/effects',
      [{ kind: 'mail', template: 'invoice', to: 'data.deliveryReference', delivery: 'at-most-once' }],
    ],
  ),
  seed(
    'field-can-be-missing',
    'a field that a late fact brings unasked',
    '/events/dispute/set/customer',
    'comes late',
    ['/events/dispute', { set: { customer: 'data.contact' } }],
    ['/states/sent/on/dispute/when', 'has(data.contact)'],
    ['/states/partially_paid/on/dispute/when', 'has(data.contact)'],
  ),
  seed(
    'field-can-be-missing',
    'a limit of what need not be there',
    `${accept}/limit/of`,
    'data.deposit absent',
    ['/data/properties/deposit', { type: 'integer' }],
    [accept, { roles: ['finance-lead', 'head-of-finance'], limit: { of: 'data.deposit', by: { 'finance-lead': '100' } } }],
  ),
  seed('expression-can-fail', 'a division by nothing', `${pay}/when`, 'division by zero', [
    `${pay}/when`,
    'event.amount / data.paid > 2',
  ]),
  seed('expression-can-fail', 'text that is no day', `${pay}/set/dueOn`, 'no day', [
    `${pay}/set/dueOn`,
    'addDays(data.customer, 3)',
  ]),
  seed('expression-invalid', 'half an expression', `${pay}/when`, 'column 15', [`${pay}/when`, 'event.amount >']),
  seed('expression-invalid', 'text and number added', `${pay}/set/paid`, 'int + string', [`${pay}/set/paid`, 'data.paid + "1"']),
  seed('expression-invalid', 'the time', `${pay}/when`, 'cannot read the time', [`${pay}/when`, 'now > data.dueOn']),
  seed('expression-type', 'a guard that is a number', `${pay}/when`, 'expected true or false', [`${pay}/when`, 'event.amount']),
  seed('expression-type', 'text for an amount', `${pay}/set/paid`, 'expected a whole number for "paid"', [
    `${pay}/set/paid`,
    'data.number',
  ]),
  seed('expression-type', 'nothing for a required field', `${pay}/set/paid`, 'only an optional field', [
    `${pay}/set/paid`,
    'null',
  ]),
  seed('expression-type', 'an address that is a number', '/ladders/dunning/rungs/0/effects/0/to', 'the address', [
    '/ladders/dunning/rungs/0/effects/0/to',
    'data.amount',
  ]),
  seed('expression-type', 'an anchor that is no day', '/ladders/dunning/anchor', 'a day or an instant', [
    '/ladders/dunning/anchor',
    'data.customer',
  ]),
  seedOrder('expression-type', 'one case for each of a number', '/states/placed/on/ship/open/0/each', 'a list', [
    '/states/placed/on/ship/open/0/each',
    'data.amount',
  ]),
  seed('value-invalid', 'a currency that is none', `${pay}/set/currency`, '"currency"', [`${pay}/set/currency`, '"euro"']),
  seed('computed-circle', 'two fields computed from each other', '/computed/open', 'open reads rest reads open', [
    '/computed',
    { open: 'computed.rest', rest: 'computed.open' },
  ]),
  seed('key-changed', 'the key is set', `${pay}/set/number`, 'cannot change', [`${pay}/set/number`, 'data.customer']),

  // Data
  seed('data-not-closed', 'data that accepts anything', '/data', 'additionalProperties', ['/data/additionalProperties', true]),
  seed('data-not-closed', 'an event that carries text', '/events/pay/data', 'type "string"', ['/events/pay/data', text]),
  seed('data-schema-broken', 'a required field that is not declared', '/data/required/6', '"weight"', [
    '/data/required',
    ['number', 'customer', 'currency', 'amount', 'paid', 'dueOn', 'weight'],
  ]),
  seed('data-schema-broken', 'a pattern that is none', '/data/properties/currency/pattern', 'without', [
    '/data/properties/currency/pattern',
    '[',
  ]),
  seed('key-field-invalid', 'a key that is no field', '/key', 'Did you mean "number"?', ['/key', 'numbr']),
  seed('key-field-invalid', 'a key that may be missing', '/key', 'optional', ['/key', 'deliveryReference']),
  seed('key-field-invalid', 'a key that is a number', '/key', 'not text', ['/key', 'amount']),
  seed('key-personal', 'a key that names a person', '/key', 'cannot be erased', ['/data/properties/number/personal', true]),
  seed('field-name-unreadable', 'a field with a hyphen', '/data/properties/due-on', 'data.due-on', [
    '/data/properties/due-on',
    text,
  ]),
  seed('field-name-unreadable', 'a field called in', '/data/properties/in', 'a word of CEL', ['/data/properties/in', text]),
  seed('field-untyped', 'a field of any type', '/data/properties/remark', 'no one type', ['/data/properties/remark', {}]),
  seed(
    'list-fields-too-many',
    'nine list fields',
    '/data',
    '9 fields',
    ...'abcdef'.split('').map((name): Edit => [`/data/properties/${name}`, { ...text, list: true }]),
  ),
  seed(
    'list-fields-too-many',
    'eight list fields and a column',
    '/data',
    '9 fields',
    ['/columns/open', { kind: 'money' }],
    ...'abcde'.split('').map((name): Edit => [`/data/properties/${name}`, { ...text, list: true }]),
  ),
  seed('list-field-personal', 'a contact in lists', '/data/properties/contact', 'lists do not keep it', [
    '/data/properties/contact/list',
    true,
  ]),
  seed(
    'list-field-personal',
    'a column that is computed from the contact by a detour',
    '/columns/greeting',
    'it reads "contact"',
    ['/computed/name', 'data.contact'],
    ['/computed/greeting', '"Dear " + computed.name'],
    ['/columns/greeting', { kind: 'text' }],
  ),
  seed('field-unknown', 'a column that is computed nowhere', '/columns/opne', 'Did you mean "open"?', [
    '/columns/opne',
    { kind: 'money' },
  ]),
  seed(
    'column-duplicate',
    'a column that is called like a list field',
    '/columns/amount',
    'already',
    ['/computed/amount', 'data.amount'],
    ['/columns/amount', { kind: 'money' }],
  ),
  seed('expression-type', 'a column of another kind', '/columns/open/kind', 'expected text for a column of kind day', [
    '/columns/open',
    { kind: 'day' },
  ]),
  seed('default-invalid', 'a default that the field cannot have', '/data/properties/paid/default', '"none"', [
    '/data/properties/paid/default',
    'none',
  ]),

  // Parameters
  seed('parameter-default-invalid', 'a default out of bounds', '/parameters/reminderAfter/default', 'from 1 to 30', [
    '/parameters/reminderAfter/default',
    31,
  ]),
  seed('parameter-default-invalid', 'a default of another type', '/parameters/reminderAfter/default', 'a whole number', [
    '/parameters/reminderAfter/default',
    'soon',
  ]),
  seed('parameter-bounds-invalid', 'bounds the wrong way round', '/parameters/reminderAfter', 'nothing lies between', [
    '/parameters/reminderAfter/from',
    40,
  ]),
  seed('parameter-bounds-invalid', 'a length that may be negative', '/parameters/reminderAfter', 'never negative', [
    '/parameters/reminderAfter/from',
    -5,
  ]),
  seed('parameter-bounds-invalid', 'a length of more than a hundred years', '/parameters/reminderAfter', 'a hundred years', [
    '/parameters/reminderAfter/to',
    1_000_000_000,
  ]),
  seed('parameter-not-a-length', 'a length taken from an amount', '/ladders/dunning/rungs/0/after', 'type money', [
    '/parameters/reminderAfter/type',
    'money',
  ]),
  seed('parameter-unused', 'a parameter that nothing reads', '/parameters/slack', 'changes nothing', [
    '/parameters/slack',
    { type: 'days', default: 3, owner: 'finance' },
  ]),

  // Exceptions
  seed('exception-unused', 'an exception that nothing raises', '/exceptions/lost', 'nothing raises', [
    '/exceptions/lost',
    { owner: 'billing', severity: 'low' },
  ]),
  seed(
    'exception-unresolvable',
    'a blocking exception without a way out',
    '/exceptions/partialPayment',
    'assumed',
    ['/exceptions/partialPayment/blocks', true],
    ['/exceptions/partialPayment/resolutions', undefined],
    ['/states/paid/on/close/resolve', undefined],
  ),

  seed('runbook-missing', 'a high exception without a runbook', '/exceptions/missingDeliveryReference', 'what to do', [
    '/exceptions/missingDeliveryReference/runbook',
    undefined,
  ]),

  // Effects
  seed('effect-without-idempotency', 'a mail that may or may not come twice', '/ladders/dunning/rungs/0/effects/0', 'SMTP', [
    '/ladders/dunning/rungs/0/effects/0/delivery',
    undefined,
  ]),

  // Between flows
  seedOrder('refusal-unhandled', 'a message whose refusal nobody hears of', '/states/shipped/on/dispute/send/0', 'onRefused', [
    '/states/shipped/on/dispute/send/0/onRefused',
    undefined,
  ]),
  seedOrder('refusal-unhandled', 'a case that may not open', '/states/placed/on/ship/open/0', 'onRefused', [
    '/states/placed/on/ship/open/0/onRefused',
    undefined,
  ]),
  seedOrder('flow-unknown', 'children of a flow that is not there', '/children/lines/flow', 'assumed', [
    '/children',
    { lines: { flow: 'line' } },
  ]),
  seedOrder('message-not-accepted', 'an end that the children do not take', '/children/bills/end', '"pay"', [
    '/children',
    { bills: { flow: 'invoice', end: 'stop' } },
  ]),
  seedOrder(
    'message-not-accepted',
    'an event that starts no child',
    '/states/placed/on/ship/open/1/event',
    '"create"',
    ['/children', { bills: { flow: 'invoice' } }],
    ['/states/placed/on/ship/open/1', { child: 'bills', event: 'creat', key: 'data.number' }],
  ),
  seedOrder(
    'flow-unknown',
    'a message to a flow that is not there',
    '/states/placed/on/ship/open/0/flow',
    'Did you mean "invoice"?',
    ['/states/placed/on/ship/open/0/flow', 'invoices'],
  ),
  seedOrder('flow-unknown', 'a link to a flow that is not there', '/links/invoice/flow', 'assumed', [
    '/links/invoice/flow',
    'bill',
  ]),
  seedOrder('message-not-accepted', 'an event that starts no invoice', '/states/placed/on/ship/open/0/event', '"create"', [
    '/states/placed/on/ship/open/0/event',
    'creat',
  ]),
  seedOrder('message-not-accepted', 'an event that no state takes', '/states/shipped/on/dispute/send/0/event', '"pay"', [
    '/states/shipped/on/dispute/send/0/event',
    'payy',
  ]),
  seedOrder(
    'message-field-unknown',
    'a field that the invoice does not have',
    '/states/shipped/on/dispute/send/0/with/amont',
    '"amount"',
    ['/states/shipped/on/dispute/send/0/with/amont', 'event.sum'],
  ),
  seedOrder('message-incomplete', 'a field that the invoice requires', '/states/shipped/on/dispute/send/0', '"paidOn"', [
    '/states/shipped/on/dispute/send/0/with/paidOn',
    undefined,
  ]),
  seedOrder('expression-type', 'a field of another type there', '/states/shipped/on/dispute/send/0/with/amount', '"amount"', [
    '/states/shipped/on/dispute/send/0/with/amount',
    'data.number',
  ]),
];
