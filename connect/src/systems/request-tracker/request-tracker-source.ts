import type { Json, JsonObject } from '@throughline/language';
import { isJsonObject } from '@throughline/language';
import { ConnectorError } from '../../source/connector-error.ts';
import type { ConnectorContext, Source } from '../../source/contract.ts';

export interface SourceSettings {
  readonly url: string;
  readonly types?: readonly string[];
  readonly overlapSeconds?: number;
}

const overlapDefault = 60;
/** RT gives no more. */
const pageSize = 100;
const ticketFields = 'Subject,Status,Queue,Requestor,Owner,Priority,Created,Due';
const transactionFields = 'Type,Field,OldValue,NewValue,Created,Creator,ObjectId';

/** JSON. What RT records it never changes, so a number and an instant say where one is. */
interface Cursor {
  /** Up to this instant of theirs. */
  readonly since?: string;
  readonly sweep?: { readonly afterId: number; readonly seen: string };
}

interface Listing {
  readonly items: readonly JsonObject[];
  readonly total: number;
}

/** Each transaction of a ticket, in their order, with the ticket as it is now. */
export function requestTrackerSource({ url, types, overlapSeconds = overlapDefault }: SourceSettings): Source {
  return {
    async check(context) {
      const { total } = await list(url, 'tickets', { query: 'id > 0', per_page: '1' }, context);
      return `Request Tracker answers, and shows ${total} tickets`;
    },
    async *read(from, context) {
      let cursor = (isJsonObject(from) ? from : {}) as unknown as Cursor;
      const { since } = cursor;
      const query: JsonObject[] = [{ field: 'ObjectType', value: 'RT::Ticket' }];
      if (since !== undefined) query.push({ field: 'Created', operator: '>=', value: databaseTime(since, overlapSeconds) });
      for (;;) {
        const { afterId = 0, seen = since ?? '' } = cursor.sweep ?? {};
        const wanted = JSON.stringify([...query, { field: 'id', operator: '>', value: afterId }]);
        const asked = { query: wanted, fields: transactionFields, orderby: 'id', order: 'ASC', per_page: String(pageSize) };
        const { items } = await list(url, 'transactions', asked, context);
        context.usage.pages += 1;
        const isLast = items.length < pageSize;
        const last = [seen, ...items.map(({ Created: at }) => String(at))].sort().at(-1) as string;
        const known = items.filter(({ Type: type }) => types === undefined || types.includes(String(type)));
        const tickets = await ticketsOf(url, known, context);
        cursor = isLast
          ? last === ''
            ? {}
            : { since: last }
          : { ...(since === undefined ? {} : { since }), sweep: { afterId: Number(items.at(-1)?.['id']), seen: last } };
        yield { records: known.map((one) => recordOf(one, tickets)), cursor: cursor as unknown as Json };
        if (isLast) return;
      }
    },
  };
}

/** Their database compares it as text. */
function databaseTime(instant: string, earlierSeconds: number): string {
  return new Date(Date.parse(instant) - earlierSeconds * 1000).toISOString().slice(0, 19).replace('T', ' ');
}

export async function list(
  url: string,
  what: string,
  params: Readonly<Record<string, string>>,
  { http }: Pick<ConnectorContext, 'http'>,
): Promise<Listing> {
  const address = new URL(what, url);
  for (const [name, value] of Object.entries(params)) address.searchParams.set(name, value);
  const { value } = await http.json({ url: address.href });
  const { items, total } = (isJsonObject(value) ? value : {}) as { readonly items?: Json; readonly total?: Json };
  if (Array.isArray(items)) return { items: items as readonly JsonObject[], total: Number(total ?? items.length) };
  throw new ConnectorError('answer-invalid', { place: what, detail: 'there is no list of items' });
}

/** The tickets of some transactions, by number, in one request. */
async function ticketsOf(url: string, transactions: readonly JsonObject[], context: ConnectorContext) {
  const ids = [...new Set(transactions.map(({ ObjectId: id }) => Number(id)))];
  if (ids.length === 0) return new Map<number, JsonObject>();
  const query = ids.map((id) => `id=${id}`).join(' OR ');
  const named = { 'fields[Queue]': 'Name', 'fields[Owner]': 'Name' };
  const { items } = await list(url, 'tickets', { query, fields: ticketFields, per_page: String(pageSize), ...named }, context);
  return new Map(items.map((ticket) => [Number(ticket['id']), ticket]));
}

function recordOf(transaction: JsonObject, tickets: ReadonlyMap<number, JsonObject>): Json {
  const { id, Type: type, Field: field, OldValue: before, NewValue: after, Created: at, ObjectId: ticket } = transaction;
  const found = tickets.get(Number(ticket));
  return {
    ...({ id: Number(id), type, field, before, after, at } as JsonObject),
    by: nameOf(transaction['Creator']),
    ticket: { id: Number(ticket), ...(found === undefined ? {} : ticketOf(found)) },
  };
}

/** A ticket that may not be seen has only its number. */
function ticketOf(ticket: JsonObject): JsonObject {
  const requestors = ticket['Requestor'];
  return {
    ...({ subject: ticket['Subject'], status: ticket['Status'], priority: ticket['Priority'] } as JsonObject),
    ...({ created: ticket['Created'], due: instantOrNothing(ticket['Due']) } as JsonObject),
    ...{ queue: nameOf(ticket['Queue']), owner: nameOf(ticket['Owner']) },
    requestor: nameOf(Array.isArray(requestors) ? requestors[0] : requestors),
  };
}

function nameOf(value: Json | undefined): Json {
  if (!isJsonObject(value)) return null;
  const { Name: name, id } = value as JsonObject;
  return name ?? id ?? null;
}

/** RT writes the beginning of 1970 for nothing. */
const instantOrNothing = (value: Json | undefined): Json =>
  typeof value === 'string' && !value.startsWith('1970-01-01T00:00:00') ? value : null;
