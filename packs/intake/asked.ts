import { Day, Decimal, Email, List, Optional, Text } from '@throughline/language';

/** What somebody who asks for work says of it. What is optional here is asked for by `missingOf`, so that a vague request can be told what it lacks. */
export const asked = {
  title: Text({ list: true, maxLength: 200 }),
  /** Why the business needs it. */
  rationale: Optional(Text({ maxLength: 4000 })),
  requester: Text({ personal: true, maxLength: 120 }),
  team: Text({ list: true, maxLength: 80 }),
  contact: Optional(Email({ personal: true })),
  /** The number that is to move: the id of a metric, where it stands, where it is to stand, and by when. */
  metric: Optional(Text({ maxLength: 80 })),
  baseline: Optional(Decimal()),
  target: Optional(Decimal()),
  outcomeBy: Optional(Day()),
  /** By what one will see that it is done. */
  acceptance: Optional(Text({ maxLength: 2000 })),
  systems: Optional(List(Text({ maxLength: 120 }), { maxItems: 20 })),
} as const;

const none = 'null';
/** What is left out when it is asked again is taken away. */
export const absent = {
  ...{ rationale: none, contact: none, metric: none, baseline: none, target: none, outcomeBy: none, acceptance: none },
  systems: none,
} as const;

/**
 * What a request still lacks before it can be weighed, as a CEL list of names of fields; `from` is `event` or `data`. A rationale of
 * fewer than twenty characters is none, and a target that is the baseline measures nothing.
 */
export function missingOf(from: 'event' | 'data'): string {
  const has = (field: string) => `has(${from}.${field})`;
  const lacks: Readonly<Record<string, string>> = {
    title: `size(${from}.title.trim()) < 8`,
    rationale: `!${has('rationale')} || size(${from}.rationale.trim()) < 20`,
    metric: `!${has('metric')} || ${from}.metric == ""`,
    baseline: `!${has('baseline')}`,
    target: `!${has('target')} || (${has('baseline')} && ${from}.target == ${from}.baseline)`,
    outcomeBy: `!${has('outcomeBy')}`,
  };
  const names = Object.entries(lacks).map(([name, lack]) => `(${lack} ? ["${name}"] : [])`);
  return names.join(' + ');
}
