import { test } from 'node:test';
import { golden } from '../test/golden-table.ts';
import { invoiceInBusinessDays as restful, invoiceTable as table } from '../test/invoice-phrases.ts';

/*
 * The invoice of golden.test.ts, where several things come together.
 */

const begun = `
  -30       | invoice of 10,000.00, due on day 0     | bea (billing)            | created         | billing          | 10,000.00  |
  -30 01:00 | sending is due                         | clock                    | created         | billing          | 10,000.00  |
  -30 01:00 | is sent                                | message                  | sent            | collections      | 10,000.00  | mail Invoice I-1
  3         | pays 9,300.00, less 500.00 for tax     | bank (automation)        | partially_paid  | collections      | 700.00     | raised partialPayment`;

// Pauses: 11 to 18 (8 days) and 21 to 25 (5 days); the outage falls into the first and moves nothing but the task to investigate, which is
// due on 10 + 5 = 15. From day 26 the invoice is due on day 5: finance 5 + 14 + 8 + 5 = 32, sales 5 + 30 + 13 = 48, legal 5 + 45 + 13 = 63.
// Paid in full on 64, closed on 64 + 5 = 69.
test('[P71] all at once: dispute, outage, broken promise, amended due date, second payment', () => {
  golden(
    table,
    `${begun}
  7 09:00   | dunning: reminder                      | clock                    | partially_paid  | collections      | 700.00     | mail Reminder: invoice I-1
  10        | disputes: tax note                     | col (collections)        | disputed        | collections      | 700.00     | resolved partialPayment
  10        | a dispute is opened                    | message                  | opened          | collections      |            |
  10        | its invoice is in dispute              | message                  | disputed        | collections      | 700.00     |
  13        | system stops                           | machine                  |                 |                  |            |
  16        | system starts                          | machine                  |                 |                  |            |
  16        | 5 days: nobody has investigated        | clock                    | opened          | collections      |            | raised noAnswer
  18        | rejects the dispute: it was agreed     | col (collections)        | rejected        |                  |            | stopped resolution/sales; resolved noAnswer
  18        | its invoice is chased again            | message                  | partially_paid  | collections      | 700.00     |
  20        | promises to pay on day 24              | col (collections)        | promised        | collections      | 700.00     |
  25 09:00  | promised day is over                   | clock                    | promised        | collections      | 700.00     | raised brokenPromise
  25 09:00  | promise is broken                      | message                  | partially_paid  | collections      | 700.00     |
  26        | amends the due date to day 5           | col (collections)        | partially_paid  | collections      | 700.00     |
  31        | pays 500.00                            | bank (automation)        | partially_paid  | collections      | 200.00     | raised partialPayment
  32 09:00  | dunning: finance                       | clock                    | partially_paid  | collections      | 200.00     | task dunning/finance
  48 09:00  | dunning: sales                         | clock                    | partially_paid  | collections      | 200.00     | task dunning/sales
  63 09:00  | dunning: legal, asked                  | clock                    | partially_paid  | collections      | 200.00     | awaiting dunning/legal; task approve dunning/legal
  64        | pays 200.00                            | bank (automation)        | paid            | billing          | 0.00       | stopped dunning/legal; void dunning/legal; resolved partialPayment
  69        | is closed                              | clock                    | closed          |                  | 0.00       | resolved brokenPromise
  100       | nothing until here                     | until                    |                 |                  |            |`,
  );
});

// Promised on day 20 for day 24: broken on 25 at 9:00, but the system is down from 24 to 28. So it stands as promised until day 28, which
// takes out the days 21 to 28, which are 8: sales 30 + 8 = 38, legal 45 + 8 = 53.
test('[P71] the system is down when the promise is broken: it is broken when the system starts', () => {
  golden(
    table,
    `${begun}
  7 09:00   | dunning: reminder                      | clock                    | partially_paid  | collections      | 700.00     | mail Reminder: invoice I-1
  14 09:00  | dunning: finance                       | clock                    | partially_paid  | collections      | 700.00     | task dunning/finance
  20        | promises to pay on day 24              | col (collections)        | promised        | collections      | 700.00     | resolved partialPayment
  24        | system stops                           | machine                  |                 |                  |            |
  28        | system starts                          | machine                  |                 |                  |            |
  28        | promised day is over                   | clock                    | promised        | collections      | 700.00     | raised brokenPromise
  28        | promise is broken                      | message                  | partially_paid  | collections      | 700.00     |
  38 09:00  | dunning: sales                         | clock                    | partially_paid  | collections      | 700.00     | task dunning/sales
  53 09:00  | dunning: legal, asked                  | clock                    | partially_paid  | collections      | 700.00     | awaiting dunning/legal; task approve dunning/legal
  60        | nothing until here                     | until                    |                 |                  |            |`,
  );
});

// Down from day 6 to day 31: reminder 7, finance 14 and sales 30 have come due by then. Only sales fires, on day 31. Legal 45.
test('[P71] the system is down over three rungs: the last of them fires, the others are superseded', () => {
  golden(
    table,
    `${begun}
  6         | system stops                           | machine                  |                 |                  |            |
  31        | system starts                          | machine                  |                 |                  |            |
  31        | dunning: sales                         | clock                    | partially_paid  | collections      | 700.00     | superseded dunning/remind, dunning/finance; task dunning/sales
  45 09:00  | dunning: legal, asked                  | clock                    | partially_paid  | collections      | 700.00     | awaiting dunning/legal; task approve dunning/legal
  60        | nothing until here                     | until                    |                 |                  |            |`,
  );
});

// The dispute of day 14, from 8:00 to 10:00, takes out no whole day: finance stays due on 14 at 9:00, and fires on 14 at 10:00, when the ladder
// runs again. Sales 30.
test('[P71] disputed an hour before finance is due, rejected an hour after: it fires then, on the same day', () => {
  golden(
    table,
    `${begun}
  7 09:00   | dunning: reminder                      | clock                    | partially_paid  | collections      | 700.00     | mail Reminder: invoice I-1
  14 08:00  | disputes: tax note                     | col (collections)        | disputed        | collections      | 700.00     | resolved partialPayment
  14 08:00  | a dispute is opened                    | message                  | opened          | collections      |            |
  14 08:00  | its invoice is in dispute              | message                  | disputed        | collections      | 700.00     |
  14 10:00  | rejects the dispute: it was agreed     | col (collections)        | rejected        |                  |            | stopped answer/investigate, resolution/sales
  14 10:00  | its invoice is chased again            | message                  | partially_paid  | collections      | 700.00     |
  14 10:00  | dunning: finance                       | clock                    | partially_paid  | collections      | 700.00     | task dunning/finance
  30 09:00  | dunning: sales                         | clock                    | partially_paid  | collections      | 700.00     | task dunning/sales
  40        | nothing until here                     | until                    |                 |                  |            |`,
  );
});

// Disputed on day 10; on day 12 the due date becomes day 16; rejected on day 18. Of the dispute the days 17 and 18 come after day 16:
// finance 16 + 14 + 2 = 32, sales 16 + 30 + 2 = 48, legal 16 + 45 + 2 = 63.
test('[P71] disputed, and in the dispute the due date is amended: the days of the dispute after it are taken out', () => {
  golden(
    table,
    `${begun}
  7 09:00   | dunning: reminder                      | clock                    | partially_paid  | collections      | 700.00     | mail Reminder: invoice I-1
  10        | disputes: tax note                     | col (collections)        | disputed        | collections      | 700.00     | resolved partialPayment
  10        | a dispute is opened                    | message                  | opened          | collections      |            |
  10        | its invoice is in dispute              | message                  | disputed        | collections      | 700.00     |
  12        | amends the due date to day 16          | col (collections)        | disputed        | collections      | 700.00     |
  15        | 5 days: nobody has investigated        | clock                    | opened          | collections      |            | raised noAnswer
  18        | rejects the dispute: it was agreed     | col (collections)        | rejected        |                  |            | stopped resolution/sales; resolved noAnswer
  18        | its invoice is chased again            | message                  | partially_paid  | collections      | 700.00     |
  32 09:00  | dunning: finance                       | clock                    | partially_paid  | collections      | 700.00     | task dunning/finance
  48 09:00  | dunning: sales                         | clock                    | partially_paid  | collections      | 700.00     | task dunning/sales
  63 09:00  | dunning: legal, asked                  | clock                    | partially_paid  | collections      | 700.00     | awaiting dunning/legal; task approve dunning/legal
  70        | nothing until here                     | until                    |                 |                  |            |`,
  );
});

// Disputed on day 10, 500.00 paid on day 13, rejected on day 18: 8 days are taken out (11 to 18). Finance 22, sales 38, legal 53.
test('[P71] a second payment in the dispute, which is rejected: the ladder resumes at the right rung for what is left', () => {
  golden(
    table,
    `${begun}
  7 09:00   | dunning: reminder                      | clock                    | partially_paid  | collections      | 700.00     | mail Reminder: invoice I-1
  10        | disputes: tax note                     | col (collections)        | disputed        | collections      | 700.00     | resolved partialPayment
  10        | a dispute is opened                    | message                  | opened          | collections      |            |
  10        | its invoice is in dispute              | message                  | disputed        | collections      | 700.00     |
  13        | pays 500.00                            | bank (automation)        | disputed        | collections      | 200.00     |
  15        | 5 days: nobody has investigated        | clock                    | opened          | collections      |            | raised noAnswer
  18        | rejects the dispute: it was agreed     | col (collections)        | rejected        |                  |            | stopped resolution/sales; resolved noAnswer
  18        | its invoice is chased again            | message                  | partially_paid  | collections      | 200.00     |
  22 09:00  | dunning: finance                       | clock                    | partially_paid  | collections      | 200.00     | task dunning/finance
  38 09:00  | dunning: sales                         | clock                    | partially_paid  | collections      | 200.00     | task dunning/sales
  53 09:00  | dunning: legal, asked                  | clock                    | partially_paid  | collections      | 200.00     | awaiting dunning/legal; task approve dunning/legal
  60        | nothing until here                     | until                    |                 |                  |            |`,
  );
});

// Finance (14 + pause), sales and legal are stopped on day 16, and the dispute is settled; closed on 16 + 5 = 21.
test('[P71] paid in full while disputed: the dispute is over, and nothing of the ladder comes', () => {
  golden(
    table,
    `${begun}
  7 09:00   | dunning: reminder                      | clock                    | partially_paid  | collections      | 700.00     | mail Reminder: invoice I-1
  10        | disputes: tax note                     | col (collections)        | disputed        | collections      | 700.00     | resolved partialPayment
  10        | a dispute is opened                    | message                  | opened          | collections      |            |
  10        | its invoice is in dispute              | message                  | disputed        | collections      | 700.00     |
  15        | 5 days: nobody has investigated        | clock                    | opened          | collections      |            | raised noAnswer
  16        | pays 700.00                            | bank (automation)        | paid            | billing          | 0.00       | stopped dunning/finance, dunning/sales, dunning/legal
  16        | the dispute is settled                 | message                  | settled         |                  |            | stopped resolution/sales; resolved noAnswer
  21        | is closed                              | clock                    | closed          |                  | 0.00       |
  100       | nothing until here                     | until                    |                 |                  |            |`,
  );
});

// Investigated by 10 + 5 = 15, settled by 10 + 10 = 20; the invoice itself stands in dispute for 10 days at most. Rejected on day 24: 14 days are
// taken out (11 to 24). Finance 14 + 14 = 28, sales 30 + 14 = 44.
test('[P71] a dispute that nobody settles for ten days goes to the lead of sales', () => {
  golden(
    table,
    `${begun}
  7 09:00   | dunning: reminder                      | clock                    | partially_paid  | collections      | 700.00     | mail Reminder: invoice I-1
  10        | disputes: tax note                     | col (collections)        | disputed        | collections      | 700.00     | resolved partialPayment
  10        | a dispute is opened                    | message                  | opened          | collections      |            |
  10        | its invoice is in dispute              | message                  | disputed        | collections      | 700.00     |
  15        | 5 days: nobody has investigated        | clock                    | opened          | collections      |            | raised noAnswer
  20        | too long in its state                  | clock                    | disputed        | collections      | 700.00     | raised overdue
  20        | 10 days: to the lead of sales          | clock                    | opened          | collections      |            | task resolution/sales
  24        | rejects the dispute: it was agreed     | col (collections)        | rejected        |                  |            | resolved noAnswer
  24        | its invoice is chased again            | message                  | partially_paid  | collections      | 700.00     | resolved overdue
  28 09:00  | dunning: finance                       | clock                    | partially_paid  | collections      | 700.00     | task dunning/finance
  44 09:00  | dunning: sales                         | clock                    | partially_paid  | collections      | 700.00     | task dunning/sales
  50        | nothing until here                     | until                    |                 |                  |            |`,
  );
});

// Promise 20 to 25 takes out 21 to 25 (5 days), the dispute from 29 to 36 takes out 30 to 36 (7 days). Sales 30 + 5 = 35 is not reached
// before the dispute: 30 + 12 = 42. Legal 45 + 12 = 57.
test('[P71] a dispute that follows a broken promise: both pauses count', () => {
  golden(
    table,
    `${begun}
  7 09:00   | dunning: reminder                      | clock                    | partially_paid  | collections      | 700.00     | mail Reminder: invoice I-1
  14 09:00  | dunning: finance                       | clock                    | partially_paid  | collections      | 700.00     | task dunning/finance
  20        | promises to pay on day 24              | col (collections)        | promised        | collections      | 700.00     | resolved partialPayment
  25 09:00  | promised day is over                   | clock                    | promised        | collections      | 700.00     | raised brokenPromise
  25 09:00  | promise is broken                      | message                  | partially_paid  | collections      | 700.00     |
  29        | disputes: tax note                     | col (collections)        | disputed        | collections      | 700.00     |
  29        | a dispute is opened                    | message                  | opened          | collections      |            |
  29        | its invoice is in dispute              | message                  | disputed        | collections      | 700.00     |
  34        | 5 days: nobody has investigated        | clock                    | opened          | collections      |            | raised noAnswer
  36        | rejects the dispute: it was agreed     | col (collections)        | rejected        |                  |            | stopped resolution/sales; resolved noAnswer
  36        | its invoice is chased again            | message                  | partially_paid  | collections      | 700.00     |
  42 09:00  | dunning: sales                         | clock                    | partially_paid  | collections      | 700.00     | task dunning/sales
  57 09:00  | dunning: legal, asked                  | clock                    | partially_paid  | collections      | 700.00     | awaiting dunning/legal; task approve dunning/legal
  70        | nothing until here                     | until                    |                 |                  |            |`,
  );
});

// The first takes out 21 to 25 (5 days). The second is asked for on day 26, agreed on day 27 and found broken on day 40: it takes out 28 to 40
// (13 days). Sales 30 + 18 = 48, legal 45 + 18 = 63.
test('[P71] a second promise needs a lead, and is broken by a person', () => {
  golden(
    table,
    `${begun}
  7 09:00   | dunning: reminder                      | clock                    | partially_paid  | collections      | 700.00     | mail Reminder: invoice I-1
  14 09:00  | dunning: finance                       | clock                    | partially_paid  | collections      | 700.00     | task dunning/finance
  20        | promises to pay on day 24              | col (collections)        | promised        | collections      | 700.00     | resolved partialPayment
  25 09:00  | promised day is over                   | clock                    | promised        | collections      | 700.00     | raised brokenPromise
  25 09:00  | promise is broken                      | message                  | partially_paid  | collections      | 700.00     |
  26        | promises to pay on day 38              | col (collections)        | partially_paid  | collections      | 700.00     | awaiting promise; task approve promise
  27        | agrees to the promise                  | lea (collections-lead)   | promised        | collections      | 700.00     |
  40        | finds the promise broken               | col (collections)        | partially_paid  | collections      | 700.00     |
  48 09:00  | dunning: sales                         | clock                    | partially_paid  | collections      | 700.00     | task dunning/sales
  63 09:00  | dunning: legal, asked                  | clock                    | partially_paid  | collections      | 700.00     | awaiting dunning/legal; task approve dunning/legal
  70        | nothing until here                     | until                    |                 |                  |            |`,
  );
});

// Paid in full on day 20: sales and legal are stopped. Taken back on day 24: both are to come again, on days 30 and 45; nothing was paused.
test('[P71] a payment that the bank takes back: the ladder goes on where it would be', () => {
  golden(
    table,
    `${begun}
  7 09:00   | dunning: reminder                      | clock                    | partially_paid  | collections      | 700.00     | mail Reminder: invoice I-1
  14 09:00  | dunning: finance                       | clock                    | partially_paid  | collections      | 700.00     | task dunning/finance
  20        | pays 700.00                            | bank (automation)        | paid            | billing          | 0.00       | stopped dunning/sales, dunning/legal; resolved partialPayment
  24        | takes back 700.00                      | bank (automation)        | partially_paid  | collections      | 700.00     |
  30 09:00  | dunning: sales                         | clock                    | partially_paid  | collections      | 700.00     | task dunning/sales
  45 09:00  | dunning: legal, asked                  | clock                    | partially_paid  | collections      | 700.00     | awaiting dunning/legal; task approve dunning/legal
  60        | nothing until here                     | until                    |                 |                  |            |`,
  );
});

// Asked on day 45. The dispute of day 47 takes it back; rejected on day 51, what had come due before the dispute is asked for at once.
test('[P71] legal action is asked for, and then disputed: the request falls, and is made again after the dispute', () => {
  golden(
    table,
    `${begun}
  7 09:00   | dunning: reminder                      | clock                    | partially_paid  | collections      | 700.00     | mail Reminder: invoice I-1
  14 09:00  | dunning: finance                       | clock                    | partially_paid  | collections      | 700.00     | task dunning/finance
  30 09:00  | dunning: sales                         | clock                    | partially_paid  | collections      | 700.00     | task dunning/sales
  45 09:00  | dunning: legal, asked                  | clock                    | partially_paid  | collections      | 700.00     | awaiting dunning/legal; task approve dunning/legal
  47        | disputes: tax note                     | col (collections)        | disputed        | collections      | 700.00     | void dunning/legal; resolved partialPayment
  47        | a dispute is opened                    | message                  | opened          | collections      |            |
  47        | its invoice is in dispute              | message                  | disputed        | collections      | 700.00     |
  51        | rejects the dispute: it was agreed     | col (collections)        | rejected        |                  |            | stopped answer/investigate, resolution/sales
  51        | its invoice is chased again            | message                  | partially_paid  | collections      | 700.00     |
  51        | dunning: legal, asked                  | clock                    | partially_paid  | collections      | 700.00     | awaiting dunning/legal; task approve dunning/legal
  60        | nothing until here                     | until                    |                 |                  |            |`,
  );
});

// From day 8 on due on day 8 (Wednesday, 8 April). Reminder after 5 business days: 9, 10, 13, 14, 15 April: day 15; the system is down from
// day 13 to day 17, so it comes on 17 at 0:00. Finance after 10: 16, 17, 20, 21, 22 April: day 22. Promised on day 23 (Thursday) for day 27,
// broken on 28 April at 9:00 (day 28): that takes out 24, 27, 28 April, which are 3. Sales after 20 + 3: 23, 24, 27, 28, 29, 30 April, 4, 5, 6, 7
// May are the 11th to 20th; 8, 11, 12 May: day 42.
test('[P71] business days, an outage, a broken promise and a new due date', () => {
  golden(
    restful,
    `${begun}
  8         | amends the due date to day 8           | col (collections)        | partially_paid  | collections      | 700.00     |
  13        | system stops                           | machine                  |                 |                  |            |
  17        | system starts                          | machine                  |                 |                  |            |
  17        | dunning: reminder                      | clock                    | partially_paid  | collections      | 700.00     | mail Reminder: invoice I-1
  22 09:00  | dunning: finance                       | clock                    | partially_paid  | collections      | 700.00     | task dunning/finance
  23        | promises to pay on day 27              | col (collections)        | promised        | collections      | 700.00     | resolved partialPayment
  28 09:00  | promised day is over                   | clock                    | promised        | collections      | 700.00     | raised brokenPromise
  28 09:00  | promise is broken                      | message                  | partially_paid  | collections      | 700.00     |
  42 09:00  | dunning: sales                         | clock                    | partially_paid  | collections      | 700.00     | task dunning/sales
  50        | nothing until here                     | until                    |                 |                  |            |`,
  );
});
