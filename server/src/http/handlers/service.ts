import type { ServiceRoute } from '@throughline/api';
import { measureProblem } from '../../service/measure-problem.ts';
import { listIncidents } from '../../service/read-incidents.ts';
import { listActions, listProblems } from '../../service/read-problems.ts';
import { showRoom } from '../../service/show-room.ts';
import { showService } from '../../service/show-service.ts';
import { requireRole } from '../../sign-in/accounts.ts';
import type { CompanyContext, CsvHandlers, Handlers } from '../handler.ts';

/** Who may see how services do at all: whoever sees cases of the flow. @throws HttpProblem role-required */
function requireSeer({ visible, actor }: CompanyContext, flow: string): void {
  const scope = visible.cases(flow);
  if (scope !== 'all' && scope.length === 0) requireRole(actor, 'systems-lead', 'incident-lead', 'operations-lead', 'auditor');
}

const solvers = ['systems-lead', 'systems-analyst', 'integration-owner', 'incident-lead', 'administrator', 'owner'] as const;

export const serviceHandlers: Handlers<ServiceRoute> = {
  'GET /{database}/incidents': async ({ query }, context) => {
    requireSeer(context, 'incident');
    return { body: { items: await listIncidents(context.throughline, { ...context, open: query.open }) } };
  },
  'GET /{database}/incidents/{number}/room': async ({ params }, context) => {
    requireSeer(context, 'incident');
    return { body: await showRoom(context.throughline, params.number, context) };
  },
  'GET /{database}/problems': async ({ query }, context) => {
    requireSeer(context, 'problem');
    return { body: { items: await listProblems(context.throughline, { ...context, open: query.open }) } };
  },
  'POST /{database}/problems/{number}/measure': async ({ params }, context) => {
    requireRole(context.actor, ...solvers);
    return { body: await measureProblem(context.throughline, params.number, context) };
  },
  'GET /{database}/corrective-actions': async ({ query }, context) => {
    requireSeer(context, 'corrective-action');
    return { body: { items: await listActions(context.throughline, { ...context, open: query.open }) } };
  },
  'GET /{database}/service': async ({ query }, context) => {
    requireSeer(context, 'incident');
    return { body: await showService(context.throughline, { ...context, search: query.search }) };
  },
};

export const serviceCsv: CsvHandlers<ServiceRoute> = {
  'GET /{database}/incidents': async function* ({ query }, context) {
    requireSeer(context, 'incident');
    yield [
      'number',
      'title',
      'priority',
      'category',
      'state',
      'lead',
      'systems',
      'beganAt',
      'endedAt',
      'blocked',
      'atRisk',
      'sayBy',
      'late',
      'problem',
      'causedBy',
    ];
    for (const one of await listIncidents(context.throughline, { ...context, open: query.open }))
      yield [
        ...[one.number, one.title, one.priority, one.category, one.state.title, one.lead, one.systems.join('; ')],
        ...[one.beganAt, one.endedAt],
        ...[one.blocked, moneyCell(one.atRisk), one.sayBy, one.late.map(({ title }) => title).join('; ')],
        ...[one.problem, one.causedBy],
      ];
  },
  'GET /{database}/problems': async function* ({ query }, context) {
    requireSeer(context, 'problem');
    yield [
      'number',
      'title',
      'priority',
      'state',
      'incidents',
      'lastAt',
      'cause',
      'workaround',
      'fix',
      'metric',
      'target',
      'measured',
      'openActions',
    ];
    for (const one of await listProblems(context.throughline, { ...context, open: query.open }))
      yield [
        ...[one.number, one.title, one.priority, one.state.title, one.incidents, one.lastAt, one.cause, one.workaround, one.fix],
        ...[one.metric?.id ?? null, one.metric?.target ?? null, one.metric?.measured ?? null, one.openActions],
      ];
  },
  'GET /{database}/corrective-actions': async function* ({ query }, context) {
    requireSeer(context, 'corrective-action');
    yield ['number', 'of', 'title', 'kind', 'owner', 'dueOn', 'late', 'state', 'doneOn', 'evidence'];
    for (const one of await listActions(context.throughline, { ...context, open: query.open }))
      yield [
        ...[one.number, one.of, one.title, one.kind, one.owner, one.dueOn, one.late ? 'yes' : 'no', one.state.title],
        ...[one.doneOn, one.evidence],
      ];
  },
};

function moneyCell(some: readonly { readonly currency: string; readonly amount: number }[]): string {
  return some.map(({ currency, amount }) => `${amount} ${currency}`).join('; ');
}
