import { reasons, reasonWords, statedReasons } from './reasons.ts';

/*
 * Transitions that several states of an invoice share. In all of them, and to the cent:
 *
 *     amount = paid + deducted + credited + writtenOff + open
 *
 * What an allocation, a deduction or a credit note asks for is refused where it is more than is open; what a bank says has happened is
 * booked as it is, and what was paid too much is an exception.
 */

/** Who books it is another case, by a message; no person need do so. */
const booking = { by: 'automation', roles: ['bookkeeping'] } as const;

const fits = '(!has(event.currency) || event.currency == data.currency)';
const isLess = 'event.amount < computed.open';
const isAll = 'event.amount == computed.open';
const isTooMuch = 'event.amount > computed.open && !has(event.allocation)';
const isStated = (reason: string) => `has(event.deductions) && has(event.deductions.${reason})`;
const stated = statedReasons.map((reason) => `(${isStated(reason)} ? event.deductions.${reason} : 0)`).join(' + ');
const isExplained = `(${stated}) <= computed.open - event.amount`;

/** SHF-1042-tax-1: of which invoice it is, why, and the how manyth. */
const numberOf = (word: string) =>
  `"SHF-" + (data.number.startsWith("INV-") ? data.number.substring(4) : data.number) + "-" + ${word} + "-" + string(children.shortfalls.count + 1)`;
const numberFor = (reason: keyof typeof reasonWords) => numberOf(`"${reasonWords[reason]}"`);
/** Of a reason that is known only when it is said. */
const wordSaid = reasons.reduceRight(
  (otherwise, reason) => `event.reason == "${reason}" ? "${reasonWords[reason]}" : ${otherwise}`,
  '"other"',
);
const numberSaid = numberOf(`(${wordSaid})`);
const keptBack = {
  invoice: 'data.number',
  customer: 'data.customer',
  currency: 'data.currency',
} as const;
/** What the payer says was kept back: a case for each reason, and one for what nobody has said anything about. */
const shortfalls = {
  open: [
    ...statedReasons.map(
      (reason) =>
        ({
          child: 'shortfalls',
          event: 'find',
          when: isStated(reason),
          key: numberFor(reason),
          with: {
            ...keptBack,
            number: numberFor(reason),
            amount: `${isStated(reason)} ? event.deductions.${reason} : 0`,
            reason: `"${reason}"`,
          },
        }) as const,
    ),
    {
      child: 'shortfalls',
      event: 'find',
      when: `has(event.deductions) && computed.open > (${stated})`,
      key: numberFor('unexplained'),
      with: {
        ...keptBack,
        number: numberFor('unexplained'),
        amount: `computed.open - (${stated})`,
        reason: '"unexplained"',
      },
    },
  ],
} as const;

const settles = { to: 'paid', resolve: 'partialPayment' } as const;
/** Where the rest of what is owed is chased. */
export const payment = [
  { when: `${isAll} && ${fits}`, ...settles },
  { when: isTooMuch, ...settles, raise: 'overPayment' },
  { when: `${isLess} && ${fits} && ${isExplained}`, to: 'partially_paid', raise: 'partialPayment', ...shortfalls },
] as const;

/** Where something else than the rest decides what comes next: a part payment does not end the promise. */
export const paymentThatStays = [
  { when: `${isAll} && ${fits}`, ...settles },
  { when: isTooMuch, ...settles, raise: 'overPayment' },
  { when: `${isLess} && ${fits} && ${isExplained}`, ...shortfalls },
] as const;

/** The dispute, where there is a case of it, hears what became of the invoice. */
const concluded = {
  flow: 'dispute',
  key: 'has(data.dispute) ? data.dispute : ""',
  event: 'conclude',
  when: 'has(data.dispute) && !has(event.dispute)',
  onRefused: 'disputeNotClosed',
} as const;
const over = { ...concluded, when: 'has(data.dispute)' } as const;
export const paymentWhileDisputed = [
  { when: `${isAll} && ${fits}`, ...settles, send: [over] },
  { when: isTooMuch, ...settles, raise: 'overPayment', send: [over] },
  { when: `${isLess} && ${fits} && ${isExplained}`, ...shortfalls },
] as const;

/** Back to where the rest is chased. */
export const chased = [{ when: 'data.paid > 0', to: 'partially_paid' }, { to: 'sent' }] as const;
export const rejected = [
  { when: 'data.paid > 0', to: 'partially_paid', send: [concluded] },
  { to: 'sent', send: [concluded] },
] as const;
export const reversed = [
  // What was paid too much has gone back: nothing is open all the same.
  { when: 'event.amount <= data.paid && computed.open + event.amount <= 0' },
  { when: 'event.amount < data.paid && computed.open + event.amount > 0', to: 'partially_paid' },
  { when: 'event.amount == data.paid && computed.open + event.amount > 0', to: 'sent' },
] as const;
export const reversedThatStays = { when: 'event.amount <= data.paid' } as const;

/** The order hears that it is invoiced. */
export const invoiced = {
  flow: 'order',
  key: 'has(data.order) ? data.order : ""',
  event: 'invoice',
  with: { amount: 'data.amount' },
  when: 'has(data.order)',
  onRefused: 'orderRefused',
} as const;
/** The order hears that nothing more will come of this invoice. */
export const settled = {
  flow: 'order',
  key: 'has(data.order) ? data.order : ""',
  event: 'settle',
  with: { amount: 'data.amount' },
  when: 'has(data.order)',
  onRefused: 'orderRefused',
} as const;

const nothingPaid = 'data.paid + data.deducted == 0';
/** A credit note over the rest ends it: credited, where nothing was paid, else paid. */
export const credit = [
  { when: `${isAll} && ${nothingPaid}`, to: 'credited', resolve: 'partialPayment', send: [settled], ...booking },
  { when: `${isAll} && !(${nothingPaid})`, ...settles, ...booking },
  { when: isLess, ...booking },
] as const;
/** What is left of it after the credit note that settles its dispute is chased again. */
export const creditWhileDisputed = [
  { when: `${isAll} && ${nothingPaid}`, to: 'credited', send: [settled, concluded], ...booking },
  { when: `${isAll} && !(${nothingPaid})`, to: 'paid', send: [concluded], ...booking },
  { when: `${isLess} && has(event.dispute) && data.paid > 0`, to: 'partially_paid', ...booking },
  { when: `${isLess} && has(event.dispute) && data.paid == 0`, to: 'sent', ...booking },
  { when: `${isLess} && !has(event.dispute)`, ...booking },
] as const;
export const deduct = [
  { when: isAll, ...settles, ...booking },
  { when: isLess, ...booking },
] as const;

const opensDispute = {
  open: [
    {
      flow: 'dispute',
      event: 'open',
      key: 'data.disputeNext',
      with: {
        number: 'data.disputeNext',
        invoice: 'data.number',
        customer: 'data.customer',
        currency: 'data.currency',
        amount: 'has(event.amount) ? min(event.amount, computed.open) : computed.open',
        reason: 'has(event.reason) ? event.reason : "dispute"',
        note: 'has(event.note) ? dyn(event.note) : null',
        deliveryReference: 'has(data.deliveryReference) ? dyn(data.deliveryReference) : null',
        contact: 'has(data.contact) ? dyn(data.contact) : null',
      },
      onRefused: 'disputeNotOpened',
    },
  ],
} as const;
export const dispute = { to: 'disputed', by: 'person', reason: true, resolve: 'partialPayment', ...opensDispute } as const;
/** A dispute was opened by itself. */
export const disputeOpened = { to: 'disputed', ...booking, resolve: 'partialPayment' } as const;

export const acceptance = [
  {
    when: nothingPaid,
    to: 'credited',
    by: 'person',
    closed: 'financeClose',
    approval: { roles: ['finance-lead'] },
    send: [settled, over],
  },
  { to: 'paid', by: 'person', closed: 'financeClose', approval: { roles: ['finance-lead'] }, send: [over] },
] as const;

export const promise = [
  { when: '!has(data.promisedOn)', to: 'promised', by: 'person', resolve: 'partialPayment' },
  // Whoever has promised before is believed again only if a second person agrees.
  { to: 'promised', by: 'person', resolve: 'partialPayment', approval: { roles: ['collections-lead', 'finance-lead'] } },
] as const;

/** A person says what of the rest is kept back, and why. */
export const explain = {
  when: 'event.amount <= computed.open',
  by: 'person',
  roles: ['collections', 'cash-application', 'finance', 'finance-lead'],
  open: [
    {
      child: 'shortfalls',
      event: 'find',
      key: numberSaid,
      with: {
        ...keptBack,
        number: numberSaid,
        amount: 'event.amount',
        reason: 'event.reason',
        note: 'has(event.note) ? dyn(event.note) : null',
      },
    },
  ],
} as const;

export const voided = { to: 'void', by: 'person', reason: true, closed: 'financeClose', send: [settled] } as const;
export const writeOff = {
  to: 'written_off',
  by: 'person',
  closed: 'financeClose',
  reason: true,
  roles: ['collections', 'finance-lead', 'head-of-finance'],
  approval: {
    roles: ['finance-lead', 'head-of-finance'],
    limit: { of: 'computed.open', by: { 'finance-lead': 'parameters.writeOffLimit' } },
  },
  send: [settled],
} as const;
/** A few cents are not chased. */
export const writeOffRest = {
  when: 'computed.open > 0 && computed.open <= parameters.smallRest',
  to: 'paid',
  by: 'person',
  closed: 'financeClose',
  reason: true,
  roles: ['collections', 'cash-application', 'finance-lead'],
  resolve: 'partialPayment',
} as const;
