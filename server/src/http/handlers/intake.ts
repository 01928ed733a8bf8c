import type { IntakeRoute } from '@throughline/api';
import { ask, coach } from '../../intake/ask.ts';
import { businessCases } from '../../intake/business-cases.ts';
import { makeQuarter } from '../../intake/make-quarter.ts';
import { grouped, type RequestGroup, readCases, showRequests } from '../../intake/requests.ts';
import { roadmapOf } from '../../intake/roadmap.ts';
import { listPlans, showPlan } from '../../intake/show-plan.ts';
import { showRequest } from '../../intake/show-request.ts';
import { tellAnswers } from '../../intake/tell-answers.ts';
import type { CompanyContext, CsvHandlers, Handlers } from '../handler.ts';

export const intakeHandlers: Handlers<IntakeRoute> = {
  'GET /{database}/requests': async ({ query }, context) => ({ body: { items: await listed(context, query) } }),
  'GET /{database}/requests/{request}': async ({ params }, context) => ({
    body: await showRequest(context.throughline, params.request, context),
  }),
  'POST /{database}/requests': async ({ body }, context) => {
    const number = await ask(context.throughline, body, context);
    return { body: await showRequest(context.throughline, number, context) };
  },
  'POST /{database}/request-drafts': async ({ body }, context) => ({ body: await coach(context.throughline, body, context) }),
  'POST /{database}/request-answers': async (_, context) => ({ body: await tellAnswers(context.throughline, context) }),
  'GET /{database}/plans': async (_, { throughline, visible }) => ({ body: { items: await listPlans(throughline, visible) } }),
  'GET /{database}/plans/{plan}': async ({ params }, { throughline, visible }) => ({
    body: await showPlan(throughline, params.plan, visible),
  }),
  'POST /{database}/plans/{plan}/make': async ({ params }, { throughline, visible, actor, signal }) => {
    await makeQuarter(throughline, params.plan, { actor, visible, signal });
    return { body: await showPlan(throughline, params.plan, visible) };
  },
  'GET /{database}/roadmap': async ({ query }, context) => ({ body: await yearOf(context, query.year) }),
  'GET /{database}/business-cases': async (_, context) => ({ body: await businessCases(context.throughline, context) }),
};

async function listed(
  context: CompanyContext,
  { of, team }: { readonly of?: RequestGroup | undefined; readonly team?: string | undefined },
) {
  const cases = await readCases(context.throughline, 'request', context.visible);
  const all = await showRequests(context.throughline, cases, context);
  return grouped(all, of)
    .filter((one) => team === undefined || one.team === team)
    .slice(0, 1000);
}

async function yearOf({ throughline, visible, now }: CompanyContext, asked: number | undefined) {
  const year = asked ?? new Date(now).getUTCFullYear();
  return { year, items: await roadmapOf(throughline, year, visible) };
}

export const intakeCsv: CsvHandlers<IntakeRoute> = {
  async *'GET /{database}/requests'({ query }, context) {
    yield [
      ...['number', 'title', 'team', 'state', 'submitted_on', 'class', 'kind', 'person_weeks', 'score', 'arithmetic', 'metric'],
      ...['baseline', 'target', 'outcome_by', 'missing', 'compliance_by', 'sponsor', 'decision', 'why', 'options', 'review_on'],
      ...['answered', 'duplicate_of', 'plan', 'starts_on', 'ends_on', 'measured', 'attained_percent'],
    ];
    for (const one of await listed(context, query)) {
      const { metric, baseline, target, outcomeBy, missing, complianceBy, sponsor } = one;
      yield [
        ...[
          one.number,
          one.title,
          one.team,
          one.stateTitle,
          one.submittedOn,
          one.class,
          one.kind,
          one.effort,
          one.score,
          one.arithmetic,
        ],
        ...[metric?.id ?? null, baseline, target, outcomeBy, missing.map(({ field }) => field).join(', '), complianceBy, sponsor],
        ...[one.decision, one.decisionWhy, one.options, one.reviewOn, one.isAnswered ? 'yes' : 'no', one.duplicateOf, one.plan],
        ...[one.startsOn, one.endsOn, one.measured, one.attained],
      ];
    }
  },
  async *'GET /{database}/plans'(_, { throughline, visible }) {
    yield ['plan', 'title', 'state', 'from', 'to', 'skill', 'person_weeks', 'net', 'run', 'grow', 'grow_max', 'score', 'most'];
    for (const { number, title, stateTitle, from, to, skills, total, bound } of await listPlans(throughline, visible))
      for (const { skill, capacity, net, run, grow, growMax } of skills)
        yield [number, title, stateTitle, from, to, skill, capacity, net, run, grow, growMax, total, bound];
  },
  async *'GET /{database}/plans/{plan}'({ params }, { throughline, visible }) {
    const plan = await showPlan(throughline, params.plan, visible);
    yield [
      ...[
        'request',
        'title',
        'team',
        'kind',
        'score',
        'starts_on',
        'ends_on',
        'weeks',
        'person_weeks',
        'waits_for',
        'compliance_by',
      ],
      ...['override', 'state', 'left_out_because'],
    ];
    for (const one of plan.items) {
      const {
        number,
        title,
        team,
        kind,
        score,
        startsOn,
        endsOn,
        weeks,
        needs,
        dependsOn,
        complianceBy,
        isOverride,
        stateTitle,
      } = one;
      const needed = needs.map((need) => `${need.weeks} ${need.skill}`).join(', ');
      const override = isOverride ? 'yes' : 'no';
      yield [
        number,
        title,
        team,
        kind,
        score,
        startsOn,
        endsOn,
        weeks,
        needed,
        dependsOn.join(', '),
        complianceBy,
        override,
        stateTitle,
        null,
      ];
    }
    for (const { number, title, score, why } of plan.leftOut)
      yield [number, title, null, null, score, null, null, null, null, null, null, null, null, why];
  },
  async *'GET /{database}/roadmap'({ query }, context) {
    yield [
      'number',
      'title',
      'team',
      'state',
      'from',
      'to',
      'waits_for',
      'objective',
      'metric',
      'target',
      'outcome_by',
      'verdict',
    ];
    for (const one of (await yearOf(context, query.year)).items) {
      const { number, title, team, stateTitle, from, to, dependsOn, objective, metric, target, outcomeBy, verdict } = one;
      yield [number, title, team, stateTitle, from, to, dependsOn.join(', '), objective, metric, target, outcomeBy, verdict];
    }
  },
  async *'GET /{database}/business-cases'(_, context) {
    yield [
      ...['number', 'title', 'team', 'state', 'currency', 'cost', 'yearly_cost', 'yearly_benefit', 'three_year_cost'],
      ...['three_year_net', 'return_percent', 'needs_sponsor', 'risk', 'alternatives', 'requests'],
    ];
    const { items } = await businessCases(context.throughline, context);
    for (const one of items)
      yield [
        ...[one.number, one.title, one.team, one.stateTitle, one.currency, one.cost, one.yearlyCost, one.yearlyBenefit],
        ...[one.threeYearCost, one.threeYearNet, one.returnPercent, one.needsSponsor ? 'yes' : 'no', one.risk],
        ...[one.alternatives.join('; '), one.requests.join(', ')],
      ];
  },
};
