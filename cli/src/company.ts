import type { Database } from '@throughline/api';
import { ApiProblem, ApiUnreachable, type Client, createClient } from '@throughline/api/client';
import { CommandError } from './failure.ts';
import type { Session } from './session.ts';

/** Which company is meant, where its server is, and as whom to act there. */
export interface CompanyOptions {
  readonly database: Database;
  /** The address of a running server; absent: the command answers by itself. */
  readonly server?: string;
  /** One of the demo's people: the beginning of an id or a name. */
  readonly as?: string;
}

/** What a verb works on: a company behind the API, wherever its server is. */
export interface Company {
  readonly client: Client;
  /** What every address in the company begins with. */
  readonly of: { readonly database: Database };
}

/**
 * Works in a company: at the server that `--server` or THROUGHLINE_SERVER names, otherwise at one in this process, which needs no
 * port and ends with the command.
 *
 * @throws ApiProblem, ApiUnreachable, CommandError
 */
export async function withCompany<T>(
  options: CompanyOptions,
  session: Session,
  work: (company: Company) => Promise<T>,
): Promise<T> {
  const address = options.server ?? addressIn(session.env);
  if (address !== undefined) return atServer(address, options, session, work);
  // Loaded only here: a command that asks a running server is answered before all this would have been read.
  const { openLocal } = await import('./local.ts');
  const local = await openLocal(session.env);
  try {
    return await work(await companyAt({ address: 'http://localhost', fetch: stoppable(local.fetch, session.signal), options }));
  } catch (error) {
    throw error instanceof ApiProblem && error.problem.code === 'internal' ? local.causeOf(error) : error;
  } finally {
    await local.close();
  }
}

async function atServer<T>(
  address: string,
  options: CompanyOptions,
  { env, signal }: Session,
  work: (company: Company) => Promise<T>,
): Promise<T> {
  try {
    const key = env['THROUGHLINE_API_KEY'] || undefined;
    return await work(await companyAt({ address, fetch: stoppable(globalThis.fetch, signal), options, key }));
  } catch (cause) {
    if (!(cause instanceof ApiUnreachable)) throw cause;
    throw new CommandError('server-unreachable', cause.message, {
      ...{ kind: 'operational', place: address, cause },
      action: 'Start it with `npm start`; or leave out --server and THROUGHLINE_SERVER: a command needs no server.',
    });
  }
}

interface Connection {
  readonly address: string;
  readonly fetch: typeof globalThis.fetch;
  readonly options: CompanyOptions;
  readonly key?: string | undefined;
}

async function companyAt({ address, fetch, options, key }: Connection): Promise<Company> {
  const { database, as } = options;
  let person: string | undefined;
  const client = createClient({ address, fetch, actAs: () => person, key });
  if (as !== undefined) person = database === 'demo' ? await personMeant(client, as) : as;
  return { client, of: { database } };
}

/** @throws CommandError person-unknown */
async function personMeant(client: Client, as: string): Promise<string> {
  const { items } = await client.request('GET /{database}/people', { params: { database: 'demo' } });
  const words = as.toLowerCase();
  const found = items.filter(({ id, name }) => id.startsWith(words) || name.toLowerCase().startsWith(words));
  const [only, ...others] = found;
  if (only !== undefined && others.length === 0) return only.id;
  const expected = (only === undefined ? items : found).map(({ id, title }) => `${id.split('@')[0]} (${title})`).join(', ');
  const message = only === undefined ? `Nobody there is ${as}` : `${found.length} people there are called ${as}`;
  throw new CommandError('person-unknown', message, { place: '--as', expected, action: 'Name one of them.' });
}

/** @throws CommandError server-address */
function addressIn(env: Session['env']): string | undefined {
  const text = env['THROUGHLINE_SERVER'];
  if (text === undefined || text === '') return undefined;
  const address = serverAddress(text);
  if (address !== undefined) return address;
  throw new CommandError('server-address', `${text} is not the address of a server`, {
    ...{
      place: 'THROUGHLINE_SERVER',
      expected: 'an address such as http://127.0.0.1:4600',
      action: 'Correct it, or take it out.',
    },
  });
}

/** The origin that an address names, without what may stand behind it. */
export function serverAddress(text: string): string | undefined {
  const url = URL.parse(text);
  return url !== null && /^https?:$/.test(url.protocol) && url.host !== '' ? url.origin : undefined;
}

/** Ctrl-C ends the waiting at once; what was asked of a server in this process is seen to when it closes. */
function stoppable(fetch: typeof globalThis.fetch, signal: AbortSignal): typeof globalThis.fetch {
  return (input, init) => {
    signal.throwIfAborted();
    const stopped = Promise.withResolvers<never>();
    const stop = () => stopped.reject(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
    return Promise.race([fetch(input, { ...init, signal }), stopped.promise]).finally(() =>
      signal.removeEventListener('abort', stop),
    );
  };
}
