import { test } from 'node:test';
import { golden } from '../test/golden-table.ts';
import { invoiceTable as table } from '../test/invoice-phrases.ts';

/*
 * The invoice of golden.test.ts: what becomes of the 500.00 and the 200.00 that the customer kept back.
 */

const begun = `
  -30       | invoice of 10,000.00, due on day 0     | bea (billing)            | created         | billing          | 10,000.00  |
  -30 01:00 | sending is due                         | clock                    | created         | billing          | 10,000.00  |
  -30 01:00 | is sent                                | message                  | sent            | collections      | 10,000.00  | mail Invoice I-1
  3         | pays 9,300.00, less 500.00 for tax     | bank (automation)        | partially_paid  | collections      | 700.00     | raised partialPayment`;

// The reminder of day 7 fires for 200.00, as 500.00 are deducted on day 6. Paid on day 20, before sales (30); closed on 20 + 5 = 25.
test('[P73] the tax deduction is accepted by a second person, and the rest is paid: the rungs stop for good', () => {
  golden(
    table,
    `${begun}
  5         | accepts 500.00 as a tax deduction      | fin (finance)            | with_finance    | finance          |            | awaiting accept; task approve accept
  6         | agrees to the deduction                | lea (collections-lead)   | accepting       | collections      |            |
  6         | it is deducted from the invoice        | message                  | partially_paid  | collections      | 200.00     |
  6         | the deduction is booked                | message                  | accepted        |                  |            |
  7 09:00   | dunning: reminder                      | clock                    | partially_paid  | collections      | 200.00     | mail Reminder: invoice I-1
  14 09:00  | dunning: finance                       | clock                    | partially_paid  | collections      | 200.00     | task dunning/finance
  20        | pays 200.00                            | bank (automation)        | paid            | billing          | 0.00       | stopped dunning/sales, dunning/legal; resolved partialPayment
  25        | is closed                              | clock                    | closed          |                  | 0.00       |
  100       | nothing until here                     | until                    |                 |                  |            |`,
  );
});

// Nothing of the ladder depends on who sees to what was kept back: reminder 7, finance 14, sales 30, legal 45.
test('[P73] what is not explained is claimed again: the ladder goes on for all of it', () => {
  golden(
    table,
    `${begun}
  4         | claims the unexplained 200.00          | col (collections)        | claimed         |                  |            |
  7 09:00   | dunning: reminder                      | clock                    | partially_paid  | collections      | 700.00     | mail Reminder: invoice I-1
  14 09:00  | dunning: finance                       | clock                    | partially_paid  | collections      | 700.00     | task dunning/finance
  30 09:00  | dunning: sales                         | clock                    | partially_paid  | collections      | 700.00     | task dunning/sales
  45 09:00  | dunning: legal, asked                  | clock                    | partially_paid  | collections      | 700.00     | awaiting dunning/legal; task approve dunning/legal
  60        | nothing until here                     | until                    |                 |                  |            |`,
  );
});

// Decided within 3 + 5 = 8 days. The credit note over 200.00 leaves 500.00; the deduction takes that on day 7, before the reminder (9:00).
// Closed on 7 + 5 = 12.
test('[P73] a rest that is credited: drafted by one person, issued by another, and nothing is chased any more', () => {
  golden(
    table,
    `${begun}
  4         | credits the unexplained 200.00         | col (collections)        | credited        |                  |            |
  4         | a credit note is drafted               | message                  | draft           | billing          |            |
  5         | issues the credit note                 | bea (billing)            | draft           | billing          |            | awaiting issue; task approve issue
  5 12:00   | agrees to the credit note              | flo (finance-lead)       | booking         | billing          |            |
  5 12:00   | it is credited on the invoice          | message                  | partially_paid  | collections      | 500.00     |
  5 12:00   | the credit note is booked              | message                  | issued          |                  |            |
  6         | accepts 500.00 as a tax deduction      | fin (finance)            | with_finance    | finance          |            | awaiting accept; task approve accept
  7         | agrees to the deduction                | lea (collections-lead)   | accepting       | collections      |            |
  7         | it is deducted from the invoice        | message                  | paid            | billing          | 0.00       | stopped dunning/remind, dunning/finance, dunning/sales, dunning/legal; resolved partialPayment
  7         | the deduction is booked                | message                  | accepted        |                  |            |
  12        | is closed                              | clock                    | closed          |                  | 0.00       |
  100       | nothing until here                     | until                    |                 |                  |            |`,
  );
});

// Kept back since day 3, to be decided by 3 + 5 = 8: late on day 29. 1 May (day 31) and 4 May (day 34) are the first two business days of the month:
// the books are closed until day 35. The draft is to be issued by 29 + 2 = 31.
test('[P73] while finance closes the month nobody issues a credit note', () => {
  golden(
    table,
    `${begun}
  7 09:00   | dunning: reminder                      | clock                    | partially_paid  | collections      | 700.00     | mail Reminder: invoice I-1
  14 09:00  | dunning: finance                       | clock                    | partially_paid  | collections      | 700.00     | task dunning/finance
  29        | credits the unexplained 200.00         | col (collections)        | credited        |                  |            | resolved overdue
  29        | a credit note is drafted               | message                  | draft           | billing          |            |
  30 09:00  | dunning: sales                         | clock                    | partially_paid  | collections      | 700.00     | task dunning/sales
  31        | the draft is late                      | clock                    | draft           | billing          |            | raised overdue
  31 10:00  | issues the credit note                 | bea (billing)            | draft           | billing          |            | refused: window-closed
  34        | issues the credit note                 | bea (billing)            | draft           | billing          |            | refused: window-closed
  35        | issues the credit note                 | bea (billing)            | draft           | billing          |            | awaiting issue; task approve issue
  36        | agrees to the credit note              | flo (finance-lead)       | booking         | billing          |            | resolved overdue
  36        | it is credited on the invoice          | message                  | partially_paid  | collections      | 500.00     |
  36        | the credit note is booked              | message                  | issued          |                  |            |
  45 09:00  | dunning: legal, asked                  | clock                    | partially_paid  | collections      | 500.00     | awaiting dunning/legal; task approve dunning/legal
  60        | nothing until here                     | until                    |                 |                  |            |`,
  );
});
