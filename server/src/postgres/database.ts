import pg from 'pg';
import { isDuplicate } from './database-exists.ts';
import { DatabaseError } from './errors.ts';
import { defaultHome } from './home.ts';
import { openPostgres } from './open.ts';

const oldestVersion = 150_000;

/** What `openDatabase` takes. */
export type OpenDatabaseOptions = {
  /** The environment: DATABASE_URL and THROUGHLINE_HOME are read from it. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The company's own database, or the demo's. They never mix. */
  readonly name: 'main' | 'demo';
  /** Closes when aborted. */
  readonly signal?: AbortSignal;
};

/** A database that can be connected to. */
export type OpenDatabase = {
  readonly url: string;
  /** The embedded server, or the one that DATABASE_URL names. */
  readonly kind: 'embedded' | 'external';
  /** Lets go of it; an embedded server stops with its last user. */
  close(): Promise<void>;
};

/**
 * The database for a command: that of DATABASE_URL where set (`<db>`, and `<db>_demo` for the demo), else one of the embedded
 * server on THROUGHLINE_HOME (`throughline`, `throughline_demo`). It exists when this returns, and may be empty.
 *
 * @throws DatabaseError
 */
export async function openDatabase(options: OpenDatabaseOptions): Promise<OpenDatabase> {
  const external = options.env['DATABASE_URL'];
  const suffix = options.name === 'demo' ? '_demo' : '';
  if (external !== undefined && external !== '') {
    const url = await ensureExternal(external, suffix);
    return { url, kind: 'external', close: () => Promise.resolve() };
  }
  const home = defaultHome(options.env);
  const postgres = await openPostgres({ home, ...(options.signal === undefined ? {} : { signal: options.signal }) });
  try {
    await postgres.ensureDatabase(`throughline${suffix}`);
  } catch (error) {
    await postgres.close();
    throw error;
  }
  return { url: postgres.url(`throughline${suffix}`), kind: 'embedded', close: postgres.close };
}

async function ensureExternal(external: string, suffix: string): Promise<string> {
  const { shown, databaseUrl, database } = parsed(external);
  const client = await connected(external, shown);
  try {
    const version = await client.query<{ number: number; version: string }>(
      `select current_setting('server_version_num')::int as number, current_setting('server_version') as version`,
    );
    const row = version.rows[0];
    checkVersion(row?.number ?? 0, row?.version ?? 'of an unknown version', shown);
    if (suffix === '') return external;
    const name = `${database}${suffix}`;
    const found = await client.query('select 1 from pg_database where datname = $1', [name]);
    if (found.rowCount === 0) await createBeside(client, name, shown);
    return databaseUrl(name);
  } finally {
    await client.end();
  }
}

/** Refuses a server that is too old; `number` is its server_version_num. */
export function checkVersion(number: number, version: string, shown: string): void {
  if (number >= oldestVersion) return;
  throw new DatabaseError('DATABASE_TOO_OLD', shown, `It is PostgreSQL ${version}; 15 or later is needed.`);
}

async function createBeside(client: pg.Client, name: string, shown: string): Promise<void> {
  try {
    await client.query(`create database ${pg.escapeIdentifier(name)}`);
  } catch (cause) {
    if (isDuplicate(cause)) return; // Another process was quicker.
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new DatabaseError('DATABASE_MISSING', shown, `It has no database ${name}, and making it failed: ${message}.`, cause);
  }
}

async function connected(url: string, shown: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  client.on('error', () => undefined); // The query that runs rejects by itself.
  try {
    await client.connect();
    return client;
  } catch (cause) {
    const said = cause instanceof Error ? cause.message || (cause as NodeJS.ErrnoException).code : String(cause);
    const code = (cause as { code?: string }).code === '3D000' ? 'DATABASE_MISSING' : 'DATABASE_UNREACHABLE';
    throw new DatabaseError(code, shown, `${said}.`, cause);
  }
}

type ParsedUrl = { readonly shown: string; readonly database: string; databaseUrl(name: string): string };

/** Takes the address apart; `shown` is without its password, for messages. */
function parsed(external: string): ParsedUrl {
  let url: URL;
  try {
    url = new URL(external);
  } catch (cause) {
    throw new DatabaseError('DATABASE_URL_INVALID', 'DATABASE_URL', 'It is not an address.', cause);
  }
  const database = decodeURIComponent(url.pathname.slice(1));
  if (!/^postgres(?:ql)?:$/.test(url.protocol) || database === '') {
    throw new DatabaseError('DATABASE_URL_INVALID', 'DATABASE_URL', 'It names no PostgreSQL database.');
  }
  const shown = new URL(external);
  if (shown.password !== '') shown.password = '***';
  shown.searchParams.delete('password');
  return {
    shown: shown.toString(),
    database,
    databaseUrl: (name) => {
      const other = new URL(external);
      other.pathname = `/${encodeURIComponent(name)}`;
      return other.toString();
    },
  };
}
