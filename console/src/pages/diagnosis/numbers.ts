import type { Diagnosis } from '@throughline/api';
import type { Step } from './search.ts';
import { words } from './words.ts';

/* The numbers of a diagnosis have names, by which their cases are asked for: `pattern.0.affected`. */

/** What a number is, in words: the title of the list of its cases. */
export function numberTitle({ steps }: Pick<Diagnosis, 'steps'>, name: string): string {
  const [first = '', second = '', third = ''] = name.split('.');
  const { numbers } = words;
  const period = (text: string) => (text === 'before' ? numbers.before : numbers.now);
  const at = Number(second);
  if (first === 'whole') return numbers.of(steps.stage?.result.by.title ?? numbers.whole, period(second));
  if (first === 'stage') return numbers.of(steps.stage?.result.parts[at]?.title ?? name, period(third));
  if (first === 'buckets') return numbers.of(numbers.exceptions, period(second));
  if (first === 'bucket') return numbers.of(steps.bucket?.result.buckets[at]?.title ?? name, period(third));
  const effect = steps.pattern?.result.effect ?? numbers.affected;
  if (first === 'population') return numbers.of(steps.pattern?.result.population ?? numbers.cases, period(second));
  if (first === 'affected') return numbers.of(effect, period(second));
  if (first === 'expected') return numbers.of(effect, numbers.expected);
  if (first === 'excess') return numbers.of(effect, numbers.excess);
  if (first === 'unexplained') return numbers.of(effect, numbers.unexplained);
  if (first === 'pattern')
    return numbers.of(steps.pattern?.result.rows[at]?.label ?? name, third === 'cases' ? numbers.cases : effect);
  if (first === 'cause') return numbers.of(steps.action?.result.causes[at]?.title ?? name, numbers.causes[third] ?? third);
  return name;
}

/** The number that a step is about: Enter opens its cases. */
export function mainNumber({ steps }: Pick<Diagnosis, 'steps'>, step: Step): string | undefined {
  if (step === 'stage') {
    const chosen = steps.stage?.result.chosen;
    return steps.stage === null ? undefined : chosen == null ? 'whole.after' : `stage.${chosen}.after`;
  }
  if (step === 'bucket') {
    const chosen = steps.bucket?.result.chosen;
    return steps.bucket === null ? undefined : chosen == null ? 'buckets.after' : `bucket.${chosen}.after`;
  }
  if (steps.pattern === null) return undefined;
  const kept = steps.pattern.result.rows.findIndex(({ verdict }) => verdict === 'kept');
  if (step === 'sample' || kept === -1) return 'affected.after';
  if (step === 'pattern') return `pattern.${kept}.affected`;
  const cause = steps.action?.result.causes.findIndex(({ verdict }) => verdict === 'kept') ?? -1;
  return cause === -1 ? `pattern.${kept}.affected` : `cause.${cause}.exposed`;
}
