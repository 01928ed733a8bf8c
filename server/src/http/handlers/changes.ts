import type { ChangeRoute } from '@throughline/api';
import { assessChange, scheduleChange } from '../../changes/assess.ts';
import { showCalendar } from '../../changes/calendar.ts';
import { decisionLog } from '../../changes/decision-log.ts';
import { showRelease } from '../../changes/release-package.ts';
import { listChanges, showChange } from '../../changes/show-change.ts';
import type { CsvHandlers, Handlers } from '../handler.ts';

export const changeHandlers: Handlers<ChangeRoute> = {
  'GET /{database}/changes': async ({ query }, context) => ({
    body: { items: await listChanges(context.throughline, query.which ?? 'open', context) },
  }),
  'GET /{database}/changes/{number}': async ({ params }, context) => ({
    body: await showChange(context.throughline, params.number, context),
  }),
  'POST /{database}/changes/{number}/assess': async ({ params }, context) => ({
    body: await assessChange(context.throughline, params.number, context),
  }),
  'POST /{database}/changes/{number}/schedule': async ({ params, body }, context) => ({
    body: await scheduleChange(context.throughline, params.number, body, context),
  }),
  'GET /{database}/calendar': async ({ query }, context) => ({ body: await showCalendar(context.throughline, query, context) }),
  'GET /{database}/decision-log': async ({ query }, context) => ({
    body: { items: await decisionLog(context.throughline, query, context) },
  }),
  'GET /{database}/releases/{number}': async ({ params }, context) => ({
    body: await showRelease(context.throughline, params.number, context),
  }),
};

export const changeCsv: CsvHandlers<ChangeRoute> = {
  async *'GET /{database}/changes'({ query }, context) {
    yield [
      ...['number', 'title', 'subject', 'type', 'state', 'risk', 'planned_from', 'planned_to', 'committed_on', 'release'],
      ...['systems', 'failures', 'exceptions', 'awaiting'],
    ];
    for (const one of await listChanges(context.throughline, query.which ?? 'open', context))
      yield [
        ...[one.number, one.title, one.subject, one.type, one.state.name, one.risk, one.plannedFrom, one.plannedTo],
        ...[one.committedOn, one.release, one.systems.join(', '), one.failures.join(', ')],
        ...[one.exceptions.join(', '), one.awaiting.join(', ')],
      ];
  },
  async *'GET /{database}/calendar'({ query }, context) {
    const { entries, conflicts } = await showCalendar(context.throughline, query, context);
    yield ['kind', 'key', 'title', 'from', 'to', 'state', 'systems', 'flows', 'owner', 'conflicts'];
    for (const { kind, key, title, from, to, state, systems, flows, owner } of entries) {
      const own = conflicts.filter((conflict) => conflict.of === key || conflict.with === key).map(({ text }) => text);
      yield [kind, key, title, from, to, state, systems.join(', '), flows.join(', '), owner?.name ?? null, own.join('; ')];
    }
  },
  async *'GET /{database}/decision-log'({ query }, context) {
    yield ['at', 'by', 'flow', 'key', 'title', 'decision', 'of', 'reason', 'options'];
    for (const one of await decisionLog(context.throughline, query, context))
      yield [one.at, one.by.name, one.flow, one.key, one.title, one.decision, one.of, one.reason, one.options.join(', ')];
  },
};
