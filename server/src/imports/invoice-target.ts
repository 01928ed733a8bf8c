import type { ColumnChoice, PreviewRow } from '@throughline/api';
import { type CsvMapping, type FactRecord, flagWords, type ValueMapping } from '@throughline/connect';
import type { CompiledFlow, Json } from '@throughline/language';
import { propertiesOf } from '../cases/fields.ts';
import { invoiceFields } from './invoice-fields.ts';
import { type ChoiceFault, formatOf, frameOf, type ImportTarget, valueMapping } from './target.ts';

/*
 * Invoices as an accounting system lists them: one row each, whatever has become of it. A row states that the invoice was
 * created and sent, that it is disputed, and what was paid of it.
 */

/** Whether a flow is the one for invoices that ships, or like it. */
export function isInvoiceFlow(flow: CompiledFlow): boolean {
  const data = propertiesOf(flow.events.get('create')?.data.schema ?? {});
  const payment = propertiesOf(flow.events.get('pay')?.data.schema ?? {});
  const has = ['number', 'customer', 'currency', 'amount', 'dueOn'].every((field) => data[field] !== undefined);
  return flow.name === 'invoice' && flow.start.has('create') && has && payment['amount'] !== undefined && flow.events.has('send');
}

const unknownCustomer = 'Not stated';

export function invoiceTarget(flow: CompiledFlow): ImportTarget {
  const carried = propertiesOf(flow.events.get('create')?.data.schema ?? {});
  const disputes = flow.events.has('dispute');
  const fields = invoiceFields.filter(
    ({ name }) => carried[name] !== undefined || stated.has(name) || (name === 'disputed' && disputes),
  );
  return {
    flow,
    fields,
    mappingOf: (choice) => mappingOf(flow, choice, carried),
    faultsOf,
    assumptions,
    shown,
  };
}

/** Fields that are not data of the invoice: they say which case it is, or are facts of their own. */
const stated: ReadonlySet<string> = new Set(['entity', 'paidOn', 'paidAmount']);

function mappingOf(flow: CompiledFlow, choice: ColumnChoice, carried: Readonly<Record<string, unknown>>): CsvMapping {
  const { columns } = choice;
  const { issuedOn, dueOn = '', paidOn, paidAmount, amount = '', disputed, currency } = columns;
  // Who does not know when an invoice was issued knows that it was not after it was due or paid.
  const earlier = paidOn === undefined ? [] : [paidOn];
  const at =
    issuedOn === undefined
      ? { column: dueOn, format: formatOf(dueOn, choice), orEarlier: earlier }
      : { column: issuedOn, format: formatOf(issuedOn, choice) };
  const money = (column: string, otherwise?: string): ValueMapping => ({
    ...valueMapping(column, 'money', choice),
    ...(otherwise === undefined ? {} : { otherwise }),
  });
  const paid = paidOn === undefined ? [] : [{ column: paidOn, present: true }];
  const paidInPart = paidAmount === undefined ? [] : [{ column: paidAmount, nonZero: true } as const];
  const channels = propertiesOf(flow.events.get('send')?.data.schema ?? {});
  return {
    ...frameOf(flow, choice, 'number', currency),
    events: [
      { event: 'create', at, data: { ...dataOf(choice, carried), amount: money(amount) } },
      // The system that lists it has sent it: nobody is to send it again.
      { event: 'send', at, data: channels['channel'] === undefined ? {} : { channel: { constant: 'portal' } } },
      ...(disputed === undefined ? [] : [{ event: 'dispute', at, when: { column: disputed, except: no } }]),
      ...(paidOn === undefined
        ? []
        : [
            {
              ...{ event: 'pay', at: { column: paidOn, format: formatOf(paidOn, choice) }, when: [...paid, ...paidInPart] },
              data: { amount: paidAmount === undefined ? money(amount) : money(paidAmount, amount) },
            },
          ]),
    ],
  };
}

/** Anything else, such as a reason, says that it is: better one reminder too few. */
const no = Object.entries(flagWords).flatMap(([word, value]) => (value ? [] : [word]));

function dataOf(choice: ColumnChoice, carried: Readonly<Record<string, unknown>>): Record<string, ValueMapping> {
  const { columns } = choice;
  const chosen = invoiceFields.flatMap(({ name, kind, required }) => {
    const column = columns[name];
    if (column === undefined || carried[name] === undefined || name === 'currency') return [];
    return [
      [
        name,
        {
          ...valueMapping(column, kind, choice),
          ...(required || name === 'customer' || name === 'issuedOn' ? {} : { optional: true }),
        },
      ],
    ];
  });
  return {
    customer: { constant: unknownCustomer },
    ...Object.fromEntries(chosen),
    currency: { record: 'currency' },
  };
}

function faultsOf({ columns, currency }: ColumnChoice): readonly ChoiceFault[] {
  const faults: ChoiceFault[] = [];
  if (columns['currency'] === undefined && currency === undefined) {
    faults.push({
      place: 'choice/currency',
      message: 'Neither a column nor a choice says the currency',
      expected: 'an ISO 4217 code',
    });
  }
  if (columns['paidAmount'] !== undefined && columns['paidOn'] === undefined) {
    faults.push({
      place: 'choice/columns/paidOn',
      message: 'A paid amount needs the day on which it was paid',
      expected: 'a column, or no paid amount',
    });
  }
  return faults;
}

function assumptions({ columns, currency }: ColumnChoice): readonly string[] {
  const without = (field: string) => columns[field] === undefined;
  const told: (readonly [boolean, string])[] = [
    [
      without('issuedOn'),
      'No column says when an invoice was issued: each counts as issued on the day it was due or paid, whichever came first. How long customers take to pay cannot be seen from that.',
    ],
    [without('customer'), `No column says who the customer is: all are “${unknownCustomer}”.`],
    [without('paidOn'), 'No column says when an invoice was paid: all count as open.'],
    [!without('paidOn') && without('paidAmount'), 'No column says how much was paid: a payment counts as the whole amount.'],
    [
      !without('disputed'),
      'The file does not say since when an invoice is disputed: it counts from the day of issue. No reminder is sent while it is.',
    ],
    [!without('currency') && currency !== undefined, `Where the column of currencies is empty, it is ${currency}.`],
  ];
  return told.flatMap(([holds, text]) => (holds ? [text] : []));
}

function shown(records: readonly FactRecord[]): PreviewRow['fields'] {
  const values: Record<string, Json | undefined> = {};
  for (const { fact } of records) {
    if (fact.type === 'create') Object.assign(values, fact.data);
    else if (fact.type === 'dispute') values['disputed'] = true;
    else if (fact.type === 'pay') {
      values['paidOn'] = new Date(fact.occurredAt).toISOString().slice(0, 10);
      values['paidAmount'] = fact.data['amount'];
    }
  }
  const entity = records[0]?.identity.entity;
  return Object.fromEntries(
    [...Object.entries(values), ['entity', entity] as const].flatMap(([name, value]) =>
      value === undefined || typeof value === 'object' ? [] : [[name, value]],
    ),
  );
}
