import type { NotificationPreferences, NotificationRoute } from '@throughline/api';
import { findCase } from '../../cases/case-detail.ts';
import { ThroughlineError } from '../../errors.ts';
import { readAudience } from '../../notifications/audience.ts';
import { mailTransport } from '../../notifications/mail-transport.ts';
import { markNotifications } from '../../notifications/notification-table.ts';
import { allNotifications, countUnread, listNotifications, type Reader } from '../../notifications/notifications.ts';
import { type Preferences, readPreferences, writePreferences } from '../../notifications/preferences.ts';
import { isWatching, unwatchCase, watchCase } from '../../notifications/watch-table.ts';
import type { CompanyContext, CsvHandlers, Handlers } from '../handler.ts';

const readerOf = ({ actor, visible }: CompanyContext): Reader => ({ person: actor.id, visible });

export const notificationHandlers: Handlers<NotificationRoute> = {
  'GET /{database}/notifications': async ({ query }, context) => ({
    body: await listNotifications(context.throughline, readerOf(context), { ...query, limit: query.limit ?? 50 }),
  }),
  'GET /{database}/notifications/count': async (_, context) => ({
    body: { unread: await countUnread(context.throughline, readerOf(context)) },
  }),
  'POST /{database}/notifications/marks': async ({ body }, { throughline, actor }) => ({
    body: { changed: [...(await markNotifications(throughline.pool, actor.id, body))] },
  }),
  'GET /{database}/notifications/preferences': async (_, context) => {
    const { throughline, actor } = context;
    return answerOf(context, (await readPreferences(throughline.pool, [actor.id]))(actor.id));
  },
  'PUT /{database}/notifications/preferences': async ({ body }, context) => {
    const { throughline, actor, ifMatch = 0 } = context;
    return answerOf(context, await writePreferences(throughline.pool, { person: actor.id, revision: ifMatch }, body));
  },
  'GET /{database}/cases/{case}/watch': async ({ params }, context) => {
    await requireSeen(context, params.case);
    return { body: { watching: await isWatching(context.throughline.pool, context.actor.id, params.case) } };
  },
  'PUT /{database}/cases/{case}/watch': async ({ params }, context) => {
    await requireSeen(context, params.case);
    await watchCase(context.throughline.pool, context.actor.id, params.case);
    return { body: { watching: true } };
  },
  'DELETE /{database}/cases/{case}/watch': async ({ params }, context) => {
    await unwatchCase(context.throughline.pool, context.actor.id, params.case);
    return { body: undefined };
  },
};

/** Who may not see a case is told that there is none. */
async function requireSeen({ throughline, visible }: CompanyContext, id: string): Promise<void> {
  if (visible.sees(await findCase(throughline, id))) return;
  throw new ThroughlineError('case-unknown', `There is no case ${id}`, { place: 'case' });
}

async function answerOf(
  { throughline, actor }: CompanyContext,
  preferences: Preferences,
): Promise<{ readonly body: NotificationPreferences; readonly revision: number }> {
  const me = (await readAudience(throughline)).find(({ id }) => id === actor.id);
  const mails = mailTransport(throughline) !== undefined;
  return { body: { ...preferences, email: me?.email ?? null, mails }, revision: preferences.revision };
}

export const notificationCsv: CsvHandlers<NotificationRoute> = {
  async *'GET /{database}/notifications'({ query: { unread, kind } }, context) {
    yield ['at', 'kind', 'what', 'by', 'flow', 'entity', 'key', 'subject', 'unread', 'settled', 'case'];
    for await (const one of allNotifications(context.throughline, readerOf(context), { unread, kind })) {
      const { flow, entity, key, id } = one.case;
      yield [
        one.at,
        one.kind,
        one.title,
        one.by?.name ?? null,
        flow,
        entity,
        key,
        one.subject,
        String(one.unread),
        String(one.settled),
        id,
      ];
    }
  },
};
