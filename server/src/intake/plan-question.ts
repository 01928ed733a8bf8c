import type { CaseView } from '@throughline/engine';
import { isJsonObject } from '@throughline/language';
import type { Candidate, PlanQuestion } from './plan/question.ts';
import { weekFrom, weeksOf, weekUntil } from './plan-weeks.ts';
import { needsOf, textOf, textsOf } from './requests.ts';
import { goesOn, takenDays } from './taken-days.ts';

/** A plan looks at so many requests: those that have to be in it, then the highest scores. */
export const candidatesMax = 60;

const delivered: readonly string[] = ['released', 'verifying', 'outcome_met', 'outcome_missed'];

/**
 * What a plan is asked to solve: the requests that are accepted, or stand in it already, and the people there are, less what goes on from other plans. `planned`: what it
 * is held against, where that is not what it would be made of.
 */
export function questionOf(plan: CaseView, requests: readonly CaseView[], planned?: ReadonlySet<string>): PlanQuestion {
  const frame = frameOf(plan);
  const { from, to } = frame;
  const open = requests.filter(({ state, data }) => state === 'accepted' || (state === 'planned' && data['plan'] === plan.key));
  const candidates = open.map((one) => candidateOf(one, { from, to }));
  const ranked = candidates.sort(
    (a, b) =>
      Number(b.forced !== undefined) - Number(a.forced !== undefined) || b.score - a.score || (a.number < b.number ? -1 : 1),
  );
  const done = requests
    // What is still being delivered is done for those after it once it is to end before the plan begins.
    .filter(({ state, data }) => delivered.includes(state) || (state === 'in_delivery' && String(data['endsOn'] ?? '9') < from))
    .map(({ key }) => key);
  const taken = takenDays(goesOn(requests, planned ?? new Set(open.map(({ key }) => key)), frame), frame);
  return {
    ...frame,
    candidates: ranked.slice(0, candidatesMax).sort((a, b) => (a.number < b.number ? -1 : 1)),
    done,
    ...(taken.length === 0 ? {} : { taken }),
  };
}

/** The stretch of a plan, and who is there in it. */
export function frameOf({ data }: CaseView) {
  const [from, to] = [String(data['from']), String(data['to'])];
  const capacity = (Array.isArray(data['capacity']) ? data['capacity'] : [])
    .filter(isJsonObject)
    .map(({ skill, daysPerWeek }) => ({ skill: String(skill), daysPerWeek: Number(daysPerWeek) }));
  return { from, to, weeks: weeksOf(from, to), capacity, runShare: Number(data['runShare']) };
}

/** A request as the plan sees it. */
export function candidateOf({ key, data }: CaseView, { from, to }: { readonly from: string; readonly to: string }): Candidate {
  const [earliest, latest, complianceBy] = ['earliest', 'latest', 'complianceBy'].map((name) => textOf(data[name]));
  const ends = [latest, complianceBy]
    .filter((day) => day !== null && day !== undefined && day <= to)
    .map((day) => weekUntil(from, String(day)));
  const isLaw = complianceBy !== null && complianceBy !== undefined && complianceBy <= to;
  const forced = isLaw ? 'compliance' : textOf(data['sponsor']) === null ? undefined : 'override';
  return {
    ...{
      number: key,
      score: Number(data['score'] ?? 0),
      kind: data['kind'] === 'run' ? 'run' : 'grow',
      needs: needsOf(data['skills']),
    },
    ...{ duration: Number(data['duration'] ?? 1), dependsOn: textsOf(data['dependsOn']) },
    ...(earliest === null || earliest === undefined ? {} : { earliest: weekFrom(from, earliest) }),
    ...(ends.length === 0 ? {} : { latest: Math.min(...ends) }),
    ...(forced === undefined ? {} : { forced }),
  };
}
