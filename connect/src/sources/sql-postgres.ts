import pg from 'pg';
import { ConnectorError } from '../source/connector-error.ts';
import type { ConnectorContext } from '../source/contract.ts';
import { unreachable } from '../source/network.ts';
import type { Login, RowReader, SqlSettings } from './sql.ts';

const portDefault = 5432;
const connectMs = 15_000;
const secondsDefault = 60;

/** Every statement in a read-only transaction of its own: nothing over there is held for longer than a batch. */
export async function openPostgres(
  settings: SqlSettings,
  login: Login,
  { network, usage, signal }: ConnectorContext,
): Promise<RowReader> {
  const { host, port = portDefault, database, tls = 'require', statementSeconds = secondsDefault } = settings;
  const place = `${host}:${port}`;
  const address = await network.resolve(host);
  const client = new pg.Client({
    ...{ host: address, port, database, user: login.user, password: login.password, application_name: 'throughline' },
    ssl: tls === 'require' ? { servername: host, rejectUnauthorized: true } : false,
    ...{
      connectionTimeoutMillis: connectMs,
      statement_timeout: statementSeconds * 1000,
      query_timeout: statementSeconds * 1000 + connectMs,
    },
    // As the database writes it: a number or an instant of ours would be rounded.
    types: { getTypeParser: () => (value: string) => value },
  });
  // A connection may break between two statements; the next one says so.
  client.on('error', () => undefined);
  // pg cannot take a statement back: whoever stops lets go of the connection.
  const stop = () => void client.end().catch(() => undefined);
  const failed = (error: unknown) => {
    signal.throwIfAborted();
    return errorOf(error, place);
  };
  try {
    await client.connect();
    usage.requests += 1;
    await client.query(`set time zone 'UTC'; set datestyle to 'ISO'; set intervalstyle to 'iso_8601'`);
  } catch (error) {
    await client.end().catch(() => undefined);
    throw failed(error);
  }
  signal.addEventListener('abort', stop, { once: true });
  return {
    async rows(text, values) {
      try {
        await client.query('begin transaction isolation level repeatable read read only');
        const { rows, fields } = await client.query<Record<string, string | null>>({ text, values: [...values] });
        await client.query('commit');
        usage.requests += 1;
        const flags = fields.filter(({ dataTypeID }) => dataTypeID === pg.types.builtins.BOOL).map(({ name }) => name);
        return rows.map((row) => ({ ...row, ...Object.fromEntries(flags.map((name) => [name, flagOf(row[name])])) }));
      } catch (error) {
        throw failed(error);
      }
    },
    async close() {
      signal.removeEventListener('abort', stop);
      await client.end().catch(() => undefined);
    },
  };
}

const flagOf = (text: string | null | undefined) => (text === 't' ? 'true' : text === 'f' ? 'false' : (text ?? null));

/** By the classes of SQLSTATE. */
function errorOf(error: unknown, place: string): ConnectorError {
  if (error instanceof ConnectorError) return error;
  const { code = '', message } = error as { readonly code?: string; readonly message: string };
  if (code.startsWith('28')) return new ConnectorError('credentials-refused', { place, detail: message, cause: error });
  if (code === '57014') return new ConnectorError('timed-out', { place, detail: message, cause: error });
  if (/^(08|53|57P|40)/.test(code)) return new ConnectorError('vendor-failed', { place, detail: message, cause: error });
  if (/^[0-9A-Z]{5}$/.test(code))
    return new ConnectorError('request-refused', { place: 'settings.query', detail: message, cause: error });
  return unreachable(place, error);
}
