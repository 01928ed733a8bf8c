import {
  type Actor,
  type CaseRecord,
  type CompiledFlow,
  type Context,
  Currency,
  compileFlow,
  Day,
  days,
  decide,
  defineFlow,
  Fields,
  hours,
  type JsonObject,
  Money,
  OneOf,
  Optional,
  Text,
} from '@throughline/language';

const payment = [
  { when: 'event.amount >= computed.open', to: 'paid' },
  { when: 'event.amount < computed.open', to: 'partially_paid' },
] as const;
const reversed = [
  { when: 'event.amount < data.paid', to: 'partially_paid' },
  { when: 'event.amount == data.paid', to: 'sent' },
] as const;
const promise = { when: '!has(data.promisedOn)', to: 'promised' } as const;

/** A bill from its draft to its end. `billMachine` is the same for XState. */
export const bill = defineFlow({
  name: 'bill',
  title: 'Bill',
  owner: 'finance',
  key: 'number',
  data: Fields({
    number: Text(),
    customer: Text({ list: true }),
    currency: Currency(),
    amount: Money({ list: true, minimum: 0 }),
    paid: Money({ list: true, default: 0, minimum: 0 }),
    dueOn: Day({ list: true }),
    deliveryReference: Optional(Text()),
    promisedOn: Optional(Day()),
  }),
  computed: { open: 'data.amount - data.paid' },
  events: {
    send: { data: Fields({ channel: OneOf(['mail', 'post', 'portal']) }) },
    reference: {
      data: Fields({ deliveryReference: Text() }),
      set: { deliveryReference: 'event.deliveryReference' },
    },
    pay: { data: Fields({ amount: Money({ minimum: 1 }), paidOn: Day() }), set: { paid: 'data.paid + event.amount' } },
    reverse: { data: Fields({ amount: Money({ minimum: 1 }) }), set: { paid: 'data.paid - event.amount' } },
    promise: { data: Fields({ promisedOn: Day() }), set: { promisedOn: 'event.promisedOn' } },
  },
  start: { create: 'draft' },
  states: {
    draft: {
      owner: 'finance',
      within: hours(24),
      on: { send: [{ when: 'has(data.deliveryReference)', to: 'sent' }, { to: 'blocked' }], reference: {} },
    },
    blocked: { owner: 'finance', within: hours(8), on: { reference: { to: 'draft' } } },
    sent: { owner: 'finance', within: days(60), on: { pay: payment, dispute: 'disputed', promise, handOver: 'legal' } },
    partially_paid: {
      owner: 'finance',
      within: days(60),
      on: { pay: payment, reverse: reversed, dispute: 'disputed', promise, handOver: 'legal' },
    },
    promised: { owner: 'finance', within: days(30), on: { pay: payment, breakPromise: 'legal' } },
    disputed: {
      owner: 'finance',
      within: days(10),
      on: { accept: 'credited', reject: [{ when: 'data.paid > 0', to: 'partially_paid' }, { to: 'sent' }] },
    },
    legal: { owner: 'finance', within: days(90), on: { pay: payment, writeOff: 'written_off' } },
    paid: { owner: 'finance', within: days(5), on: { reverse: reversed, close: 'closed' } },
    closed: { final: 'done' },
    credited: { final: 'done' },
    written_off: { final: 'failed' },
  },
});

export const clerk: Actor = { id: 'clerk', kind: 'person', principal: 'clerk', roles: ['finance'] };
const start = Date.UTC(2026, 0, 5, 9);

/** What is asked of a bill, as both sides take it. */
export interface BillEvent {
  readonly type: string;
  readonly data: JsonObject;
}

export interface BillStart {
  readonly number: string;
  readonly amount: number;
}

export function contextAt(step: number): Context {
  return { now: start + step * 3_600_000 };
}

export function draftOf(flow: CompiledFlow, { number, amount }: BillStart): CaseRecord {
  const data = { number, customer: `Customer ${number}`, currency: 'EUR', amount, dueOn: '2026-02-04' };
  const identity = { id: number, flow: 'bill', entity: 'bench', key: number };
  const decision = decide(flow, identity, { kind: 'command', type: 'create', data, actor: clerk }, contextAt(0));
  if (decision.kind !== 'applied') throw new Error(`A bill was not born: ${JSON.stringify(decision)}`);
  return decision.next;
}

export const checkedBill = compileFlow(bill);

/** The same flow, without holding the data of events and cases against their schemas. */
export const uncheckedBill: CompiledFlow = {
  ...checkedBill,
  data: { ...checkedBill.data, errors: () => [] },
  events: new Map(
    [...checkedBill.events].map(([name, event]) => [name, { ...event, data: { ...event.data, errors: () => [] } }]),
  ),
};
