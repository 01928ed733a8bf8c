import { RefusedError } from '../cases/refused.ts';
import { ThroughlineError } from '../errors.ts';
import type { Throughline } from '../throughline.ts';
import { checkPlan } from './plan/check-plan.ts';
import type { MadePlan } from './plan/make-plan.ts';
import { planInThread } from './plan/plan-in-thread.ts';
import type { PlanQuestion } from './plan/question.ts';
import { questionOf } from './plan-question.ts';
import { findNumbered, type Looking, readCases, textOf } from './requests.ts';

const whyMax = 300;
const leftOutMax = 60;

interface Making extends Pick<Looking, 'actor' | 'visible'> {
  readonly signal?: AbortSignal;
  /** Who solves it: whatever they answer is checked before it counts. */
  readonly solve?: (question: PlanQuestion, signal?: AbortSignal) => Promise<MadePlan>;
}

/**
 * Makes a plan anew of the requests that are accepted, and records it in its case, unless it breaks anything that it had to keep to.
 *
 * @throws ThroughlineError plan-unknown, plan-failed; RefusedError
 */
export async function makeQuarter(
  throughline: Throughline,
  number: string,
  { actor, visible, signal, solve = planInThread }: Making,
): Promise<void> {
  const plan = await findNumbered(throughline, { flow: 'plan', number, visible });
  // What is planned is the company's, whoever asks: a part of it would be no plan.
  const requests = await readCases(throughline, 'request');
  const question = questionOf(plan, requests);
  const made = await solve(question, signal);
  const faults = checkPlan(question, made.items, made.unplaced);
  if (faults.length > 0) throw new ThroughlineError('plan-failed', `The plan breaks what it had to keep to: ${faults[0]}`);
  const durations = new Map(question.candidates.map((one) => [one.number, one.duration]));
  const sponsors = new Map(requests.map(({ key, data }) => [key, textOf(data['sponsor']) ?? '']));
  const unplaced = (one: string) => (made.unplaced.includes(one) ? 'It has to be planned, and cannot be. ' : '');
  const data = {
    items: made.items.map((one) => ({ request: one.number, week: one.week + 1, weeks: durations.get(one.number) ?? 1 })),
    leftOut: made.leftOut
      .slice(0, leftOutMax)
      .map((one) => ({ request: one.number, why: `${unplaced(one.number)}${one.why}`.slice(0, whyMax) })),
    overrides: made.overrides.map((one) => ({
      request: one.number,
      sponsor: sponsors.get(one.number) ?? '',
      displaces: [...one.displaces],
    })),
    ...{ total: made.total, bound: made.bound },
  };
  const result = await throughline.engine.submit({
    case: { id: plan.id },
    input: { kind: 'command', type: 'make', data, actor },
  });
  if (result.outcome === 'refused' || result.outcome === 'failed') throw new RefusedError(result.refusal);
}
