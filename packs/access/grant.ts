import { Day, Fields, List, Optional, Text } from '@throughline/language';

/** A role that somebody holds: in all legal units, or in those named; from a day, until a day, both included. */
export const Grant = Fields({
  role: Text({ maxLength: 80 }),
  entities: Optional(List(Text({ maxLength: 80 }), { maxItems: 100 })),
  from: Optional(Day()),
  until: Optional(Day()),
});
