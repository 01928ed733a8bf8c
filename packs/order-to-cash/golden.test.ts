import { test } from 'node:test';
import { golden } from '../test/golden-table.ts';
import { invoiceInBusinessDays as restful, invoiceTable as table } from '../test/invoice-phrases.ts';

/*
 * An invoice of 10,000.00, due on day 0. On day 3 the customer pays 9,300.00: 500.00 are a tax deduction, 200.00 unexplained.
 * The days were worked out by hand, as the comment above each table says: due day + days of the rung + days taken out by pauses.
 */

const begun = `
  -30       | invoice of 10,000.00, due on day 0     | bea (billing)            | created         | billing          | 10,000.00  |
  -30 01:00 | sending is due                         | clock                    | created         | billing          | 10,000.00  |
  -30 01:00 | is sent                                | message                  | sent            | collections      | 10,000.00  | mail Invoice I-1
  3         | pays 9,300.00, less 500.00 for tax     | bank (automation)        | partially_paid  | collections      | 700.00     | raised partialPayment`;

// Reminder 0 + 7, finance 0 + 14, sales 0 + 30, legal 0 + 45. Legal waits for the head of finance.
test('[P70] nobody does anything more: 7, 14, 30 and 45 days after the due day, at 9:00', () => {
  golden(
    table,
    `${begun}
  7 09:00   | dunning: reminder                      | clock                    | partially_paid  | collections      | 700.00     | mail Reminder: invoice I-1
  14 09:00  | dunning: finance                       | clock                    | partially_paid  | collections      | 700.00     | task dunning/finance
  30 09:00  | dunning: sales                         | clock                    | partially_paid  | collections      | 700.00     | task dunning/sales
  45 09:00  | dunning: legal, asked                  | clock                    | partially_paid  | collections      | 700.00     | awaiting dunning/legal; task approve dunning/legal
  46        | approves legal action                  | hedda (head-of-finance)  | legal           | head-of-finance  | 700.00     |
  100       | nothing until here                     | until                    |                 |                  |            |`,
  );
});

// The dispute takes out the days 11 to 18, which are 8: finance 14 + 8 = 22, sales 30 + 8 = 38, legal 45 + 8 = 53.
// The reminder of day 7 had fired before, and does not again. The dispute itself is to be investigated by 10 + 5 = 15.
test('[P70] disputed on day 10, rejected on day 18: what had not fired comes 8 days later', () => {
  golden(
    table,
    `${begun}
  7 09:00   | dunning: reminder                      | clock                    | partially_paid  | collections      | 700.00     | mail Reminder: invoice I-1
  10        | disputes: tax note                     | col (collections)        | disputed        | collections      | 700.00     | resolved partialPayment
  10        | a dispute is opened                    | message                  | opened          | collections      |            |
  10        | its invoice is in dispute              | message                  | disputed        | collections      | 700.00     |
  15        | 5 days: nobody has investigated        | clock                    | opened          | collections      |            | raised noAnswer
  18        | rejects the dispute: it was agreed     | col (collections)        | rejected        |                  |            | stopped resolution/sales; resolved noAnswer
  18        | its invoice is chased again            | message                  | partially_paid  | collections      | 700.00     |
  22 09:00  | dunning: finance                       | clock                    | partially_paid  | collections      | 700.00     | task dunning/finance
  38 09:00  | dunning: sales                         | clock                    | partially_paid  | collections      | 700.00     | task dunning/sales
  53 09:00  | dunning: legal, asked                  | clock                    | partially_paid  | collections      | 700.00     | awaiting dunning/legal; task approve dunning/legal
  60        | nothing until here                     | until                    |                 |                  |            |`,
  );
});

// Promised for day 24; with a day of grace it is broken on day 25 at 9:00. That takes out the days 21 to 25, which are 5:
// sales 30 + 5 = 35, legal 45 + 5 = 50.
test('[P70] a promise on day 20 that is broken on day 25: what had not fired comes 5 days later', () => {
  golden(
    table,
    `${begun}
  7 09:00   | dunning: reminder                      | clock                    | partially_paid  | collections      | 700.00     | mail Reminder: invoice I-1
  14 09:00  | dunning: finance                       | clock                    | partially_paid  | collections      | 700.00     | task dunning/finance
  20        | promises to pay on day 24              | col (collections)        | promised        | collections      | 700.00     | resolved partialPayment
  25 09:00  | promised day is over                   | clock                    | promised        | collections      | 700.00     | raised brokenPromise
  25 09:00  | promise is broken                      | message                  | partially_paid  | collections      | 700.00     |
  35 09:00  | dunning: sales                         | clock                    | partially_paid  | collections      | 700.00     | task dunning/sales
  50 09:00  | dunning: legal, asked                  | clock                    | partially_paid  | collections      | 700.00     | awaiting dunning/legal; task approve dunning/legal
  60        | nothing until here                     | until                    |                 |                  |            |`,
  );
});

// Promised on day 20 for day 24, paid on day 23: sales (30 + 3 = 33) and legal never come. Closed 5 days after it was paid: 28;
// with it ends the watch over the promise.
test('[P70] a promise that is kept ends the ladder', () => {
  golden(
    table,
    `${begun}
  7 09:00   | dunning: reminder                      | clock                    | partially_paid  | collections      | 700.00     | mail Reminder: invoice I-1
  14 09:00  | dunning: finance                       | clock                    | partially_paid  | collections      | 700.00     | task dunning/finance
  20        | promises to pay on day 24              | col (collections)        | promised        | collections      | 700.00     | resolved partialPayment
  23        | pays 700.00                            | bank (automation)        | paid            | billing          | 0.00       | stopped dunning/sales, dunning/legal
  28        | is closed                              | clock                    | closed          |                  | 0.00       | stopped promise/broken
  100       | nothing until here                     | until                    |                 |                  |            |`,
  );
});

// 500.00 of 700.00 leave 200.00 open, so nothing moves: legal 45. A payment of 100.00 on day 46 changes what was to be approved:
// the request falls and is made anew at once, of the 100.00 that are left.
test('[P70] a second payment on day 31, of the deduction: the ladder goes on for the rest', () => {
  golden(
    table,
    `${begun}
  7 09:00   | dunning: reminder                      | clock                    | partially_paid  | collections      | 700.00     | mail Reminder: invoice I-1
  14 09:00  | dunning: finance                       | clock                    | partially_paid  | collections      | 700.00     | task dunning/finance
  30 09:00  | dunning: sales                         | clock                    | partially_paid  | collections      | 700.00     | task dunning/sales
  31        | pays 500.00                            | bank (automation)        | partially_paid  | collections      | 200.00     |
  45 09:00  | dunning: legal, asked                  | clock                    | partially_paid  | collections      | 200.00     | awaiting dunning/legal; task approve dunning/legal
  46        | pays 100.00                            | bank (automation)        | partially_paid  | collections      | 100.00     | void dunning/legal
  46        | dunning: legal, asked                  | clock                    | partially_paid  | collections      | 100.00     | awaiting dunning/legal; task approve dunning/legal
  100       | nothing until here                     | until                    |                 |                  |            |`,
  );
});

// Legal would have come on day 45: it is stopped on day 31. Closed 5 days after it was paid: 36.
test('[P70] a second payment on day 31, of all that is open: the ladder stops, and the invoice is closed', () => {
  golden(
    table,
    `${begun}
  7 09:00   | dunning: reminder                      | clock                    | partially_paid  | collections      | 700.00     | mail Reminder: invoice I-1
  14 09:00  | dunning: finance                       | clock                    | partially_paid  | collections      | 700.00     | task dunning/finance
  30 09:00  | dunning: sales                         | clock                    | partially_paid  | collections      | 700.00     | task dunning/sales
  31        | pays 700.00                            | bank (automation)        | paid            | billing          | 0.00       | stopped dunning/legal; resolved partialPayment
  36        | is closed                              | clock                    | closed          |                  | 0.00       |
  100       | nothing until here                     | until                    |                 |                  |            |`,
  );
});

// Finance was due on 14 at 9:00 and fires when the system starts, on 15 at 0:00. An outage is no pause: sales 30, legal 45.
test('[P70] the system is down from day 13 to day 15: finance hears on day 15, and nothing else moves', () => {
  golden(
    table,
    `${begun}
  7 09:00   | dunning: reminder                      | clock                    | partially_paid  | collections      | 700.00     | mail Reminder: invoice I-1
  13        | system stops                           | machine                  |                 |                  |            |
  15        | system starts                          | machine                  |                 |                  |            |
  15        | dunning: finance                       | clock                    | partially_paid  | collections      | 700.00     | task dunning/finance
  30 09:00  | dunning: sales                         | clock                    | partially_paid  | collections      | 700.00     | task dunning/sales
  45 09:00  | dunning: legal, asked                  | clock                    | partially_paid  | collections      | 700.00     | awaiting dunning/legal; task approve dunning/legal
  60        | nothing until here                     | until                    |                 |                  |            |`,
  );
});

// Amended on day 9. The reminder fired on day 7 and does not come again. Finance 10 + 14 = 24, sales 10 + 30 = 40, legal 10 + 45 = 55.
test('[P70] the due date is amended to day 10: the reminder stays, the rest counts from there', () => {
  golden(
    table,
    `${begun}
  7 09:00   | dunning: reminder                      | clock                    | partially_paid  | collections      | 700.00     | mail Reminder: invoice I-1
  9         | amends the due date to day 10          | col (collections)        | partially_paid  | collections      | 700.00     |
  24 09:00  | dunning: finance                       | clock                    | partially_paid  | collections      | 700.00     | task dunning/finance
  40 09:00  | dunning: sales                         | clock                    | partially_paid  | collections      | 700.00     | task dunning/sales
  55 09:00  | dunning: legal, asked                  | clock                    | partially_paid  | collections      | 700.00     | awaiting dunning/legal; task approve dunning/legal
  60        | nothing until here                     | until                    |                 |                  |            |`,
  );
});

// Amended on day 9. Finance -10 + 14 = 4 is over: it fires on day 9 as soon as it is known. Sales -10 + 30 = 20, legal -10 + 45 = 35.
test('[P70] the due date is amended to day -10: what that makes due comes at once', () => {
  golden(
    table,
    `${begun}
  7 09:00   | dunning: reminder                      | clock                    | partially_paid  | collections      | 700.00     | mail Reminder: invoice I-1
  9         | amends the due date to day -10         | col (collections)        | partially_paid  | collections      | 700.00     |
  9         | dunning: finance                       | clock                    | partially_paid  | collections      | 700.00     | task dunning/finance
  20 09:00  | dunning: sales                         | clock                    | partially_paid  | collections      | 700.00     | task dunning/sales
  35 09:00  | dunning: legal, asked                  | clock                    | partially_paid  | collections      | 700.00     | awaiting dunning/legal; task approve dunning/legal
  60        | nothing until here                     | until                    |                 |                  |            |`,
  );
});

// Day 0 is Tuesday, 31 March 2026. Closed on weekends, Good Friday (3 April), Easter Monday (6 April), 1 May, Ascension (14 May)
// and Whit Monday (25 May). Reminder after 5 business days: 1, 2, 7, 8, 9 April: day 9. Finance after 10: 10, 13, 14, 15, 16 April: day 16.
// Sales after 20: 17, 20 to 24, 27 to 30 April: day 30. Legal after 30: 4 to 8, 11 to 13, 15, 18 May: day 48.
test('[P70] with a ladder in business days, days of rest are passed over', () => {
  golden(
    restful,
    `${begun}
  9 09:00   | dunning: reminder                      | clock                    | partially_paid  | collections      | 700.00     | mail Reminder: invoice I-1
  16 09:00  | dunning: finance                       | clock                    | partially_paid  | collections      | 700.00     | task dunning/finance
  30 09:00  | dunning: sales                         | clock                    | partially_paid  | collections      | 700.00     | task dunning/sales
  48 09:00  | dunning: legal, asked                  | clock                    | partially_paid  | collections      | 700.00     | awaiting dunning/legal; task approve dunning/legal
  60        | nothing until here                     | until                    |                 |                  |            |`,
  );
});

// Disputed on day 10 (Friday, 10 April), rejected on day 18 (Saturday): that takes out 13 to 17 April, which are 5 business days.
// Finance after 10 + 5: the 10th is 16 April, five more are 17, 20, 21, 22, 23 April: day 23. Sales after 20 + 5: the 20th is 30 April, five more
// are 4 to 8 May (1 May is closed): day 38. Legal after 30 + 5: the 30th is 18 May, five more are 19 to 22 and 26 May: day 56.
test('[P70] with a ladder in business days, a dispute takes out business days only', () => {
  golden(
    restful,
    `${begun}
  9 09:00   | dunning: reminder                      | clock                    | partially_paid  | collections      | 700.00     | mail Reminder: invoice I-1
  10        | disputes: tax note                     | col (collections)        | disputed        | collections      | 700.00     | resolved partialPayment
  10        | a dispute is opened                    | message                  | opened          | collections      |            |
  10        | its invoice is in dispute              | message                  | disputed        | collections      | 700.00     |
  15        | 5 days: nobody has investigated        | clock                    | opened          | collections      |            | raised noAnswer
  18        | rejects the dispute: it was agreed     | col (collections)        | rejected        |                  |            | stopped resolution/sales; resolved noAnswer
  18        | its invoice is chased again            | message                  | partially_paid  | collections      | 700.00     |
  23 09:00  | dunning: finance                       | clock                    | partially_paid  | collections      | 700.00     | task dunning/finance
  38 09:00  | dunning: sales                         | clock                    | partially_paid  | collections      | 700.00     | task dunning/sales
  56 09:00  | dunning: legal, asked                  | clock                    | partially_paid  | collections      | 700.00     | awaiting dunning/legal; task approve dunning/legal
  60        | nothing until here                     | until                    |                 |                  |            |`,
  );
});
