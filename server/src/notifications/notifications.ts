import type { Notification, NotificationKind } from '@throughline/api';
import { caseViews } from '../cases/case-views.ts';
import type { Throughline } from '../throughline.ts';
import type { Visible } from '../visible/visible.ts';
import { readCursor, writeCursor } from '../work/page-cursor.ts';
import { type NotificationQuery, readNotifications, readUnreadCases } from './notification-table.ts';
import { tellNotifications } from './tell.ts';

export interface Reader {
  /** The id of the actor. */
  readonly person: string;
  readonly visible: Visible;
}

export interface ListQuery {
  readonly unread?: boolean | undefined;
  readonly kind?: NotificationKind | undefined;
  readonly limit: number;
  readonly after?: string | undefined;
}

/** @throws ThroughlineError cursor-invalid */
export async function listNotifications(
  throughline: Throughline,
  { person, visible }: Reader,
  { unread, kind, limit, after }: ListQuery,
): Promise<{ readonly items: Notification[]; readonly next?: string }> {
  const question = ['notifications', person, unread ?? false, kind ?? null];
  const [notedAt, id] = after === undefined ? [] : readCursor(question, after);
  const query: NotificationQuery = {
    limit: limit + 1,
    ...(unread === undefined ? {} : { unread }),
    ...(kind === undefined ? {} : { kind }),
    ...(notedAt === undefined ? {} : { after: { notedAt: String(notedAt), id: String(id) } }),
  };
  const rows = await readNotifications(throughline.pool, person, query);
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  const items = await tellNotifications(throughline, visible, page);
  return rows.length > limit && last !== undefined ? { items, next: writeCursor(question, [last.notedAt, last.id]) } : { items };
}

const atOnce = 200;

/** All of them, a page in memory at a time. */
export async function* allNotifications(
  throughline: Throughline,
  reader: Reader,
  query: Omit<ListQuery, 'limit' | 'after'>,
): AsyncGenerator<Notification> {
  let after: string | undefined;
  do {
    const { items, next } = await listNotifications(throughline, reader, { ...query, limit: atOnce, after });
    yield* items;
    after = next;
  } while (after !== undefined);
}

/** How many are unread and still to be dealt with, of cases that may be seen. */
export async function countUnread(throughline: Throughline, { person, visible }: Reader): Promise<number> {
  const cases = await readUnreadCases(throughline.pool, person);
  if (visible.flows() === undefined) return cases.length;
  const views = await caseViews(throughline, cases);
  const sees = (id: string) => {
    const view = views.get(id);
    return view !== undefined && visible.sees(view);
  };
  return cases.filter(sees).length;
}
