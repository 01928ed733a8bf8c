import { assign, setup } from 'xstate';
import type { BillStart } from './language-bill.ts';

interface BillContext {
  readonly number: string;
  readonly customer: string;
  readonly currency: string;
  readonly amount: number;
  readonly paid: number;
  readonly dueOn: string;
  readonly deliveryReference?: string;
  readonly promisedOn?: string;
}

type BillMachineEvent =
  | { type: 'send'; channel: string }
  | { type: 'reference'; deliveryReference: string }
  | { type: 'pay'; amount: number; paidOn: string }
  | { type: 'reverse'; amount: number }
  | { type: 'promise'; promisedOn: string }
  | { type: 'dispute' | 'accept' | 'reject' | 'breakPromise' | 'handOver' | 'writeOff' | 'close' };

const billSetup = setup({
  types: {} as { context: BillContext; events: BillMachineEvent; input: BillStart | undefined },
  guards: {
    hasReference: ({ context }) => context.deliveryReference !== undefined,
    hasNotPromised: ({ context }) => context.promisedOn === undefined,
    paysAll: ({ context, event }) => event.type === 'pay' && event.amount >= context.amount - context.paid,
    paysPart: ({ context, event }) => event.type === 'pay' && event.amount < context.amount - context.paid,
    takesBackPart: ({ context, event }) => event.type === 'reverse' && event.amount < context.paid,
    takesBackAll: ({ context, event }) => event.type === 'reverse' && event.amount === context.paid,
    isPartlyPaid: ({ context }) => context.paid > 0,
  },
  actions: {
    pay: assign({ paid: ({ context, event }) => (event.type === 'pay' ? context.paid + event.amount : context.paid) }),
    reverse: assign({ paid: ({ context, event }) => (event.type === 'reverse' ? context.paid - event.amount : context.paid) }),
    reference: assign(({ event }) => (event.type === 'reference' ? { deliveryReference: event.deliveryReference } : {})),
    promise: assign(({ event }) => (event.type === 'promise' ? { promisedOn: event.promisedOn } : {})),
  },
});

const payment = [
  { guard: 'paysAll', target: 'paid', actions: 'pay' },
  { guard: 'paysPart', target: 'partially_paid', actions: 'pay' },
] as const;
const reversed = [
  { guard: 'takesBackPart', target: 'partially_paid', actions: 'reverse' },
  { guard: 'takesBackAll', target: 'sent', actions: 'reverse' },
] as const;
const promise = { guard: 'hasNotPromised', target: 'promised', actions: 'promise' } as const;

/** The flow of `bill` for XState, written as its documentation advises: `setup` with named guards and actions. */
export const billMachine = billSetup.createMachine({
  id: 'bill',
  // `transition` begins the machine once more at each call, without an input: to fail there would cost more than the transition.
  context: ({ input }) => ({
    number: input?.number ?? '',
    customer: `Customer ${input?.number}`,
    currency: 'EUR',
    amount: input?.amount ?? 0,
    paid: 0,
    dueOn: '2026-02-04',
  }),
  initial: 'draft',
  states: {
    draft: {
      on: { send: [{ guard: 'hasReference', target: 'sent' }, { target: 'blocked' }], reference: { actions: 'reference' } },
    },
    blocked: { on: { reference: { target: 'draft', actions: 'reference' } } },
    sent: { on: { pay: payment, dispute: 'disputed', promise, handOver: 'legal' } },
    partially_paid: { on: { pay: payment, reverse: reversed, dispute: 'disputed', promise, handOver: 'legal' } },
    promised: { on: { pay: payment, breakPromise: 'legal' } },
    disputed: { on: { accept: 'credited', reject: [{ guard: 'isPartlyPaid', target: 'partially_paid' }, { target: 'sent' }] } },
    legal: { on: { pay: payment, writeOff: 'written_off' } },
    paid: { on: { reverse: reversed, close: 'closed' } },
    closed: { type: 'final' },
    credited: { type: 'final' },
    written_off: { type: 'final' },
  },
});
