import { Day, Fields, Money, Text } from '@throughline/language';

/** The invoice that takes the place of a wrong one. */
export const correction = Fields({ number: Text(), amount: Money({ minimum: 1 }), issuedOn: Day(), dueOn: Day() });
