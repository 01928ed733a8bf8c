import type { TSchema } from 'typebox';
import * as access from './access.ts';
import * as cases from './cases.ts';
import * as flows from './flows.ts';
import * as home from './home.ts';
import * as house from './house.ts';
import * as imports from './imports.ts';
import * as primitives from './primitives.ts';
import { type ProblemCode, ProblemDocument } from './problems.ts';
import type { Route, RouteName } from './route.ts';
import { actAsHeader, apiPrefix, routes } from './routes.ts';
import * as work from './work.ts';

/** What any request can be answered with, beside what its route names. */
const everywhere = [
  'request-invalid',
  'headers-too-large',
  'host-refused',
  'too-many-requests',
  'unavailable',
  'server-stopping',
  'internal',
] as const satisfies readonly ProblemCode[];
const withBody = ['body-unreadable', 'body-too-large', 'media-type-unsupported'] as const satisfies readonly ProblemCode[];
const withChange = ['origin-refused'] as const satisfies readonly ProblemCode[];
const withKey = ['idempotency-key-reused', 'request-in-progress'] as const satisfies readonly ProblemCode[];
const inCompany = [
  'act-as-real',
  'person-unknown',
  'database-not-ready',
  'sign-in-required',
  'session-expired',
  'key-invalid',
  'account-inactive',
] as const satisfies readonly ProblemCode[];

const problemResponse = {
  description: 'A problem; x-problems lists the codes that an operation can answer with, docs/problems tells of each',
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/ProblemDocument' } } },
};

type Json = Readonly<Record<string, unknown>>;

/** The contract as an OpenAPI 3.1 document: TypeBox's schemas are JSON Schemas already. */
export function openApiDocument(): Json {
  const names = schemaNames();
  const paths: Record<string, Record<string, unknown>> = {};
  for (const [name, route] of Object.entries(routes) as [RouteName, Route][]) {
    const [method = '', path = ''] = name.split(' ');
    paths[path] = { ...paths[path], [method.toLowerCase()]: operationOf(name, route, names) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Throughline',
      version: '1',
      description:
        'Everything that the console does, this API does. Failures are problem documents (RFC 9457) with stable codes. ' +
        'Money is whole minor units (cents) beside an ISO 4217 currency; instants are RFC 3339 in UTC. ' +
        'Lists come page by page: give `next` as `after`.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: apiPrefix }],
    paths,
    components: {
      responses: { Problem: problemResponse },
      schemas: Object.fromEntries([...names].map(([schema, name]) => [name, jsonOf(schema, names, true)])),
    },
  };
}

/** Schemas that the contract's files export under a name. */
function schemaNames(): ReadonlyMap<unknown, string> {
  const exported = Object.assign({ ProblemDocument }, primitives, access, cases, flows, home, house, imports, work);
  const named = Object.entries(exported).filter(([name, value]) => /^[A-Z]/.test(name) && typeof value === 'object');
  return new Map(named.sort(([one], [other]) => (one < other ? -1 : 1)).map(([name, schema]) => [schema, name]));
}

function operationOf(name: RouteName, route: Route, names: ReadonlyMap<unknown, string>): Json {
  const { tag, summary, description, body, upload, status = route.response === undefined ? 204 : 200 } = route;
  const content = bodyContent(body, upload, names);
  return {
    operationId: operationId(name),
    tags: [tag],
    summary,
    ...(description === undefined ? {} : { description }),
    parameters: parametersOf(name, route, names),
    ...(content === undefined ? {} : { requestBody: { required: true, content } }),
    responses: { [status]: responseOf(route, names), default: { $ref: '#/components/responses/Problem' } },
    'x-problems': problemsOf(name, route),
  };
}

/** `GET /{database}/cases/{case}` is `get-database-cases-case`. */
function operationId(name: string): string {
  return name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replace(/-$/, '');
}

function bodyContent(body: TSchema | undefined, upload: Route['upload'], names: ReadonlyMap<unknown, string>): Json | undefined {
  if (upload !== undefined)
    return Object.fromEntries(upload.mediaTypes.map((type) => [type, { schema: { maxLength: upload.bytesMax } }]));
  return body === undefined ? undefined : { 'application/json': { schema: jsonOf(body, names) } };
}

function parametersOf(name: string, { params, query, idempotent, ifMatch }: Route, names: ReadonlyMap<unknown, string>): Json[] {
  const listed = (where: 'path' | 'query', schema: Route['params']) =>
    Object.entries(schema?.properties ?? {}).map(([member, field]) => ({
      name: member,
      in: where,
      required: where === 'path' || ((schema?.required ?? []) as readonly string[]).includes(member),
      schema: jsonOf(field, names),
    }));
  const header = (member: string, description: string, required = false) => ({
    name: member,
    in: 'header',
    required,
    description,
    schema: { type: 'string', maxLength: 200 },
  });
  return [
    ...listed('path', params),
    ...listed('query', query),
    ...(isInCompany(name) ? [header(actAsHeader, 'In the demo: the id of the person to act as')] : []),
    ...(idempotent === true
      ? [header('idempotency-key', 'Sent again with the same key within 24 hours, the request gets its first answer')]
      : []),
    ...(ifMatch === undefined ? [] : [header('if-match', 'The ETag on which the request rests', ifMatch === 'required')]),
  ];
}

function responseOf({ response, mediaType, csv }: Route, names: ReadonlyMap<unknown, string>): Json {
  if (response === undefined) return { description: 'Done' };
  const content = {
    [mediaType ?? 'application/json']: { schema: jsonOf(response, names) },
    ...(csv === true ? { 'text/csv': { schema: { type: 'string' } } } : {}),
  };
  return { description: 'The answer', content };
}

/** By code, as every problem document names it. */
function problemsOf(name: string, route: Route): readonly ProblemCode[] {
  const codes = new Set<ProblemCode>([
    ...everywhere,
    // Also where no body is asked for: one that is sent all the same is looked at.
    ...(name.startsWith('GET') ? [] : [...withChange, ...withBody]),
    ...(route.idempotent === true ? withKey : []),
    ...(isInCompany(name) ? inCompany : []),
    ...(route.problems ?? []),
  ]);
  return [...codes].sort();
}

function isInCompany(name: string): boolean {
  return name.includes(' /{database}/');
}

/** A schema as plain JSON; those with a name are referred to by it. `whole`: this one itself is written out. */
function jsonOf(schema: unknown, names: ReadonlyMap<unknown, string>, whole = false): unknown {
  const name = names.get(schema);
  if (name !== undefined && !whole) return { $ref: `#/components/schemas/${name}` };
  if (Array.isArray(schema)) return schema.map((item) => jsonOf(item, names));
  if (typeof schema !== 'object' || schema === null) return schema;
  return Object.fromEntries(Object.entries(schema).map(([member, value]) => [member, jsonOf(value, names)]));
}
