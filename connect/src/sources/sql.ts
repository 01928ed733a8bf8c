import type { Json } from '@throughline/language';
import { isJsonObject } from '@throughline/language';
import Type, { type Static } from 'typebox';
import { ConnectorError } from '../source/connector-error.ts';
import type { Connector, ConnectorContext, SettingFault, Source } from '../source/contract.ts';
import { openMySql } from './sql-mysql.ts';
import { openPostgres } from './sql-postgres.ts';

const Name = Type.String({ minLength: 1, maxLength: 100 });

/** A table or a query, read by what changed last. */
const Settings = Type.Object(
  {
    dialect: Type.Union([Type.Literal('postgresql'), Type.Literal('mysql')], { description: 'mysql: MariaDB too' }),
    host: Type.String({ minLength: 1, maxLength: 255 }),
    port: Type.Optional(Type.Integer({ minimum: 1, maximum: 65_535 })),
    database: Name,
    tls: Type.Optional(
      Type.Union([Type.Literal('require'), Type.Literal('off')], {
        description: 'Default require, with a certificate that is checked. off: only inside a network that is trusted',
      }),
    ),
    query: Type.String({ minLength: 1, maxLength: 20_000, description: 'One SELECT. Each of its rows is a record' }),
    watermark: Type.Object(
      {
        column: Type.String({
          minLength: 1,
          maxLength: 100,
          description: 'Of the query. It rises when a row changes, and is never null',
        }),
        kind: Type.Union([Type.Literal('instant'), Type.Literal('number')]),
        overlap: Type.Optional(
          Type.Integer({
            minimum: 0,
            maximum: 604_800,
            description: 'Seconds, or numbers, that each run reads again. Default 5',
          }),
        ),
      },
      { additionalProperties: false },
    ),
    key: Type.String({
      minLength: 1,
      maxLength: 100,
      description: 'A column of the query that tells rows with one watermark apart',
    }),
    batch: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, description: 'Rows a statement. Default 500' })),
    statementSeconds: Type.Optional(Type.Integer({ minimum: 1, maximum: 600, description: 'Default 60' })),
  },
  { additionalProperties: false },
);
export type SqlSettings = Static<typeof Settings>;

export const sql: Connector = {
  kind: 'sql',
  title: 'SQL database',
  settings: Settings,
  auth: ['password'],
  faults: (settings) => faultsOf(settings as unknown as SqlSettings),
  source: (settings) => sourceOf(settings as unknown as SqlSettings),
};

/** A database that is asked for rows; every value is text, as the database writes it, so nothing is rounded on the way. */
export interface RowReader {
  rows(statement: string, values: readonly string[]): Promise<readonly Readonly<Record<string, string | null>>[]>;
  close(): Promise<void>;
}

export interface Login {
  readonly user: string;
  readonly password: string;
}

function faultsOf({ query, watermark, key }: SqlSettings): readonly SettingFault[] {
  const faults: SettingFault[] = [];
  if (!/^\s*(select|with|values|table)\b/i.test(query))
    faults.push({ place: 'query', message: 'it does not read', expected: 'SELECT …' });
  if (/;\s*\S/.test(query)) faults.push({ place: 'query', message: 'it is more than one statement', expected: 'one SELECT' });
  if (watermark.column === key)
    faults.push({ place: 'key', message: 'it is the watermark', expected: 'a column that tells rows with one watermark apart' });
  return faults;
}

/** The last row that was read. */
interface Cursor {
  readonly watermark: string;
  readonly key: string;
}

const batchDefault = 500;
const overlapDefault = 5;

function sourceOf(settings: SqlSettings): Source {
  const { batch = batchDefault } = settings;
  return {
    async check(context) {
      const reader = await open(settings, context);
      try {
        const rows = await reader.rows(statement(settings, undefined), []);
        return `It answers; the first batch has ${rows.length} rows`;
      } finally {
        await reader.close();
      }
    },
    async *read(from, context) {
      // The run begins a little before the last row: what was written there late is found. Within the run every row is read once.
      let place: Place | undefined = isJsonObject(from) ? { ...(from as unknown as Cursor), overlaps: true } : undefined;
      const reader = await open(settings, context);
      try {
        for (;;) {
          context.signal.throwIfAborted();
          const rows = await reader.rows(statement(settings, place), place === undefined ? [] : valuesOf(place));
          context.usage.pages += 1;
          const end = rows.at(-1);
          if (end === undefined) return;
          const reached = placeOf(end, settings);
          yield { records: rows as readonly Json[], cursor: reached as unknown as Json };
          if (rows.length < batch) return;
          place = { ...reached, overlaps: false };
        }
      } finally {
        await reader.close();
      }
    },
  };
}

function placeOf(row: Readonly<Record<string, string | null>>, { watermark: { column }, key }: SqlSettings): Cursor {
  const [watermark, id] = [row[column], row[key]];
  if (typeof watermark === 'string' && typeof id === 'string') return { watermark, key: id };
  throw new ConnectorError('answer-invalid', { place: 'settings.watermark', detail: `a row has no ${column} or no ${key}` });
}

interface Place extends Cursor {
  readonly overlaps: boolean;
}

const valuesOf = ({ watermark, key, overlaps: isFirst }: Place) => (isFirst ? [watermark] : [watermark, key]);

/** The next rows after a place, in one order whatever the query's own is. */
function statement({ dialect, query, watermark, key, batch = batchDefault }: SqlSettings, place: Place | undefined): string {
  const quote = dialect === 'postgresql' ? '"' : '`';
  const name = (column: string) => `${quote}${column.replaceAll(quote, quote + quote)}${quote}`;
  const [mark, id] = [name(watermark.column), name(key)];
  const from = `select * from (${query.replace(/;\s*$/, '')}\n) as t`;
  const order = `order by ${mark}, ${id} limit ${batch}`;
  if (place === undefined) return `${from} where ${mark} is not null ${order}`;
  const overlap = watermark.overlap ?? overlapDefault;
  const [first, second] = dialect === 'postgresql' ? ['$1', '$2'] : ['?', '?'];
  const value = valueIn(dialect, watermark.kind, first);
  if (place.overlaps) return `${from} where ${mark} >= ${earlier(dialect, watermark.kind, value, overlap)} ${order}`;
  if (dialect === 'postgresql') return `${from} where (${mark}, ${id}) > (${value}, ${second}) ${order}`;
  return `${from} where ${mark} >= ${value} and (${mark} > ${value} or ${id} > ${second}) ${order}`;
}

function valueIn(dialect: SqlSettings['dialect'], kind: SqlSettings['watermark']['kind'], placeholder: string): string {
  if (dialect === 'postgresql') return kind === 'instant' ? `${placeholder}::timestamptz` : `${placeholder}::numeric`;
  return kind === 'instant' ? `cast(${placeholder} as datetime(6))` : `cast(${placeholder} as decimal(65, 10))`;
}

function earlier(
  dialect: SqlSettings['dialect'],
  kind: SqlSettings['watermark']['kind'],
  value: string,
  overlap: number,
): string {
  if (kind === 'number') return `(${value} - ${overlap})`;
  return dialect === 'postgresql' ? `(${value} - interval '${overlap} seconds')` : `(${value} - interval ${overlap} second)`;
}

async function open(settings: SqlSettings, context: ConnectorContext): Promise<RowReader> {
  const { auth, secrets, signal } = context;
  signal.throwIfAborted();
  if (auth.kind !== 'password') throw new ConnectorError('auth-unfit', { place: 'auth', expected: 'password' });
  const login = { user: auth.user, password: await secrets.read(auth.password) };
  return settings.dialect === 'postgresql' ? openPostgres(settings, login, context) : openMySql(settings, login, context);
}
