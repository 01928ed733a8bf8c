import { type Finding, finding } from './finding.ts';
import type { Subject } from './subject.ts';

/** A second factor guards what persons do; where a machine may do the same, it guards nothing. */
export function checkSecondFactors({ sites }: Subject): readonly Finding[] {
  return sites.flatMap(({ path, label, secondFactor, by = 'either' }): Finding[] => {
    if (secondFactor !== true || by === 'person') return [];
    return [
      finding('second-factor-passed-by', `${path}/secondFactor`, {
        message: `"${label}" asks persons for a second factor, and a machine may do it without`,
        witness: [`by: ${by}`, 'a machine has no second factor: its key is all that it has'],
        mend: 'Say "by": "person", or take "secondFactor" out.',
      }),
    ];
  });
}
