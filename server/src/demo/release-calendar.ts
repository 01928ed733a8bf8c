/** A release that Halden plans, and what becomes of it if nobody else has a say. */
export interface PlannedRelease {
  readonly number: string;
  /** A working day. */
  readonly plannedOn: string;
  readonly title: string;
  readonly summary: string;
  readonly requester: string;
  readonly systems: readonly string[];
  readonly flows: readonly string[];
  /** `released`: nobody verifies it. */
  readonly ends: 'verified' | 'released' | 'rolled back' | 'cancelled';
}

type Row = readonly [
  plannedOn: string,
  title: string,
  requester: string,
  systems: readonly string[],
  flows: readonly string[],
  summary: string,
  ends?: PlannedRelease['ends'],
];

const rows: readonly Row[] = [
  [
    '2025-05-27',
    'Web shop 8.1: addresses are checked',
    'Ida Brandt',
    ['Web shop'],
    ['order'],
    'Addresses are looked up while they are typed.',
  ],
  [
    '2025-06-24',
    'Bank statements three times a day',
    'Lena Fuchs',
    ['Bank gateway'],
    ['payment'],
    'Statements come at 7, 12 and 16 instead of once.',
  ],
  ['2025-07-22', 'Warehouse 5.0: pick lists on the hand scanner', 'Nils Hagen', ['Warehouse'], ['delivery'], 'Paper lists end.'],
  [
    '2025-08-26',
    'Order check: one rule for all shops',
    'Peter Voss',
    ['Order check'],
    ['order'],
    'The British and American shops use the rules of the German one.',
  ],
  [
    '2025-09-23',
    'Cash matching by customer and amount',
    'Lena Fuchs',
    ['Cash matching'],
    ['payment'],
    'Payments without a number are matched where only one invoice fits.',
    'rolled back',
  ],
  [
    '2025-10-21',
    'Cash matching by number only, with check digit',
    'Lena Fuchs',
    ['Cash matching'],
    ['payment'],
    'What R-5 wanted, without guessing.',
  ],
  ['2025-11-18', 'Invoices in ZUGFeRD 2.3', 'Anna Roth', ['Billing'], ['invoice'], 'Electronic invoices follow the new profile.'],
  [
    '2025-12-09',
    'Database of the web shop moves',
    'Lea Winter',
    ['Web shop'],
    ['order'],
    'To the second data centre, before the holidays.',
  ],
  [
    '2026-01-13',
    'Proof of delivery by photograph',
    'Nils Hagen',
    ['Proof of delivery'],
    ['delivery'],
    'Drivers photograph what was signed.',
  ],
  [
    '2026-02-17',
    'Credit limits from the rating agency',
    'Peter Voss',
    ['Order check'],
    ['order'],
    'Limits are renewed each night.',
    'cancelled',
  ],
  [
    '2026-03-10',
    'Carrier interface v3: Hansa Spedition sends events',
    'Tom Krueger',
    ['Carrier interface', 'Proof of delivery'],
    ['delivery'],
    'Hansa Spedition is joined to the interface.',
  ],
  ['2026-03-31', 'Web shop 8.4: standing orders', 'Ida Brandt', ['Web shop'], ['order'], 'Customers may repeat an order.'],
  [
    '2026-04-21',
    'Dunning letters in six languages',
    'Eva Marquardt',
    ['Billing'],
    ['invoice'],
    'Reminders are written in the language of the customer.',
  ],
  [
    '2026-04-28',
    'Bank gateway: new certificates',
    'Oliver Kern',
    ['Bank gateway'],
    ['payment'],
    'The old ones end on 31 May.',
    'rolled back',
  ],
  [
    '2026-05-26',
    'Bank gateway: new certificates, again',
    'Oliver Kern',
    ['Bank gateway'],
    ['payment'],
    'With the whole chain this time.',
  ],
  [
    '2026-06-16',
    'Warehouse 5.2: split deliveries',
    'Nils Hagen',
    ['Warehouse'],
    ['delivery'],
    'Two deliveries of an order are packed together.',
  ],
  [
    '2026-06-30',
    'Carrier interface v4: Rheintal Logistik sends delivery confirmations as messages',
    'Tom Krueger',
    ['Carrier interface', 'Proof of delivery'],
    ['delivery'],
    'Confirmations come as messages instead of a file in the night.',
    'released',
  ],
  [
    '2026-08-18',
    'Web shop 8.6: prices by contract',
    'Jonas Weber',
    ['Web shop'],
    ['order'],
    'Key accounts see the prices of their contract.',
  ],
  [
    '2026-09-29',
    'Cash matching for three bank accounts',
    'Lena Fuchs',
    ['Cash matching', 'Bank gateway'],
    ['payment'],
    'The accounts in pounds and dollars are matched like the one in euros.',
  ],
  [
    '2026-11-10',
    'Carrier interface v5: Kurier Direkt sends delivery confirmations as messages',
    'Tom Krueger',
    ['Carrier interface', 'Proof of delivery'],
    ['delivery'],
    'Kurier Direkt is joined in the way in which Rheintal Logistik was.',
  ],
];

/** R-1 and what follows, in the order of their days. */
export const releaseCalendar: readonly PlannedRelease[] = rows.map(
  ([plannedOn, title, requester, systems, flows, summary, ends = 'verified'], index) => ({
    number: `R-${index + 1}`,
    ...{ plannedOn, title, requester, systems, flows, summary, ends },
  }),
);
