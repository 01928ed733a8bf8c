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

const planned: readonly Omit<PlannedRelease, 'number'>[] = [
  {
    plannedOn: '2025-05-27',
    title: 'Web shop 8.1: addresses are checked',
    summary: 'Addresses are looked up while they are typed.',
    requester: 'Ida Brandt',
    systems: ['Web shop'],
    flows: ['order'],
    ends: 'verified',
  },
  {
    plannedOn: '2025-06-24',
    title: 'Bank statements three times a day',
    summary: 'Statements come at 7, 12 and 16 instead of once.',
    requester: 'Lena Fuchs',
    systems: ['Bank gateway'],
    flows: ['payment'],
    ends: 'verified',
  },
  {
    plannedOn: '2025-07-22',
    title: 'Warehouse 5.0: pick lists on the hand scanner',
    summary: 'Paper lists end.',
    requester: 'Nils Hagen',
    systems: ['Warehouse'],
    flows: ['delivery'],
    ends: 'verified',
  },
  {
    plannedOn: '2025-08-26',
    title: 'Order check: one rule for all shops',
    summary: 'The British and American shops use the rules of the German one.',
    requester: 'Peter Voss',
    systems: ['Order check'],
    flows: ['order'],
    ends: 'verified',
  },
  {
    plannedOn: '2025-09-23',
    title: 'Cash matching by customer and amount',
    summary: 'Payments without a number are matched where only one invoice fits.',
    requester: 'Lena Fuchs',
    systems: ['Cash matching'],
    flows: ['payment'],
    ends: 'rolled back',
  },
  {
    plannedOn: '2025-10-21',
    title: 'Cash matching by number only, with check digit',
    summary: 'What R-5 wanted, without guessing.',
    requester: 'Lena Fuchs',
    systems: ['Cash matching'],
    flows: ['payment'],
    ends: 'verified',
  },
  {
    plannedOn: '2025-11-18',
    title: 'Invoices in ZUGFeRD 2.3',
    summary: 'Electronic invoices follow the new profile.',
    requester: 'Anna Roth',
    systems: ['Billing'],
    flows: ['invoice'],
    ends: 'verified',
  },
  {
    plannedOn: '2026-01-13',
    title: 'Proof of delivery by photograph',
    summary: 'Drivers photograph what was signed.',
    requester: 'Nils Hagen',
    systems: ['Proof of delivery'],
    flows: ['delivery'],
    ends: 'verified',
  },
  {
    plannedOn: '2026-02-17',
    title: 'Credit limits from the rating agency',
    summary: 'Limits are renewed each night.',
    requester: 'Peter Voss',
    systems: ['Order check'],
    flows: ['order'],
    ends: 'cancelled',
  },
  {
    plannedOn: '2026-03-10',
    title: 'Carrier interface v3: Hansa Spedition sends events',
    summary: 'Hansa Spedition is joined to the interface.',
    requester: 'Tom Krueger',
    systems: ['Carrier interface', 'Proof of delivery'],
    flows: ['delivery'],
    ends: 'verified',
  },
  {
    plannedOn: '2026-04-21',
    title: 'Dunning letters in six languages',
    summary: 'Reminders are written in the language of the customer.',
    requester: 'Eva Marquardt',
    systems: ['Billing'],
    flows: ['invoice'],
    ends: 'verified',
  },
  {
    plannedOn: '2026-04-28',
    title: 'Bank gateway: new certificates',
    summary: 'The old ones end on 31 May.',
    requester: 'Oliver Kern',
    systems: ['Bank gateway'],
    flows: ['payment'],
    ends: 'rolled back',
  },
  {
    plannedOn: '2026-05-26',
    title: 'Bank gateway: new certificates, again',
    summary: 'With the whole chain this time.',
    requester: 'Oliver Kern',
    systems: ['Bank gateway'],
    flows: ['payment'],
    ends: 'verified',
  },
  {
    plannedOn: '2026-06-16',
    title: 'Warehouse 5.2: split deliveries',
    summary: 'Two deliveries of an order are packed together.',
    requester: 'Nils Hagen',
    systems: ['Warehouse'],
    flows: ['delivery'],
    ends: 'verified',
  },
  {
    plannedOn: '2026-07-14',
    title: 'Cash matching for three bank accounts',
    summary: 'The accounts in pounds and dollars are matched like the one in euros.',
    requester: 'Lena Fuchs',
    systems: ['Cash matching', 'Bank gateway'],
    flows: ['payment'],
    ends: 'verified',
  },
  {
    plannedOn: '2026-08-18',
    title: 'Web shop 8.6: prices by contract',
    summary: 'Key accounts see the prices of their contract.',
    requester: 'Jonas Weber',
    systems: ['Web shop'],
    flows: ['order'],
    ends: 'verified',
  },
  {
    plannedOn: '2026-09-22',
    title: 'Carrier interface v4: Rheintal Logistik sends delivery confirmations as messages',
    summary: 'Confirmations come as messages instead of a file in the night.',
    requester: 'Tom Krueger',
    systems: ['Carrier interface', 'Proof of delivery'],
    flows: ['delivery'],
    ends: 'released',
  },
  {
    plannedOn: '2026-11-10',
    title: 'Carrier interface v5: Kurier Direkt sends delivery confirmations as messages',
    summary: 'Kurier Direkt is joined in the way in which Rheintal Logistik was.',
    requester: 'Tom Krueger',
    systems: ['Carrier interface', 'Proof of delivery'],
    flows: ['delivery'],
    ends: 'verified',
  },
];

/** R-1 and what follows, in the order of their days. */
export const releaseCalendar: readonly PlannedRelease[] = planned.map((release, index) => ({
  number: `R-${index + 1}`,
  ...release,
}));
