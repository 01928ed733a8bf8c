import type { Json } from '@throughline/language';
import Type, { type Static } from 'typebox';
import { ConnectorError } from '../source/connector-error.ts';
import type { HttpAnswer } from '../source/http-client.ts';
import { textOf, valueAt } from '../source/path.ts';

const Param = Type.String({ minLength: 1, maxLength: 100, description: 'Of the query, or a member of the body of a POST' });
const Path = Type.String({ minLength: 1, maxLength: 200, description: 'In the answer' });
const Size = Type.Integer({ minimum: 1, maximum: 10_000 });
const closed = { additionalProperties: false } as const;

/** How a service gives the rest of a list. */
export const Paging = Type.Union([
  Type.Object({ style: Type.Literal('none') }, closed),
  Type.Object(
    { style: Type.Literal('cursor'), next: Path, param: Param },
    { ...closed, description: 'The answer has a token, which is sent for the next page; none, or an empty one: it was the last' },
  ),
  Type.Object(
    { style: Type.Literal('last-record'), path: Path, param: Param, more: Type.Optional(Path) },
    {
      ...closed,
      description: 'A value of the last record is sent; `more` is false on the last page, else an empty page ends it',
    },
  ),
  Type.Object(
    {
      style: Type.Literal('page'),
      param: Param,
      first: Type.Optional(Type.Integer({ minimum: 0, maximum: 1, description: 'Default 1' })),
      size: Type.Optional(Size),
      sizeParam: Type.Optional(Param),
    },
    { ...closed, description: 'Pages have numbers. A page with fewer records than `size`, or without any, is the last' },
  ),
  Type.Object(
    { style: Type.Literal('offset'), param: Param, size: Size, sizeParam: Type.Optional(Param) },
    { ...closed, description: 'So many records are passed over' },
  ),
  Type.Object({ style: Type.Literal('link') }, { ...closed, description: 'The header Link with rel="next" (RFC 8288)' }),
  Type.Object(
    { style: Type.Literal('next-url'), next: Path },
    { ...closed, description: 'The answer has the address of the next page' },
  ),
]);
export type Paging = Static<typeof Paging>;

/** Which page comes next: JSON, part of the cursor. */
export type PageState =
  | { readonly token: string }
  | { readonly number: number }
  | { readonly offset: number }
  | { readonly url: string };

interface Answered {
  readonly records: readonly Json[];
  readonly value: Json;
  readonly answer: HttpAnswer;
  readonly url: string;
}

/** What is sent to get a page. */
export function pageParams(paging: Paging | undefined, page: PageState | undefined): Record<string, string | number> {
  if (paging === undefined) return {};
  if (paging.style === 'page') {
    const { param, first = 1, size, sizeParam } = paging;
    const number = page !== undefined && 'number' in page ? page.number : first;
    return { [param]: number, ...(size === undefined || sizeParam === undefined ? {} : { [sizeParam]: size }) };
  }
  if (paging.style === 'offset') {
    const { param, size, sizeParam } = paging;
    const offset = page !== undefined && 'offset' in page ? page.offset : 0;
    return { [param]: offset, ...(sizeParam === undefined ? {} : { [sizeParam]: size }) };
  }
  if (paging.style !== 'cursor' && paging.style !== 'last-record') return {};
  return page !== undefined && 'token' in page ? { [paging.param]: page.token } : {};
}

/** `undefined`: it was the last. @throws ConnectorError redirect-refused, answer-invalid */
export function nextPage(paging: Paging | undefined, page: PageState | undefined, answered: Answered): PageState | undefined {
  if (paging === undefined) return undefined;
  const { records, value, answer } = answered;
  switch (paging.style) {
    case 'none':
      return undefined;
    case 'cursor': {
      const token = textOf(valueAt(value, paging.next));
      return token === '' || token === 'false' ? undefined : { token };
    }
    case 'last-record': {
      const last = records.at(-1);
      if (last === undefined || (paging.more !== undefined && valueAt(value, paging.more) !== true)) return undefined;
      const token = textOf(valueAt(last, paging.path));
      if (token !== '') return { token };
      throw new ConnectorError('answer-invalid', {
        place: 'settings.paging.path',
        detail: `the last record has no “${paging.path}”`,
      });
    }
    case 'page': {
      if (records.length === 0 || (paging.size !== undefined && records.length < paging.size)) return undefined;
      return { number: (page !== undefined && 'number' in page ? page.number : (paging.first ?? 1)) + 1 };
    }
    case 'offset': {
      if (records.length < paging.size) return undefined;
      return { offset: (page !== undefined && 'offset' in page ? page.offset : 0) + records.length };
    }
    case 'link':
      return atAddress(linkNext(answer.headers['link']), answered);
    case 'next-url':
      return atAddress(textOf(valueAt(value, paging.next)), answered);
  }
}

/** Credentials go with it, so it must be of the origin that was declared. */
function atAddress(text: string, { answer, url }: Answered): PageState | undefined {
  if (text === '') return undefined;
  const next = URL.canParse(text, answer.url) ? new URL(text, answer.url) : undefined;
  if (next === undefined || next.origin !== new URL(url.replaceAll('{watermark}', '0')).origin)
    throw new ConnectorError('redirect-refused', { place: 'settings.paging', detail: 'the next page is at another origin' });
  return { url: next.href };
}

function linkNext(header: string | readonly string[] | undefined): string {
  const text = typeof header === 'string' ? header : (header ?? []).join(', ');
  for (const [, target = '', params = ''] of text.matchAll(/<([^<>]*)>((?:\s*;\s*[\w*-]+\s*=\s*(?:"[^"]*"|[^\s,;"]+))*)/g))
    if (/;\s*rel\s*=\s*(?:"(?:[^"]*\s)?next(?:\s[^"]*)?"|next(?=\s*(?:;|$)))/i.test(params)) return target;
  return '';
}
