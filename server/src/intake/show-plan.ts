import type { PlanDetail, PlanItemView, PlanView } from '@throughline/api';
import type { CaseView } from '@throughline/engine';
import { isJsonObject, type Json, type JsonObject, stateTitle } from '@throughline/language';
import { loadFlows } from '../cases/flow-book.ts';
import type { Throughline } from '../throughline.ts';
import type { Visible } from '../visible/visible.ts';
import { checkPlan } from './plan/check-plan.ts';
import { daysLeft } from './plan/question.ts';
import { candidateOf, frameOf, questionOf } from './plan-question.ts';
import { dayAfter, endOf } from './plan-weeks.ts';
import { findNumbered, needsOf, numberOf, readCases, textOf, textsOf } from './requests.ts';
import { goesOn, takenDays } from './taken-days.ts';

const daysOfWeek = 5;

/** The plans that somebody sees, the newest first. */
export async function listPlans(throughline: Throughline, visible: Visible): Promise<PlanView[]> {
  const plans = await readCases(throughline, 'plan', visible);
  const requests = await readCases(throughline, 'request', visible);
  const flowOf = await loadFlows(throughline, plans);
  return plans
    .map((plan) => planView(plan, stateTitle(flowOf(plan).definition, plan.state), requests))
    .sort((a, b) => b.from.localeCompare(a.from) || (a.number < b.number ? -1 : 1));
}

const objects = (value: Json | undefined): readonly JsonObject[] => (Array.isArray(value) ? value.filter(isJsonObject) : []);

interface Item {
  readonly number: string;
  /** From 0. */
  readonly week: number;
  readonly weeks: number;
}

const itemsOf = ({ data }: CaseView): readonly Item[] =>
  objects(data['items']).map(({ request, week, weeks }) => ({
    number: String(request),
    week: Number(week) - 1,
    weeks: Number(weeks),
  }));

/** What goes on from other plans in the days of one, and the days of each skill that are left beside it. */
function besides(plan: CaseView, requests: readonly CaseView[]) {
  const frame = frameOf(plan);
  const carried = goesOn(requests, new Set(itemsOf(plan).map(({ number }) => number)), frame);
  const taken = takenDays(carried, frame);
  return {
    carried,
    left: new Map(frame.capacity.map((each) => [each.skill, daysLeft({ ...frame, candidates: [], done: [], taken }, each)])),
  };
}

function planView(plan: CaseView, title: string, requests: readonly CaseView[]): PlanView {
  const { from, to, weeks, capacity, runShare } = frameOf(plan);
  const planned = new Set(itemsOf(plan).map(({ number }) => number));
  const { left } = besides(plan, requests);
  const works = requests.filter(({ key }) => planned.has(key));
  const used = (skill: string, kind: string) =>
    works
      .filter(({ data }) => (data['kind'] ?? 'grow') === kind)
      .flatMap(({ data }) => needsOf(data['skills']))
      .reduce((sum, need) => sum + (need.skill === skill ? need.weeks : 0), 0);
  return {
    ...{ caseId: plan.id, number: plan.key, title: String(plan.data['title']), state: plan.state, stateTitle: title },
    ...{ from, to, runShare, total: numberOf(plan.data['total']), bound: numberOf(plan.data['bound']) },
    skills: capacity.map(({ skill, daysPerWeek }) => {
      const days = Array.from({ length: weeks }, (_, week) => left.get(skill)?.inWeek(week) ?? 0);
      const net = days.reduce((sum, one) => sum + one, 0) / daysOfWeek;
      return {
        ...{ skill, capacity: (daysPerWeek * weeks) / daysOfWeek, net, run: used(skill, 'run'), grow: used(skill, 'grow') },
        growMax: (left.get(skill)?.toGrow ?? 0) / 100 / daysOfWeek,
      };
    }),
  };
}

/**
 * One plan as somebody sees it: requests that they do not see are not named.
 *
 * @throws ThroughlineError plan-unknown
 */
export async function showPlan(throughline: Throughline, number: string, visible: Visible): Promise<PlanDetail> {
  const plan = await findNumbered(throughline, { flow: 'plan', number, visible });
  const requests = await readCases(throughline, 'request', visible);
  const flowOf = await loadFlows(throughline, [plan, ...requests]);
  const byNumber = new Map(requests.map((one) => [one.key, one]));
  const { from, to, weeks, capacity } = frameOf(plan);
  const items = itemsOf(plan).filter((one) => byNumber.has(one.number));
  const named = (key: Json | undefined) => {
    const found = byNumber.get(String(key));
    return { number: String(key), title: String(found?.data['title'] ?? ''), score: numberOf(found?.data['score']) };
  };
  const { carried, left } = besides(plan, requests);
  const flow = flowOf(plan);
  const isKept = visible.hidden(flow, plan.entity).has('overrides');
  return {
    ...planView(plan, stateTitle(flow.definition, plan.state), requests),
    items: items.map((item) => {
      const found = byNumber.get(item.number) as CaseView;
      return { ...itemView(item, found, { from, to }), stateTitle: stateTitle(flowOf(found).definition, found.state) };
    }),
    load: Array.from({ length: weeks }, (_, week) => ({
      week: week + 1,
      from: dayAfter(from, week * 7),
      used: capacity.map(({ skill }) => ({
        skill,
        capacity: left.get(skill)?.inWeek(week) ?? 0,
        days: daysIn(week, skill, items, byNumber),
      })),
    })),
    leftOut: objects(plan.data['leftOut'])
      .filter(({ request }) => byNumber.has(String(request)))
      .map(({ request, why }) => ({ ...named(request), why: String(why) })),
    overrides: objects(plan.data['overrides'])
      .filter(({ request }) => byNumber.has(String(request)))
      .map(({ request, sponsor, displaces }) => ({
        ...named(request),
        sponsor: isKept ? null : textOf(sponsor),
        displaces: textsOf(displaces)
          .filter((key) => byNumber.has(key))
          .map((key) => ({ number: key, title: named(key).title })),
      })),
    carried: carried.slice(0, 120).map(({ key, data }) => ({
      ...{ number: key, title: String(data['title']), endsOn: String(data['endsOn']) },
      needs: needsOf(data['skills']),
    })),
    faults: faultsOf(plan, items, byNumber),
  };
}

/** The plan as it stands, against the requests as they stand: those that moved on meanwhile are no fault. */
function faultsOf(plan: CaseView, items: readonly Item[], byNumber: ReadonlyMap<string, CaseView>): string[] {
  if (items.length === 0) return [];
  const all = [...byNumber.values()];
  const question = questionOf(plan, all, new Set(items.map(({ number }) => number)));
  const frame = frameOf(plan);
  const works = items.map((item) => candidateOf(byNumber.get(item.number) as CaseView, frame));
  return [...checkPlan({ ...question, candidates: works }, items)].slice(0, 100);
}

function itemView(
  { number, week, weeks }: Item,
  { data, state }: CaseView,
  { from, to }: { readonly from: string; readonly to: string },
): Omit<PlanItemView, 'stateTitle'> {
  return {
    ...{ number, title: String(data['title']), state, team: String(data['team'] ?? ''), score: numberOf(data['score']) },
    ...{ kind: textOf(data['kind']) as PlanItemView['kind'], week: week + 1, weeks, needs: needsOf(data['skills']) },
    ...{
      startsOn: dayAfter(from, week * 7),
      endsOn: endOf({ week, weeks }, { from, to }),
      dependsOn: textsOf(data['dependsOn']),
    },
    ...{
      complianceBy: textOf(data['complianceBy']),
      isOverride: textOf(data['sponsor']) !== null && textOf(data['complianceBy']) === null,
    },
    ...{ metric: textOf(data['metric']), attained: numberOf(data['attained']) },
  };
}

function daysIn(week: number, skill: string, items: readonly Item[], byNumber: ReadonlyMap<string, CaseView>): number {
  return items
    .filter((item) => item.week <= week && week < item.week + item.weeks)
    .flatMap((item) => needsOf(byNumber.get(item.number)?.data['skills']).map((need) => ({ ...need, over: item.weeks })))
    .reduce((sum, need) => sum + (need.skill === skill ? (need.weeks * daysOfWeek) / need.over : 0), 0);
}
