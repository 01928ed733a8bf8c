import type { Json, JsonObject } from '@throughline/language';
import { isJsonObject } from '@throughline/language';
import { ConnectorError } from '../../source/connector-error.ts';
import type { ConnectorContext } from '../../source/contract.ts';
import { exactJson } from '../../source/exact-json.ts';
import { type HttpClient, statusError } from '../../source/http-client.ts';

/** What Tryton says no to by itself: the kind of its exception, and its words. */
export class TrytonRefusal extends Error {
  /** ConcurrencyException: somebody else changed the record; UserError: a rule of theirs. */
  readonly kind: string;

  constructor(kind: string, message: string) {
    super(message);
    this.name = 'TrytonRefusal';
    this.kind = kind;
  }
}

/** Calls methods of models, signed in. */
export interface TrytonRpc {
  /** @throws ConnectorError, TrytonRefusal */
  call(method: string, ...params: readonly Json[]): Promise<Json>;
}

const ofRun = new WeakMap<HttpClient, Map<string, TrytonRpc>>();

/** One session a run: all that is read or written by one context shares it. */
export function trytonRpc(url: string, context: Pick<ConnectorContext, 'auth' | 'secrets' | 'http'>): TrytonRpc {
  const known = ofRun.get(context.http) ?? new Map<string, TrytonRpc>();
  ofRun.set(context.http, known);
  const rpc = known.get(url) ?? rpcOf(url, context);
  known.set(url, rpc);
  return rpc;
}

/**
 * JSON-RPC of Tryton 6. The user signs in with the first call, and again where the session has ended meanwhile; the password is read from its
 * reference each time.
 */
function rpcOf(url: string, { auth, secrets, http }: Pick<ConnectorContext, 'auth' | 'secrets' | 'http'>): TrytonRpc {
  if (auth.kind !== 'password')
    throw new ConnectorError('auth-unfit', { place: 'auth.kind', detail: auth.kind, expected: 'password' });
  let session: string | undefined;
  const post = async (method: string, params: readonly Json[], authorization?: string) => {
    const headers = authorization === undefined ? {} : { headers: { authorization } };
    const body = JSON.stringify({ id: 1, method, params });
    const answer = await http.send({ method: 'POST', url, body, anonymous: true, once: true, ...headers });
    if (answer.status === 401 || answer.status === 403) return undefined;
    if (answer.status < 200 || answer.status > 299) throw statusError(answer);
    return resultOf(exactJson(answer.body, method), method);
  };
  const signIn = async () => {
    const password = await secrets.read(auth.password);
    const signed = await post('common.db.login', [auth.user, { password }]);
    if (!Array.isArray(signed)) throw refused('user and password');
    session = `Session ${Buffer.from(`${auth.user}:${signed.join(':')}`).toString('base64')}`;
    return session;
  };
  const refused = (detail: string) => new ConnectorError('credentials-refused', { place: 'auth', detail });
  return {
    async call(method, ...params) {
      const known = session;
      const first = await post(method, params, known ?? (await signIn()));
      if (first !== undefined) return first;
      // A session of some minutes may have ended; a user without the right to it is refused again.
      const second = known === undefined ? undefined : await post(method, params, await signIn());
      if (second === undefined) throw refused(`${method} is not allowed`);
      return second;
    },
  };
}

function resultOf(answer: Json, place: string): Json {
  const { result, error } = (isJsonObject(answer) ? answer : {}) as { readonly result?: Json; readonly error?: Json };
  if (Array.isArray(error)) {
    const [kind, said] = error as readonly Json[];
    const message = Array.isArray(said) ? said[0] : said;
    const isNamed = typeof kind === 'string' && /^[A-Za-z]+$/.test(kind);
    throw new TrytonRefusal(isNamed ? kind : 'Fault', String(message === '' ? kind : message).slice(0, 500));
  }
  if (result === undefined)
    throw new ConnectorError('answer-invalid', { place, detail: 'there is neither a result nor an error' });
  return result;
}

/** Values as JSON has them: dates in ISO 8601 (UTC), decimals as text; `party.` with its fields becomes `party`. */
export function plain(value: Json): Json {
  if (Array.isArray(value)) return value.map((item) => plain(item as Json));
  if (!isJsonObject(value)) return value;
  const made = value as JsonObject;
  switch (made['__class__']) {
    case 'datetime':
      return instantText(made);
    case 'date':
      return dayText(made);
    case 'Decimal':
      return made['decimal'] ?? null;
    case 'timedelta':
      return made['seconds'] ?? null;
    default: {
      const entries = Object.entries(made).sort(([a], [b]) => Number(a.endsWith('.')) - Number(b.endsWith('.')));
      return Object.fromEntries(entries.map(([name, member]) => [name.replace(/\.$/, ''), plain(member)]));
    }
  }
}

const two = (value: Json | undefined) => String(value).padStart(2, '0');
const dayText = ({ year, month, day }: JsonObject) => `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`;

/** To the microsecond, as Tryton has it. */
function instantText(value: JsonObject): string {
  const { hour, minute, second, microsecond } = value;
  return `${dayText(value)}T${two(hour)}:${two(minute)}:${two(second)}.${String(microsecond).padStart(6, '0')}Z`;
}

/** An instant as Tryton takes it, from ISO 8601 with up to six digits after the second. */
export function trytonInstant(text: string): JsonObject {
  const at = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))?/.exec(text);
  if (at === null) throw new ConnectorError('declaration-invalid', { place: 'settings', detail: `“${text}” is no instant` });
  const [year, month, day, hour, minute, second] = at.slice(1, 7).map(Number);
  const microsecond = Number((at[7] ?? '').padEnd(6, '0'));
  return { __class__: 'datetime', ...({ year, month, day, hour, minute, second, microsecond } as JsonObject) };
}

/** So many seconds earlier. */
export function before(text: string, seconds: number): string {
  const micro = /\.\d{3}(\d{3})Z$/.exec(text)?.[1] ?? '000';
  return new Date(Date.parse(text) - seconds * 1000).toISOString().replace('Z', `${micro}Z`);
}
