import type { FlowRoute } from '@throughline/api';
import { flowDetail, flowHeads } from '../../cases/flow-views.ts';
import { flowActivity } from '../../flows/activity.ts';
import { flowBehaviour } from '../../flows/behaviour.ts';
import { flowExceptions } from '../../flows/exceptions.ts';
import { flowLibrary } from '../../flows/library.ts';
import { flowMetrics } from '../../flows/metrics.ts';
import { flowParameters } from '../../flows/parameters.ts';
import { flowDifference, flowVersions } from '../../flows/versions.ts';
import type { CsvHandlers, Handlers } from '../handler.ts';

export const flowHandlers: Handlers<FlowRoute> = {
  'GET /{database}/flows': async (_, { throughline, visible }) => ({ body: { items: await flowHeads(throughline, visible) } }),
  'GET /{database}/flows/{flow}': async ({ params }, context) => ({
    body: await flowDetail(context.throughline, params.flow, context),
  }),
  'GET /{database}/flow-library': async (_, context) => ({ body: await flowLibrary(context.throughline, context) }),
  'GET /{database}/flows/{flow}/activity': async ({ params }, context) => ({
    body: await flowActivity(context.throughline, params.flow, context),
  }),
  'GET /{database}/flows/{flow}/behaviour': async ({ params, query }, { throughline, now }) => ({
    body: await flowBehaviour(throughline, params.flow, { now, version: query.version }),
  }),
  'GET /{database}/flows/{flow}/exceptions': async ({ params }, context) => ({
    body: await flowExceptions(context.throughline, params.flow, context),
  }),
  'GET /{database}/flows/{flow}/metrics': async ({ params }, context) => ({
    body: await flowMetrics(context.throughline, params.flow, context),
  }),
  'GET /{database}/flows/{flow}/versions': async ({ params }, context) => ({
    body: await flowVersions(context.throughline, params.flow, context),
  }),
  'GET /{database}/flows/{flow}/versions/{version}/diff': async ({ params, query }, { throughline }) => ({
    body: await flowDifference(throughline, params.flow, { version: params.version, against: query.against }),
  }),
  'GET /{database}/flows/{flow}/parameters': async ({ params }, { throughline }) => ({
    body: await flowParameters(throughline, params.flow),
  }),
};

export const flowCsv: CsvHandlers<FlowRoute> = {
  async *'GET /{database}/flow-library'(_, context) {
    yield [
      ...['flow', 'title', 'stream', 'stage', 'version', 'owner', 'open', 'cases', 'begun_30_days', 'ended_30_days'],
      ...['with_exception', 'straight_through', 'errors', 'warnings', 'last_change', 'changed_at', 'changed_by'],
    ];
    for (const one of (await flowLibrary(context.throughline, context)).items) {
      const { findings, lastChange } = one;
      yield [
        ...[one.name, one.title, one.stream, one.stage, one.version, one.ownerTitle, one.open, one.cases, one.begun, one.ended],
        ...[one.withException, one.straightThrough, findings?.errors ?? null, findings?.warnings ?? null],
        ...[lastChange?.title ?? null, lastChange?.at ?? null, lastChange?.by ?? null],
      ];
    }
  },
  async *'GET /{database}/flows/{flow}/activity'({ params }, context) {
    yield [
      'state',
      'title',
      'kind',
      'owner',
      'cases',
      'entered_30_days',
      'left_30_days',
      'median_ms',
      'p90_ms',
      'target',
      'oldest',
    ];
    for (const one of (await flowActivity(context.throughline, params.flow, context)).states) {
      const { name, title, kind, owner, cases, entered, left, medianMs, p90Ms, target, oldest } = one;
      const told = [target?.text ?? null, oldest?.case.key ?? null];
      yield [name, title, kind, owner?.title ?? null, cases, entered, left, medianMs, p90Ms, ...told];
    }
  },
  async *'GET /{database}/flows/{flow}/behaviour'({ params, query }, { throughline, now }) {
    yield ['from', 'event', 'to', 'when', 'cel', 'by', 'roles', 'approval', 'does'];
    for (const one of (await flowBehaviour(throughline, params.flow, { now, version: query.version })).transitions) {
      const { fromTitle, title, toTitle, when, by, roles, approval, does } = one;
      const who = [by, roles.map((role) => role.title).join(', '), approval?.by ?? null];
      yield [fromTitle, title, toTitle, when?.words ?? null, when?.cel ?? null, ...who, does.join('; ')];
    }
  },
  async *'GET /{database}/flows/{flow}/exceptions'({ params }, context) {
    yield ['kind', 'title', 'severity', 'owner', 'target', 'blocks', 'open', 'late', 'raised_30_days', 'resolutions'];
    for (const one of (await flowExceptions(context.throughline, params.flow, context)).items) {
      const { kind, title, severity, owner, target, blocks, open, aged, raised, resolutions } = one;
      yield [
        kind,
        title,
        severity,
        owner.title,
        target?.text ?? null,
        String(blocks),
        open,
        aged,
        raised,
        resolutions.join(', '),
      ];
    }
  },
  async *'GET /{database}/flows/{flow}/versions'({ params }, context) {
    yield ['version', 'current', 'deployed_at', 'by', 'released_at', 'cases', 'breaking', 'behaviour', 'wording'];
    for (const one of (await flowVersions(context.throughline, params.flow, context)).items) {
      const { version, current, deployedAt, by, releasedAt, cases, changes } = one;
      const counted = [changes?.breaking ?? null, changes?.behaviour ?? null, changes?.wording ?? null];
      yield [version, String(current), deployedAt, by, releasedAt, cases, ...counted];
    }
  },
  async *'GET /{database}/flows/{flow}/parameters'({ params }, { throughline }) {
    yield ['parameter', 'title', 'value', 'default', 'owner', 'from', 'to', 'since', 'used_by'];
    for (const one of (await flowParameters(throughline, params.flow)).items) {
      const { name, title, value, owner, from, to, since, usedBy } = one;
      yield [name, title, value, one.default, owner.title, from, to, since, usedBy.join(', ')];
    }
  },
};
