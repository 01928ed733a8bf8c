import {
  Currency,
  compileFlow,
  Day,
  Fields,
  Flag,
  type FlowDefinition,
  Integer,
  Money,
  Optional,
  Text,
} from '@throughline/language';

/** A flow whose events carry the fields given; the first of them starts a case. No rule of it is asked here. */
function flowOf(name: string, data: object, events: Readonly<Record<string, object>>): FlowDefinition {
  const [start = ''] = Object.keys(events);
  const declared = Object.fromEntries(
    Object.entries(events).map(([event, fields]) => [event, { data: fields as Record<string, unknown> }]),
  );
  const on = Object.fromEntries(Object.keys(events).map((event) => [event, {}]));
  return {
    name,
    title: name,
    owner: 'tester',
    key: 'number',
    data: data as Record<string, unknown>,
    events: declared,
    start: { [start]: { to: 'open' } },
    states: { open: { owner: 'tester', on }, closed: { final: 'done' } },
  };
}

const invoiceData = Fields({
  number: Text(),
  customer: Text(),
  country: Text(),
  billType: Text(),
  currency: Currency(),
  amount: Money({ minimum: 0 }),
  paid: Money({ default: 0 }),
  issuedOn: Day(),
  dueOn: Day(),
  everDisputed: Flag(),
  contact: Optional(Text({ personal: true })),
});

export const invoiceFlow = compileFlow(
  flowOf('invoice', invoiceData, { create: invoiceData, send: Fields({}), pay: Fields({ amount: Money({ minimum: 1 }) }) }),
);

const fineData = Fields({
  number: Text(),
  currency: Currency(),
  amount: Money(),
  article: Integer(),
  points: Integer(),
  vehicleClass: Text(),
  dismissal: Optional(Text()),
});
const dismissal = Fields({ dismissal: Optional(Text()) });

export const fineFlow = compileFlow(
  flowOf('fine', fineData, {
    'Create Fine': fineData,
    'Send Fine': Fields({ expense: Money() }),
    'Insert Fine Notification': Fields({ notificationType: Optional(Text()) }),
    'Add penalty': Fields({ amount: Money() }),
    Payment: Fields({ paymentAmount: Money(), totalPaymentAmount: Money() }),
    'Insert Date Appeal to Prefecture': Fields({}),
    'Send Appeal to Prefecture': dismissal,
    'Receive Result Appeal from Prefecture': Fields({}),
    'Notify Result Appeal to Offender': Fields({}),
    'Appeal to Judge': dismissal,
    'Send for Credit Collection': Fields({}),
  }),
);
