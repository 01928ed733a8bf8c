import { accept, type Edit, pay, type SeededDefect, seed, seedOrder, text } from './seed.ts';

/** Slips in expressions, data, parameters, exceptions, effects, and between flows. */
export const seedsOfValues: readonly SeededDefect[] = [
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
  seed('length-choice-invalid', 'a length that a number chooses', '/states/paid/within/by', 'only a text', [
    '/states/paid/within',
    { by: 'amount', is: { '1': { days: 1 } }, else: { days: 5 } },
  ]),
  seed(
    'length-choice-invalid',
    'a length for a value that there is not',
    '/states/paid/within/is/privat',
    'Did you mean "private"?',
    ['/data/properties/segment', { type: 'string', enum: ['key', 'private'] }],
    ['/states/paid/within', { by: 'segment', is: { privat: { days: 1 } }, else: { days: 5 } }],
  ),
  seed('field-unknown', 'a length that no field chooses', '/states/paid/within/by', 'Did you mean "currency"?', [
    '/states/paid/within',
    { by: 'curency', is: { EUR: { days: 1 } }, else: { days: 5 } },
  ]),
  seed('key-confidential', 'a key that is confidential', '/key', 'everybody who sees', [
    '/data/properties/number/confidential',
    true,
  ]),
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
