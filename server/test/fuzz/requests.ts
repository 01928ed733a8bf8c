import type { Action, FormField } from '@throughline/api';
import type { Operation, Parameter } from './operations.ts';
import { type Chance, oddTexts, oddValue, valueFor } from './values.ts';
import { type DatabaseName, databases, realValue, type World } from './world.ts';

/** A request as it is sent. */
export interface FuzzRequest {
  /** The operation it is made for: what it has become may be none. */
  readonly name: string;
  readonly method: string;
  /** Under /api/v1, with its query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly payload?: string;
  /** The value in the body, where the payload is its JSON. */
  readonly body?: unknown;
  /** How often it was spoilt; 0: it fits the contract as far as schemas say. */
  readonly spoilt: number;
}

export interface Draft {
  /** The operation. */
  readonly of: string;
  method: string;
  database: DatabaseName;
  path: Record<string, string>;
  query: [string, string][];
  headers: Record<string, string>;
  body: unknown;
  payload: string | undefined;
}

const files = [
  'number,customer,amount,currency,issuedOn,dueOn,country\nI-9,Nord,12.50,EUR,2025-01-01,2025-01-31,DE\nI-10,Nord,1.00,EUR,2025-01-01,2025-02-31,DE\n',
  'Invoice No;Customer;Amount;Currency;Due date;Paid on\nA1;Nord;1.200,50;EUR;31.01.2025;\nA2;Süd;x;EUR;01.02.2025;05.02.2025\nA2;Süd\n',
  '',
  'a;b\n"1;2\n',
  '\u0000\u0001',
  'x,'.repeat(900),
];

/** A request that fits the contract; in most places with values that are there. */
export function draftOf(operation: Operation, world: World, random: Chance): Draft {
  // Files are taken by the owner's company alone, where everybody is the one whose views they are.
  const database = random.chance(/\{(view|upload|import)\}/.test(operation.path) ? 0.2 : 0.7) ? 'demo' : 'main';
  const draft: Draft = {
    of: operation.name,
    method: operation.method,
    database,
    path: {},
    query: [],
    headers: {},
    body: undefined,
    payload: undefined,
  };
  for (const parameter of operation.parameters) addParameter(draft, parameter, world, random);
  if (operation.body !== undefined) draft.body = withReal(valueFor(operation.body, random), draft.database, world, random);
  if (operation.takesBytes) {
    draft.headers['content-type'] = 'text/csv';
    draft.payload = random.pick(files);
  }
  return draft;
}

function addParameter(draft: Draft, { name, in: where, required, schema }: Parameter, world: World, random: Chance): void {
  if (name === 'database') {
    draft.path[name] = draft.database;
    return;
  }
  if (!required && random.chance(where === 'header' ? 0.6 : 0.4)) return;
  if (name === 'throughline-act-as' && draft.database === 'main' && random.chance(0.95)) return;
  // Somebody else's, now and then.
  const from = random.chance(0.95) ? draft.database : random.pick(databases);
  if (name === 'if-match' && draft.path['view'] !== undefined && random.chance(0.7)) {
    draft.headers[name] = `"${random.integer(1, 2)}"`;
    return;
  }
  const real = random.chance(0.85) ? realValue(world, from, nameIn(draft, name), random) : undefined;
  const value = real ?? (where === 'header' ? headerValue(name, random) : valueFor(schema, random));
  if (where === 'path') draft.path[name] = String(value) || 'x';
  else if (where === 'header') draft.headers[name] = String(value);
  else for (const item of [value].flat()) draft.query.push([name, String(item)]);
}

/** A case of a key or a loan is known by the address. */
function nameIn({ of }: Draft, name: string): string {
  if (name !== 'case') return name;
  return of.includes('/keys/') ? 'key_' : of.includes('/delegations/') ? 'loan_' : name;
}

function headerValue(name: string, random: Chance): string {
  if (name === 'if-match') return `"${random.integer(0, 20)}"`;
  return name === 'idempotency-key' ? `k${random.integer(0, 1_000_000)}` : 'helene.amrein@halden.example';
}

function withReal(body: unknown, database: DatabaseName, world: World, random: Chance): unknown {
  if (typeof body !== 'object' || body === null) return body;
  const real = Object.keys(body).map((name) => [name, random.chance(0.7) ? realValue(world, database, name, random) : undefined]);
  return { ...body, ...Object.fromEntries(real.filter(([, value]) => value !== undefined)) };
}

/** The body of a command as a form of the console would send it. */
export function commandOf({ type, of, data, fields }: Pick<Action, 'type' | 'of' | 'data' | 'fields'>, random: Chance): object {
  const given = fields.flatMap((field): readonly (readonly [string, unknown])[] => {
    if (!field.required && random.chance(0.5)) return [];
    const value = fieldValue(field, random);
    return [[field.name, field.many === true ? [value] : value]];
  });
  const ofMember = of === undefined ? {} : { of };
  return { type, data: { ...Object.fromEntries(given), ...data, ...ofMember }, reason: 'It is asked for' };
}

function fieldValue({ name, kind, options, minimum = 1, maximum = 2 ** 40 }: FormField, random: Chance): unknown {
  if (options !== undefined) return random.pick(options);
  if (kind === 'money' || kind === 'number') return random.pick([minimum, minimum + 10, maximum]);
  if (kind === 'flag') return random.chance(0.5);
  if (kind === 'day') return random.pick(['2025-05-15', '2025-06-15', '2026-12-01']);
  if (kind === 'instant') return '2025-06-15T08:00:00Z';
  const known: Readonly<Record<string, string>> = { currency: 'EUR', country: 'DE', contact: 'a@customer.example' };
  return known[name] ?? random.pick(['N-1', 'because', 'é']);
}

/** What is sent. */
export function sent(operation: Operation, draft: Draft, spoilt: number): FuzzRequest {
  const path = operation.path.replaceAll(/\{([^}]+)\}/g, (_, name: string) => encoded(draft.path[name] ?? ''));
  const query = draft.query.map(([name, value]) => `${encoded(name)}=${encoded(value)}`).join('&');
  const hasBody = draft.body !== undefined;
  const payload = draft.payload ?? (hasBody ? JSON.stringify(draft.body) : undefined);
  return {
    name: operation.name,
    method: draft.method,
    path: query === '' ? path : `${path}?${query}`,
    headers: { ...(payload === undefined ? {} : { 'content-type': 'application/json' }), ...draft.headers },
    ...(payload === undefined ? {} : { payload }),
    ...(hasBody && draft.payload === undefined ? { body: draft.body } : {}),
    spoilt,
  };
}

/** Half characters cannot stand in an address: as bytes, they are no UTF-8. */
function encoded(text: string): string {
  return text.isWellFormed() ? encodeURIComponent(text) : '%ED%A0%80';
}

type Spoiler = (draft: Draft, random: Chance, world: World) => void;

const spoilers: readonly Spoiler[] = [
  (draft, random) => spoilMember(draft, random),
  (draft, random) => spoilMember(draft, random),
  (draft, random) => spoilMember(draft, random),
  (draft, random) => {
    const names = Object.keys(draft.path).filter((name) => name !== 'database');
    if (names.length > 0) draft.path[random.pick(names)] = random.pick(oddTexts) || 'x';
  },
  (draft, random) => {
    if (draft.query.length > 0) draft.query.splice(random.integer(0, draft.query.length - 1), 1);
  },
  (draft, random) => {
    const one = random.pick(draft.query.length > 0 ? draft.query : [['limit', '1'] as [string, string]]);
    draft.query.push([one[0], random.chance(0.5) ? one[1] : random.pick(oddTexts)]);
  },
  (draft, random) => {
    for (const pair of draft.query) if (random.chance(0.5)) pair[1] = random.pick(oddTexts);
  },
  (draft, random) =>
    void draft.query.push([random.pick(['x', '__proto__', 'limit', 'after', 'constructor', '']), random.pick(oddTexts)]),
  (draft, random, world) => void draft.query.push(['after', String(realValue(world, draft.database, 'after', random) ?? 'e30')]),
  (draft, random) => {
    draft.path['database'] = random.pick(['main', 'demo', 'other', ' ', 'MAIN', 'main ', '__proto__', '%']);
  },
  (draft, random) => {
    draft.headers['if-match'] = random.pick(['*', '""', '"x"', 'W/"1"', '"1", "2"', '"99999999999999999999"', '"-1"', '"0"', '']);
  },
  (draft, random) => {
    draft.headers['if-none-match'] = random.pick(['*', '"1"', 'W/"1"', ',,,', '"']);
  },
  (draft, random) => {
    draft.headers['idempotency-key'] = random.pick(['', 'a b', 'é', 'x'.repeat(201), 'x'.repeat(200), 'same']);
  },
  (draft, random) => {
    draft.headers['throughline-act-as'] = random.pick([
      'nobody',
      '',
      'owner',
      '__proto__',
      'clara.stein@halden.example',
      'toString',
    ]);
  },
  (draft, random) => {
    draft.headers['accept'] = random.pick(['text/csv', 'text/html', '*/*;q=0', 'x', 'text/csv;q=0.9, application/json', ',;=']);
  },
  (draft, random) => {
    draft.headers['content-type'] = random.pick([
      'text/plain',
      'application/xml',
      'application/json; charset=latin1',
      'x',
      '',
      'multipart/form-data',
    ]);
  },
  (draft, random) => {
    const text = JSON.stringify(draft.body ?? {});
    draft.payload = random.pick([
      text.slice(0, -1),
      `${text}x`,
      '',
      ' ',
      'null',
      '[',
      '"\\ud800"',
      text.replace('{', '{"__proto__":1,'),
      '\u0000',
      `{"a":1e400}`,
      '\ufeff{}',
    ]);
  },
  (draft, random) => {
    draft.method = random.pick(['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD']);
  },
];

/** Spoils a request once. */
export function spoil(draft: Draft, random: Chance, world: World): void {
  random.pick(spoilers)(draft, random, world);
}

/** Somewhere in the body: another value, a member less, or one more. */
function spoilMember(draft: Draft, random: Chance): void {
  const places: { readonly holder: Record<string, unknown>; readonly name: string }[] = [];
  const walk = (value: unknown, depth: number) => {
    if (typeof value !== 'object' || value === null || depth > 6) return;
    for (const name of Object.keys(value)) {
      places.push({ holder: value as Record<string, unknown>, name });
      walk((value as Record<string, unknown>)[name], depth + 1);
    }
  };
  walk(draft.body, 0);
  if (places.length === 0) {
    draft.body = oddValue(random);
    return;
  }
  const { holder, name } = random.pick(places);
  const kind = random.integer(0, 5);
  if (kind === 0) delete holder[name];
  else if (kind === 1) holder[random.pick([...oddTexts, 'extra'])] = oddValue(random);
  else holder[name] = oddValue(random);
}
