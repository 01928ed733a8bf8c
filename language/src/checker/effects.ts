import { type Finding, finding } from './finding.ts';
import type { Subject } from './subject.ts';

/** What is done outside: whether it is said what happens when nobody knows if it was done. */
export function checkEffects({ sites }: Subject): readonly Finding[] {
  return sites.flatMap(({ actions: { effects = [] }, path, label }) =>
    effects.flatMap(({ template, delivery }, index): Finding[] => {
      if (delivery !== undefined) return [];
      return [
        finding('effect-without-idempotency', `${path}/effects/${index}`, {
          message: `nothing says whether the mail "${template}" may be sent twice or not at all`,
          witness: [`${label}: when the line to a mail server breaks, SMTP cannot be asked whether a mail went out`],
          mend: 'Add "delivery": "at-least-once" (it may come twice) or "at-most-once" (it may be missing).',
        }),
      ];
    }),
  );
}
