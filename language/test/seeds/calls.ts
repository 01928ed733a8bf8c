import { type Edit, type SeededDefect, seed } from './seed.ts';

const shut = '/states/paid/on/close';
const call = {
  kind: 'call',
  to: 'erp',
  with: { number: 'data.number', paid: 'data.paid' },
  delivery: 'at-most-once',
  onFailed: 'partialPayment',
};
const form = {
  type: 'object',
  properties: { number: { type: 'string' }, paid: { type: 'integer' }, contact: { type: 'string' } },
  required: ['number', 'paid'],
  additionalProperties: false,
};
/** The ERP hears of invoices that are closed. */
const calling: readonly Edit[] = [
  ['/destinations', { erp: { owner: 'finance', tier: 2, data: form } }],
  [`${shut}/effects`, [call]],
];
const at = `${shut}/effects/0`;

/** Slips in calls of other systems. */
export const seedsOfCalls: readonly SeededDefect[] = [
  seed('destination-unknown', 'a misspelt destination', `${at}/to`, '"erp"', ...calling, [`${at}/to`, 'erpp']),
  seed('destination-unused', 'a destination that nothing calls', '/destinations/crm', 'nothing calls', ...calling, [
    '/destinations/crm',
    { owner: 'finance', tier: 3 },
  ]),
  seed('destination-unowned', 'a system for which nobody answers', '/destinations/erp', 'no owner and no tier', ...calling, [
    '/destinations/erp',
    { data: form },
  ]),
  seed('destination-unowned', 'a system of which nobody knows how much hangs on it', '/destinations/erp', 'no tier', ...calling, [
    '/destinations/erp/tier',
    undefined,
  ]),
  seed('role-unknown', 'a role that there is not', '/destinations/erp/owner', 'fin', ...calling, [
    '/destinations/erp/owner',
    'fin',
  ]),
  seed('call-unhandled', 'a call whose outcome nobody hears of', at, 'without saying what it did', ...calling, [
    `${at}/onFailed`,
    undefined,
  ]),
  seed(
    'call-unhandled',
    'doubt that nobody hears of',
    at,
    'stays unknown',
    ...calling,
    [`${at}/onFailed`, undefined],
    [`${at}/reply`, { refused: 'dispute' }],
  ),
  seed('exception-unknown', 'a misspelt exception of a call', `${at}/onFailed`, '"partialPayment"', ...calling, [
    `${at}/onFailed`,
    'partialPaiment',
  ]),
  seed('call-field-unknown', 'a field that the system does not take', `${at}/with/amount`, '"amount"', ...calling, [
    `${at}/with/amount`,
    'data.amount',
  ]),
  seed('call-incomplete', 'a field that the system needs', at, '"paid"', ...calling, [`${at}/with`, { number: 'data.number' }]),
  seed('expression-type', 'a number for a text', `${at}/with/number`, 'expected text', ...calling, [
    `${at}/with/number`,
    'data.paid',
  ]),
  seed('field-can-be-missing', 'a payload that need not be there', `${at}/with/contact`, 'data.contact', ...calling, [
    `${at}/with/contact`,
    'data.contact',
  ]),
  seed('effect-without-idempotency', 'a call that may or may not come twice', at, 'not every system can be asked', ...calling, [
    `${at}/delivery`,
    undefined,
  ]),
  seed('event-unknown', 'an outcome that no state takes', `${at}/reply/done`, 'no state takes', ...calling, [
    `${at}/reply`,
    { done: 'booked' },
  ]),
  seed(
    'data-schema-broken',
    'what a system takes, in words that nobody knows',
    '/destinations/erp/data/properties/paid/type',
    '"int"',
    ...calling,
    ['/destinations/erp/data/properties/paid/type', 'int'],
  ),
];
