import { formatCounted } from '../format/number.ts';
import { wordsOf } from '../words/language.ts';

/** `1,204 invoices`, `1 invoice` */
export function countWords(count: number, one: string, many = `${one}s`): string {
  return formatCounted(count, { one, many }, navigator.language);
}

/** `EUR, GBP and USD` */
export function listWords(items: readonly string[]): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}

/** `Monday 11 January 2027`; the day as it is in UTC, for the doors know no company's zone. */
export function dayWords(at: string): string {
  const parts = { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' } as const;
  // In a sentence that has commas of its own, the date has none.
  return new Intl.DateTimeFormat(navigator.language, parts).format(new Date(at)).replace(',', '');
}

const english = {
  haldenComponents: 'Halden Components',
  explore: 'Explore',
  simulated: 'simulated',
  whatItIs: 'A pump maker that the engine itself ran from a seed. Nothing in it is real; all of it can be tried.',
  whatIn: 'What is in it',
  withTheirOrdersDeliveries: (count: string) => `${count} with their orders, deliveries and payments`,
  who: 'Who',
  whoIsThere: (count: string, list: string, count2: string) => `${count} in ${list}; ${count2} to act as`,
  todayThere: 'Today there',
  onMovableClock: (day: string) => `${day}, on a clock you can move`,
  plantedDefects: 'Planted defects',
  defects: (defects: number) => `${defects}, each documented; look after you have tried`,
  demo: 'demo',
  buildDemoAgain: 'Build the demo again',
  exploreDemo: 'Explore the demo',
  buildingDemo: 'Building the demo',
  builtFirstOnThisMachine: 'It is built first, on this machine',
  opensAsSoonAsBuilt: 'Opens as soon as it is built',
  beingPreparedInBackground: 'Being prepared in the background',
  howFarDemoBuilt: 'How far the demo is built',
  beginning: 'Beginning',
  runningCompany: (day: string) => `Running the company: ${day}`,
  throughline: 'Throughline',
  headline: 'See how your business flows, why a number moved, and whether the fix worked.',
  how: 'Declare how work flows. Run it. Measure it. Find the cause. Change the rule. Check that the number came back.',
  theDoors: 'The doors',
  twoDatabases: 'Two separate databases. Switch at any time; a real one never gets a movable clock.',
  invoiceNumber: 'Invoice number',
  invoiceNoBelegnrDocument: 'invoice_no, Belegnr., document',
  sentOnDueOn: 'Sent on, due on',
  invoiceDateDueDate: 'invoice_date, due_date',
  theLadder: 'the ladder',
  amountCurrency: 'Amount, currency',
  totalCurrency: 'total, currency',
  moneyAtRisk: 'money at risk',
  paidOnPaidAmount: 'Paid on, paid amount',
  paymentDateAmountPaid: 'payment_date, amount_paid',
  dsoPartialPayments: 'DSO, partial payments',
  deliveryReference: 'Delivery reference',
  deliveryNoPod: 'delivery_no, POD',
  suggestColumns: 'Suggest columns',
  preview20Rows: 'Preview 20 rows',
  errorsRowByRow: 'Errors, row by row',
  importThenHome: 'Import, then Home',
  startWithYourData: 'Start with your data',
  oneFileIsEnough: 'One CSV of invoices is enough for a first answer. You check everything before it is written.',
  whatWeLookFor: 'What we look for',
  oftenCalled: 'Often called',
  neededFor: 'Needed for',
  historyFiresNothing: 'History fires nothing: no reminder is sent for what happened before you go live.',
  openYourCompany: 'open your company',
  open: 'Open',
  yourCompany: 'your company',
  soFar: (count: string) => `${count} so far`,
  yourData: 'your data',
  orDrop: 'or drop it here. CSV, up to 200 MB.',
  staysOnThisMachine: 'It stays on this machine.',
  legalUnit: 'legal unit',
} as const;

export const words = wordsOf({ en: english });
