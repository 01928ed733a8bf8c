import { test } from 'node:test';
import { golden } from '../test/golden-table.ts';
import { invoiceTable as table } from '../test/invoice-phrases.ts';

/*
 * An invoice of 10,000.00, due on day 0, that nobody pays: the ladder by segment, and that of services.
 */

// Reminder 0 + 5, finance 0 + 21, sales 0 + 30, legal 0 + 75.
test('[P74] the public sector is reminded earlier, and has more time before finance and the law', () => {
  golden(
    table,
    `
  -30       | invoice of 10,000.00, due on day 0, public | bea (billing)            | created         | billing          | 10,000.00  |
  -30 01:00 | sending is due                         | clock                    | created         | billing          | 10,000.00  |
  -30 01:00 | is sent                                | message                  | sent            | collections      | 10,000.00  | mail Invoice I-1
  5 09:00   | dunning: reminder                      | clock                    | sent            | collections      | 10,000.00  | mail Reminder: invoice I-1
  21 09:00  | dunning: finance                       | clock                    | sent            | collections      | 10,000.00  | task dunning/finance
  30 09:00  | dunning: sales                         | clock                    | sent            | collections      | 10,000.00  | task dunning/sales
  75 09:00  | dunning: legal, asked                  | clock                    | sent            | collections      | 10,000.00  | awaiting dunning/legal; task approve dunning/legal
  100       | nothing until here                     | until                    |                 |                  |            |`,
  );
});

// Reminder 0 + 10, finance 0 + 14, sales 0 + 30, legal 0 + 45.
test('[P74] a key account is reminded later; the rest is as for everybody', () => {
  golden(
    table,
    `
  -30       | invoice of 10,000.00, due on day 0, key | bea (billing)            | created         | billing          | 10,000.00  |
  -30 01:00 | sending is due                         | clock                    | created         | billing          | 10,000.00  |
  -30 01:00 | is sent                                | message                  | sent            | collections      | 10,000.00  | mail Invoice I-1
  10 09:00  | dunning: reminder                      | clock                    | sent            | collections      | 10,000.00  | mail Reminder: invoice I-1
  14 09:00  | dunning: finance                       | clock                    | sent            | collections      | 10,000.00  | task dunning/finance
  30 09:00  | dunning: sales                         | clock                    | sent            | collections      | 10,000.00  | task dunning/sales
  45 09:00  | dunning: legal, asked                  | clock                    | sent            | collections      | 10,000.00  | awaiting dunning/legal; task approve dunning/legal
  60        | nothing until here                     | until                    |                 |                  |            |`,
  );
});

// The dispute takes out 11 to 18, which are 8 days: finance 21 + 8 = 29, sales 30 + 8 = 38, legal 75 + 8 = 83.
test('[P74] the public sector, disputed from day 10 to day 18', () => {
  golden(
    table,
    `
  -30       | invoice of 10,000.00, due on day 0, public | bea (billing)            | created         | billing          | 10,000.00  |
  -30 01:00 | sending is due                         | clock                    | created         | billing          | 10,000.00  |
  -30 01:00 | is sent                                | message                  | sent            | collections      | 10,000.00  | mail Invoice I-1
  5 09:00   | dunning: reminder                      | clock                    | sent            | collections      | 10,000.00  | mail Reminder: invoice I-1
  10        | disputes: tax note                     | col (collections)        | disputed        | collections      | 10,000.00  |
  10        | a dispute is opened                    | message                  | opened          | collections      |            |
  10        | its invoice is in dispute              | message                  | disputed        | collections      | 10,000.00  |
  15        | 5 days: nobody has investigated        | clock                    | opened          | collections      |            | raised noAnswer
  18        | rejects the dispute: it was agreed     | col (collections)        | rejected        |                  |            | stopped resolution/sales; resolved noAnswer
  18        | its invoice is chased again            | message                  | sent            | collections      | 10,000.00     |
  29 09:00  | dunning: finance                       | clock                    | sent            | collections      | 10,000.00  | task dunning/finance
  38 09:00  | dunning: sales                         | clock                    | sent            | collections      | 10,000.00  | task dunning/sales
  83 09:00  | dunning: legal, asked                  | clock                    | sent            | collections      | 10,000.00  | awaiting dunning/legal; task approve dunning/legal
  100       | nothing until here                     | until                    |                 |                  |            |`,
  );
});

// The stop is asked for on 0 + 40 and agreed to on day 41; it is no part of the dunning: legal is asked for on 0 + 45.
test('[P74] a service is stopped only if somebody agrees', () => {
  golden(
    table,
    `
  -30       | invoice of 10,000.00, due on day 0, a service | bea (billing)            | created         | billing          | 10,000.00  |
  -30 01:00 | sending is due                         | clock                    | created         | billing          | 10,000.00  |
  -30 01:00 | is sent                                | message                  | sent            | collections      | 10,000.00  | mail Invoice I-1
  7 09:00   | dunning: reminder                      | clock                    | sent            | collections      | 10,000.00  | mail Reminder: invoice I-1
  14 09:00  | dunning: finance                       | clock                    | sent            | collections      | 10,000.00  | task dunning/finance
  30 09:00  | dunning: sales                         | clock                    | sent            | collections      | 10,000.00  | task dunning/sales
  40 09:00  | service stop, asked                    | clock                    | sent            | collections      | 10,000.00  | awaiting service/stop; task approve service/stop
  41        | agrees to stop the service             | sally (sales-lead)       | sent            | collections      | 10,000.00  | task service/stop
  45 09:00  | dunning: legal, asked                  | clock                    | sent            | collections      | 10,000.00  | awaiting dunning/legal; task approve dunning/legal
  60        | nothing until here                     | until                    |                 |                  |            |`,
  );
});
