import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { suggestColumns } from '@throughline/connect';
import { needsData } from '@throughline/testing';
import { sampleColumns } from './file-head.ts';
import { invoiceFields } from './invoice-fields.ts';

/* Lists of invoices as accounting systems export them: the header, two rows, and what is to be suggested. All of it is made up. */

interface Export {
  readonly name: string;
  readonly rows: readonly string[];
  /** `field=column`, one after the other. */
  readonly columns: string;
  /** Date format, decimal mark, currency. */
  readonly ways: string;
}

const exports: readonly Export[] = [
  {
    name: 'plain English',
    rows: [
      'invoice_no;customer;invoice_date;due_date;amount;currency;payment_date;amount_paid;delivery_no',
      'A-1;Nord;2026-01-02;2026-02-01;100.00;EUR;2026-01-20;100.00;D-1',
      'A-2;Süd;2026-01-03;2026-02-02;250.50;EUR;;;',
    ],
    columns:
      'number=invoice_no customer=customer issuedOn=invoice_date dueOn=due_date amount=amount currency=currency paidOn=payment_date paidAmount=amount_paid deliveryReference=delivery_no',
    ways: 'YYYY-MM-DD . none',
  },
  {
    name: 'German ledger',
    rows: [
      'Belegnr;Debitor;Belegdatum;Fällig am;Betrag;Währung;Bezahlt am;Bezahlt;Lieferschein;Mahnsperre',
      'RE-1;Müller;02.01.2026;01.02.2026;1.234,50;EUR;20.01.2026;1.234,50;L-1;Nein',
      'RE-2;Maier;13.01.2026;12.02.2026;99,00;EUR;;;;Ja',
    ],
    columns:
      'number=Belegnr customer=Debitor issuedOn=Belegdatum dueOn=Fällig_am amount=Betrag currency=Währung paidOn=Bezahlt_am paidAmount=Bezahlt deliveryReference=Lieferschein disputed=Mahnsperre',
    ways: 'DD.MM.YYYY , none',
  },
  {
    name: 'German without umlauts',
    rows: [
      'Rechnungsnr.;Kundenname;Rechnungsdatum;Faelligkeitsdatum;Bruttobetrag EUR;Zahldatum',
      '7001;Nord AG;2.1.2026;1.2.2026;1.234,50;',
      '7002;Süd AG;13.1.2026;12.2.2026;99,00;20.1.2026',
    ],
    columns:
      'number=Rechnungsnr. customer=Kundenname issuedOn=Rechnungsdatum dueOn=Faelligkeitsdatum amount=Bruttobetrag_EUR paidOn=Zahldatum',
    ways: 'DD.MM.YYYY , EUR',
  },
  {
    name: 'SAP field names',
    rows: [
      'BUKRS;BELNR;KUNNR;BLDAT;NETDT;WRBTR;WAERS;AUGDT;LAND1',
      '1000;1400000001;100017;02.01.2026;01.02.2026;1.234,50;EUR;00.00.0000;DE',
      '1000;1400000002;100018;13.01.2026;12.02.2026;99,00;USD;20.01.2026;AT',
    ],
    columns:
      'number=BELNR customer=KUNNR issuedOn=BLDAT dueOn=NETDT amount=WRBTR currency=WAERS paidOn=AUGDT country=LAND1 entity=BUKRS',
    ways: 'DD.MM.YYYY , none',
  },
  {
    name: 'joined English names, American days',
    rows: [
      'InvoiceNumber|CustomerName|InvoiceDate|DueDate|InvoiceTotal|DatePaid|IsDisputed',
      '1|Acme|1/2/2026|2/1/2026|$1,234.50|1/20/2026|No',
      '2|Bolt|1/13/2026|2/12/2026|$99.00||Yes',
    ],
    columns:
      'number=InvoiceNumber customer=CustomerName issuedOn=InvoiceDate dueOn=DueDate amount=InvoiceTotal paidOn=DatePaid disputed=IsDisputed',
    ways: 'MM/DD/YYYY . USD',
  },
  {
    name: 'British days',
    rows: [
      'Invoice #|Account name|Date|Due|Gross|Paid on|Sales order',
      '1|Acme|02/01/2026|01/02/2026|£1,234.50|20/01/2026|SO-1',
      '2|Bolt|13/01/2026|12/02/2026|£99.00||SO-2',
    ],
    columns: 'number=Invoice_# customer=Account_name issuedOn=Date dueOn=Due amount=Gross paidOn=Paid_on order=Sales_order',
    ways: 'DD/MM/YYYY . GBP',
  },
  {
    name: 'French',
    rows: [
      'N° facture;Client;Date de facture;Échéance;Montant TTC;Devise;Payé le;Montant payé;Litige',
      'F1;Nord;02/01/2026;01/02/2026;1 234,50;EUR;20/01/2026;1 234,50;non',
      'F2;Sud;13/01/2026;12/02/2026;99,00;EUR;;;oui',
    ],
    columns:
      'number=N°_facture customer=Client issuedOn=Date_de_facture dueOn=Échéance amount=Montant_TTC currency=Devise paidOn=Payé_le paidAmount=Montant_payé disputed=Litige',
    ways: 'DD/MM/YYYY , none',
  },
  {
    name: 'Paid as a word and as an amount',
    rows: [
      'Doc No,Buyer,Doc date,Net due date,Amount due,Open,Paid,CCY',
      'X1,Nord,2026-01-02,2026-02-01,100.00,0.00,100.00,EUR',
      'X2,Sud,2026-01-03,2026-02-02,80.00,30.00,50.00,CHF',
    ],
    columns: 'number=Doc_No customer=Buyer issuedOn=Doc_date dueOn=Net_due_date amount=Amount_due currency=CCY paidAmount=Paid',
    ways: 'YYYY-MM-DD . none',
  },
  {
    name: 'names that say nothing, values that do',
    rows: ['a,b,c,d', 'K1,EUR,2026-02-01,100.00', 'K2,EUR,2026-02-02,80.00'],
    columns: 'number=a dueOn=c amount=d currency=b',
    ways: 'YYYY-MM-DD . none',
  },
  {
    name: 'days that could be either',
    rows: ['Invoice,Due date,Amount', '1,01/02/2026,100', '2,03/04/2026,200'],
    columns: 'number=Invoice dueOn=Due_date amount=Amount',
    ways: 'DD/MM/YYYY . none',
  },
  {
    name: 'Swiss amounts with the code beside them',
    rows: [
      'Rechnung;Kunde;Datum;Zahlbar bis;Summe',
      '1;Nord;02.01.2026;01.02.2026;CHF 1’234.50',
      "2;Süd;03.01.2026;02.02.2026;CHF 2'000.00",
    ],
    columns: 'number=Rechnung customer=Kunde issuedOn=Datum dueOn=Zahlbar_bis amount=Summe',
    ways: 'DD.MM.YYYY . CHF',
  },
  {
    name: 'empty columns, dates with times, a header that is twice there',
    rows: [
      'Invoice ID,Invoice Date,Due Date,Total,Tax,Note,Note,Paid Date',
      '1,2026-01-02T00:00:00Z,2026-02-01 00:00:00,100.00,19.00,,,',
      '2,2026-01-03T00:00:00Z,2026-02-02 00:00:00,50.00,9.50,,,',
    ],
    columns: 'number=Invoice_ID issuedOn=Invoice_Date dueOn=Due_Date amount=Total paidOn=Paid_Date',
    ways: 'YYYY-MM-DD . none',
  },
];

for (const { name, rows, columns, ways } of exports) {
  test(`[S401] columns are suggested: ${name}`, () => {
    const [header = '', ...lines] = rows;
    const delimiter = [';', '|', ','].find((mark) => header.includes(mark)) ?? ',';
    const cells = lines.map((line) => line.split(delimiter));
    const found = header
      .split(delimiter)
      .map((column, index) => ({ name: column, values: cells.map((row) => row[index] ?? '') }));
    const suggested = suggestColumns(invoiceFields, found);
    const told = Object.entries(suggested.columns).map(([field, column]) => `${field}=${column.replaceAll(' ', '_')}`);
    assert.equal(told.join(' '), columns);
    assert.equal(`${suggested.dateFormat} ${suggested.decimal} ${suggested.currency ?? 'none'}`, ways);
    for (const field of Object.keys(suggested.columns)) assert.ok(suggested.because[field], field);
  });
}

test('[S401] columns are suggested: the recorded invoices', async (t) => {
  const data = needsData(t);
  if (data === undefined) return;
  const found = await sampleColumns(join(data, 'accounts-receivable', 'accounts-receivable.csv'), 'a.csv', { format: 'csv' });
  const { columns, dateFormat, decimal, because } = suggestColumns(invoiceFields, found);
  assert.deepEqual(columns, {
    ...{ number: 'invoiceNumber', customer: 'customerID', issuedOn: 'InvoiceDate', dueOn: 'DueDate', amount: 'InvoiceAmount' },
    ...{ paidOn: 'SettledDate', country: 'countryCode', disputed: 'Disputed' },
  });
  assert.deepEqual([dateFormat, decimal], ['MM/DD/YYYY', '.'], because['dateFormat']);
});

test('[S401] an ambiguity is said', () => {
  const wanted = invoiceFields.filter(({ required }) => required);
  const column = (name: string, ...values: string[]) => ({ name, values });
  const either = suggestColumns(wanted, [
    column('Invoice', '1', '2'),
    column('Due', '01/02/2026', '03/04/2026'),
    column('Amount', '1.234', '5.678'),
  ]);
  assert.match(either.because['dateFormat'] ?? '', /both ways/);
  assert.match(either.because['decimal'] ?? '', /both ways/);
  // Read as 1.234 it is refused; read as 1,234 it would be another amount.
  assert.equal(either.decimal, '.');
});
