/* Made-up invoices for the acceptance tests. */

export const receivablesMapping = JSON.stringify({
  format: 'csv',
  flow: 'invoice',
  source: 'ledger',
  entity: 'Muster GmbH',
  key: { column: 'Invoice' },
  timeZone: 'UTC',
  currency: 'EUR',
  events: [
    {
      event: 'create',
      at: { column: 'Issued', format: 'D.M.YYYY' },
      data: {
        number: { column: 'Invoice' },
        customer: { column: 'Customer' },
        country: { column: 'Country' },
        currency: { record: 'currency' },
        amount: { column: 'Amount', as: 'money', decimalMark: ',' },
        dueOn: { column: 'Due', as: 'date', format: 'D.M.YYYY' },
      },
    },
    { event: 'send', at: { column: 'Issued', format: 'D.M.YYYY' } },
    {
      event: 'pay',
      at: { column: 'Paid', format: 'D.M.YYYY' },
      when: { column: 'Paid', present: true },
      data: { amount: { column: 'Amount', as: 'money', decimalMark: ',' } },
    },
  ],
});

const header = 'Invoice;Customer;Country;Issued;Due;Paid;Amount';

/** Paid after 10, 20 and 45 days; the last is not paid. */
export const receivables = [
  header,
  'R-1;Nord AG;DE;1.3.2024;31.3.2024;11.3.2024;100,00',
  'R-2;Süd GmbH;AT;4.3.2024;3.4.2024;24.3.2024;250,50',
  'R-3;Nord AG;DE;5.3.2024;4.4.2024;19.4.2024;80,25',
  'R-4;Ost KG;DE;6.3.2024;5.4.2024;;60,00',
  '',
].join('\r\n');

/** Each of the last three rows has something wrong with it. */
export const receivablesWithFaults = `${receivables}${[
  'R-5;Nord AG;DE;31.2.2024;31.3.2024;;100,00',
  'R-6;=1+1;DE;1.3.2024;31.3.2024;;100,00',
  'R-1;Nord AG;DE;1.3.2024;31.3.2024;11.3.2024;100,00',
  '',
].join('\r\n')}`;

/** So many invoices that importing them takes a while; the first row is wrong. */
export function manyReceivables(count: number): string {
  const rows = Array.from({ length: count }, (_, index) => `M-${index + 1};Nord AG;DE;1.3.2024;31.3.2024;11.3.2024;1,00`);
  return [header, 'M-0;Nord AG;DE;never;31.3.2024;;1,00', ...rows, ''].join('\n');
}
