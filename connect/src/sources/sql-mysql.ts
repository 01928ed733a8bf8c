import { type Connection, createConnection, type RowDataPacket } from 'mysql2/promise';
import { ConnectorError } from '../source/connector-error.ts';
import type { ConnectorContext } from '../source/contract.ts';
import { unreachable } from '../source/network.ts';
import type { Login, RowReader, SqlSettings } from './sql.ts';

const portDefault = 3306;
const connectMs = 15_000;
const secondsDefault = 60;

/** As with PostgreSQL: a read-only transaction a batch, and every value as text. */
export async function openMySql(
  settings: SqlSettings,
  login: Login,
  { network, usage, signal }: ConnectorContext,
): Promise<RowReader> {
  const { host, port = portDefault, database, tls = 'require', statementSeconds = secondsDefault } = settings;
  const place = `${host}:${port}`;
  const failed = (error: unknown) => {
    signal.throwIfAborted();
    return errorOf(error, place);
  };
  const socket = await network.connect({ host, port, timeoutMs: connectMs });
  let connection: Connection;
  try {
    connection = await createConnection({
      ...{ host, port, database, user: login.user, password: login.password, connectTimeout: connectMs, charset: 'utf8mb4' },
      stream: () => socket,
      ...(tls === 'require' ? { ssl: { rejectUnauthorized: true, verifyIdentity: true } } : {}),
      ...{ timezone: 'Z', multipleStatements: false },
      typeCast: (field) => field.string('utf8'),
    });
    await connection.query(`set time_zone = '+00:00'`);
    usage.requests += 1;
  } catch (error) {
    socket.destroy();
    throw failed(error);
  }
  connection.on('error', () => undefined);
  const stop = () => connection.destroy();
  signal.addEventListener('abort', stop, { once: true });
  return {
    async rows(sql, values) {
      try {
        await connection.query('start transaction read only');
        const [rows] = await connection.query<RowDataPacket[]>({
          sql,
          values: [...repeated(sql, values)],
          timeout: statementSeconds * 1000,
        });
        await connection.query('commit');
        usage.requests += 1;
        return rows.map((row) => ({ ...row }));
      } catch (error) {
        throw failed(error);
      }
    },
    async close() {
      signal.removeEventListener('abort', stop);
      await connection.end().catch(() => connection.destroy());
    },
  };
}

/** Where a place has no numbers, the watermark stands twice before the key. */
function repeated(sql: string, [watermark = '', key]: readonly string[]): readonly string[] {
  if (key === undefined) return sql.includes('?') ? [watermark] : [];
  return [watermark, watermark, key];
}

function errorOf(error: unknown, place: string): ConnectorError {
  if (error instanceof ConnectorError) return error;
  const { errno, sqlState, message, code } = error as { errno?: number; sqlState?: string; message: string; code?: string };
  if (code === 'PROTOCOL_SEQUENCE_TIMEOUT') return new ConnectorError('timed-out', { place, detail: message, cause: error });
  if (sqlState?.startsWith('28') === true || errno === 1045 || errno === 1044)
    return new ConnectorError('credentials-refused', { place, detail: message, cause: error });
  if (sqlState !== undefined && !/^(08|HY000)/.test(sqlState))
    return new ConnectorError('request-refused', { place: 'settings.query', detail: message, cause: error });
  return unreachable(place, error);
}
