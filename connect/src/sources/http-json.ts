import type { Json, JsonObject } from '@throughline/language';
import { isJsonObject } from '@throughline/language';
import Type, { type Static } from 'typebox';
import { ConnectorError } from '../source/connector-error.ts';
import {
  batchMax,
  type Connector,
  type ConnectorContext,
  type SettingFault,
  type Source,
  type SourceBatch,
} from '../source/contract.ts';
import { exactJson, jsonLines } from '../source/exact-json.ts';
import { type HttpAnswer, type HttpRequest, statusError } from '../source/http-client.ts';
import { valueAt } from '../source/path.ts';
import { nextPage, type PageState, Paging, pageParams } from './paging.ts';
import { asWritten, latestOf, notAfter, Watermark, type WatermarkValue } from './watermark.ts';

const Path = Type.String({ maxLength: 200 });

/** Any service that answers with JSON, as a declaration says. */
const Settings = Type.Object(
  {
    url: Type.String({ minLength: 1, maxLength: 2000, description: 'May have {watermark}' }),
    method: Type.Optional(
      Type.Union([Type.Literal('GET'), Type.Literal('POST')], { description: 'POST where it reads by a body' }),
    ),
    headers: Type.Optional(Type.Record(Type.String({ pattern: '^[A-Za-z0-9-]{1,100}$' }), Type.String({ maxLength: 1000 }))),
    query: Type.Optional(
      Type.Record(
        Type.String({ maxLength: 100 }),
        Type.Union([Type.String({ maxLength: 1000 }), Type.Number(), Type.Boolean()]),
        {
          description: 'May have {watermark}',
        },
      ),
    ),
    body: Type.Optional(
      Type.Unknown({ description: 'JSON of a POST. Texts may have {watermark}; of paging, the members are added' }),
    ),
    format: Type.Optional(Type.Union([Type.Literal('json'), Type.Literal('json-lines')], { description: 'Default json' })),
    records: Type.Optional({ ...Path, description: 'The path of the list in the answer. Default: the answer is the list' }),
    paging: Type.Optional(Paging),
    watermark: Type.Optional(Watermark),
  },
  { additionalProperties: false },
);
type Settings = Static<typeof Settings>;

export const httpJson: Connector = {
  kind: 'http-json',
  title: 'HTTP service with JSON',
  settings: Settings,
  auth: ['none', 'bearer', 'basic', 'header', 'oauth2'],
  faults: (settings) => faultsOf(settings as unknown as Settings),
  source: (settings) => sourceOf(settings as unknown as Settings),
};

const placeholder = '{watermark}';

function faultsOf({ url, query = {}, body, watermark, method = 'GET', format, paging }: Settings): readonly SettingFault[] {
  const named = `${url} ${JSON.stringify(query)} ${JSON.stringify(body ?? null)}`.includes(placeholder);
  const faults: SettingFault[] = [];
  if (!URL.canParse(url.replaceAll(placeholder, '0')) || !/^https?:\/\//.test(url))
    faults.push({ place: 'url', message: 'it is no address', expected: 'https://…' });
  else if (new URL(url.replaceAll(placeholder, '0')).username !== '')
    faults.push({ place: 'url', message: 'a user or a password stands in it', expected: 'auth, with a reference to the secret' });
  if (named && watermark === undefined)
    faults.push({ place: 'watermark', message: '{watermark} is used and not declared', expected: 'watermark' });
  if (watermark !== undefined && watermark.param === undefined && !named)
    faults.push({
      place: 'watermark.param',
      message: 'nothing says how it is asked for',
      expected: 'param, or {watermark} in url, query or body',
    });
  if (named && watermark !== undefined && watermark.start === undefined)
    faults.push({
      place: 'watermark.start',
      message: 'nothing says where the first run begins',
      expected: 'a value to begin with',
    });
  if (body !== undefined && method !== 'POST')
    faults.push({ place: 'body', message: 'a GET has none', expected: 'method: POST' });
  if (format === 'json-lines' && paging !== undefined && ['cursor', 'next-url'].includes(paging.style))
    faults.push({
      place: 'paging.style',
      message: 'JSON Lines have no place for it',
      expected: 'page, offset, last-record or link',
    });
  return faults;
}

/** Up to where it was read, where this sweep is, and the highest mark that it has seen. */
interface Cursor {
  readonly watermark?: WatermarkValue;
  readonly seen?: WatermarkValue;
  readonly page?: PageState;
  /** When its first page was answered, by the clock over there where it says: what changes after that may lie on a page that was read before. */
  readonly began?: number;
}

function sourceOf(settings: Settings): Source {
  return {
    async check(context) {
      const { records } = await ask(settings, { watermark: settings.watermark?.start }, context);
      return `It answers; the first page has ${records.length} records`;
    },
    async *read(from, context) {
      let cursor: Cursor = isJsonObject(from) ? (from as Cursor) : {};
      const start = cursor.watermark ?? settings.watermark?.start;
      let mayBeLost = cursor.page !== undefined;
      for (;;) {
        let page: Page;
        try {
          page = await ask(settings, { watermark: start, page: cursor.page }, context);
        } catch (error) {
          // A page of an earlier run may be forgotten over there: the sweep begins again, from the same mark.
          const isLost = error instanceof ConnectorError && error.code === 'request-refused';
          if (!isLost || !mayBeLost) throw error;
          mayBeLost = false;
          cursor = cursor.watermark === undefined ? {} : { watermark: cursor.watermark };
          continue;
        }
        mayBeLost = false;
        context.usage.pages += 1;
        const next = nextPage(settings.paging, cursor.page, page);
        if (next !== undefined && JSON.stringify(next) === JSON.stringify(cursor.page))
          throw new ConnectorError('answer-invalid', { place: 'settings.paging', detail: 'the next page is the same page' });
        const seen = latestOf(settings.watermark, cursor.seen, page.records);
        const began = cursor.page === undefined ? answeredAt(page.answer, context) : cursor.began;
        const after = afterPage(
          settings.watermark,
          { ...cursor, ...(began === undefined ? {} : { began }) },
          { page: next, seen },
        );
        yield* inBatches(page.records, cursor, after);
        if (next === undefined) return;
        cursor = after;
      }
    },
  };
}

/**
 * At the end of a sweep its highest mark is where the next one begins; where it had several pages, no later than it began itself: a record that changed
 * meanwhile may have been read before, and one that changed after it is seen.
 */
function afterPage(
  declared: Watermark | undefined,
  { watermark, page: before, began }: Cursor,
  { page, seen }: { readonly page: PageState | undefined; readonly seen: WatermarkValue | undefined },
): Cursor {
  const isLong = before !== undefined && began !== undefined;
  const highest = declared === undefined || seen === undefined || !isLong ? seen : notAfter(declared, seen, began);
  const reached = page === undefined ? (highest ?? watermark) : watermark;
  return {
    ...(reached === undefined ? {} : { watermark: reached }),
    ...(page === undefined ? {} : { page, ...(seen === undefined ? {} : { seen }), ...(began === undefined ? {} : { began }) }),
  };
}

function answeredAt({ headers }: HttpAnswer, { machine }: ConnectorContext): number {
  const theirs = Date.parse(headers.date ?? '');
  return Number.isNaN(theirs) ? machine.now() : theirs;
}

function* inBatches(records: readonly Json[], before: Cursor, after: Cursor): Generator<SourceBatch> {
  for (let at = 0; at === 0 || at < records.length; at += batchMax) {
    const isLast = at + batchMax >= records.length;
    yield { records: records.slice(at, at + batchMax), cursor: (isLast ? after : before) as unknown as Json };
  }
}

export interface Page {
  readonly records: readonly Json[];
  /** The whole answer; of JSON Lines, the list. */
  readonly value: Json;
  readonly answer: HttpAnswer;
  /** What was asked for first: pages that it sends on to are of the same origin. */
  readonly url: string;
}

async function ask(
  settings: Settings,
  { watermark, page }: { readonly watermark?: WatermarkValue | undefined; readonly page?: PageState | undefined },
  { http }: ConnectorContext,
): Promise<Page> {
  const request = requestOf(settings, watermark, page);
  const answer = await http.send(request);
  if (answer.status < 200 || answer.status > 299) throw statusError(answer);
  if (settings.format === 'json-lines') {
    const records = jsonLines(answer.body, 'answer');
    return { records, value: [...records], answer, url: settings.url };
  }
  // 204, or an empty body: there is nothing.
  const value = answer.body.length === 0 ? [] : exactJson(answer.body, 'answer');
  const records = answer.body.length === 0 ? [] : valueAt(value, settings.records ?? '');
  if (!Array.isArray(records)) {
    const found = isJsonObject(value) ? Object.keys(value).slice(0, 20).join(', ') : typeof value;
    throw new ConnectorError('answer-invalid', {
      ...{ place: 'settings.records', detail: `there is no list at “${settings.records ?? ''}”` },
      expected: `the path of a list; the answer has ${found}`,
    });
  }
  return { records: records as readonly Json[], value, answer, url: settings.url };
}

function requestOf(settings: Settings, watermark: WatermarkValue | undefined, page: PageState | undefined): HttpRequest {
  const { method = 'GET', headers, query = {}, body, watermark: declared, paging } = settings;
  const mark = declared === undefined || watermark === undefined ? undefined : asWritten(declared, watermark);
  const fill = (text: string, encode = (value: string) => value) => text.replaceAll(placeholder, encode(mark ?? ''));
  // Where the other side names the next page itself, it is asked for as it stands.
  if (page !== undefined && 'url' in page) return { method: 'GET', url: page.url, ...(headers === undefined ? {} : { headers }) };
  const url = new URL(fill(settings.url, encodeURIComponent));
  const params = { ...pageParams(paging, page) };
  if (declared?.param !== undefined && mark !== undefined) params[declared.param] = mark;
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, fill(String(value)));
  if (method === 'GET') for (const [name, value] of Object.entries(params)) url.searchParams.set(name, String(value));
  if (method === 'GET') return { method, url: url.href, ...(headers === undefined ? {} : { headers }) };
  const filled = filledIn((body ?? {}) as Json, fill);
  const whole = isJsonObject(filled) ? { ...filled, ...params } : filled;
  return { method, url: url.href, body: JSON.stringify(whole), ...(headers === undefined ? {} : { headers }) };
}

function filledIn(value: Json, fill: (text: string) => string): Json {
  if (typeof value === 'string') return fill(value);
  if (Array.isArray(value)) return value.map((item) => filledIn(item as Json, fill));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value as JsonObject).map(([name, member]) => [name, filledIn(member, fill)]));
}
