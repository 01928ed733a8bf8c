import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { StringDecoder } from 'node:string_decoder';
import type { Json, JsonObject } from '@throughline/language';
import { isJsonObject } from '@throughline/language';
import Type, { type Static } from 'typebox';
import { ConnectorError } from '../source/connector-error.ts';
import type { Connector, ConnectorContext, Source } from '../source/contract.ts';
import { exactJson } from '../source/exact-json.ts';
import { SecretReference } from '../source/secrets.ts';

const Settings = Type.Object(
  {
    program: Type.String({
      minLength: 1,
      maxLength: 500,
      description: 'An absolute path. It is run as it stands, without a shell',
    }),
    args: Type.Optional(
      Type.Array(Type.String({ maxLength: 500 }), { maxItems: 50, description: 'Before those of the protocol' }),
    ),
    config: Type.Record(Type.String(), Type.Unknown(), {
      description: 'What the program is configured by. A member may be a secret: { "secret": "env:NAME" }',
    }),
    env: Type.Optional(
      Type.Record(
        Type.String({ pattern: '^[A-Za-z_][A-Za-z0-9_]*$' }),
        Type.Union([Type.String({ maxLength: 1000 }), SecretReference]),
      ),
    ),
    stream: Type.String({ minLength: 1, maxLength: 200, description: 'The stream whose records are read' }),
    namespace: Type.Optional(Type.String({ maxLength: 200 })),
    incremental: Type.Optional(Type.Boolean({ description: 'Default true, where the stream can' })),
    cursorField: Type.Optional(
      Type.Array(Type.String({ maxLength: 200 }), { maxItems: 10, description: 'Where the stream leaves it to us' }),
    ),
  },
  { additionalProperties: false },
);
type Settings = Static<typeof Settings>;

/** Any program that speaks the Airbyte protocol on its standard output: https://docs.airbyte.com/understanding-airbyte/airbyte-protocol */
export const airbyte: Connector = {
  kind: 'airbyte',
  title: 'Program by the Airbyte protocol',
  settings: Settings,
  auth: ['none'],
  faults: ({ program }) =>
    isAbsolute(String(program)) ? [] : [{ place: 'program', message: 'it begins nowhere', expected: 'an absolute path' }],
  source: (settings) => sourceOf(settings as unknown as Settings),
};

const batchRecords = 500;
/** So many bytes of one message: a record or a state. */
const lineMax = 16 * 1024 * 1024;
const errorKept = 2000;
const killMs = 5000;

/** States of the streams, as the program gave them: the last of each. */
type Cursor = readonly JsonObject[];

function sourceOf(settings: Settings): Source {
  let catalog: JsonObject | undefined;
  return {
    async check(context) {
      for await (const message of run(settings, context, 'check', {})) {
        const status = message['connectionStatus'];
        if (message['type'] !== 'CONNECTION_STATUS' || !isJsonObject(status)) continue;
        if (status['status'] === 'SUCCEEDED') return 'The program has reached its source';
        throw new ConnectorError('credentials-refused', {
          place: settings.program,
          detail: String(status['message'] ?? 'its check failed').slice(0, 500),
        });
      }
      throw new ConnectorError('program-failed', { place: settings.program, detail: 'its check said nothing' });
    },
    async *read(from, context) {
      context.signal.throwIfAborted();
      catalog ??= await catalogOf(settings, context);
      let states: Cursor = Array.isArray(from) ? (from as unknown as Cursor) : [];
      let records: Json[] = [];
      const flush = () => {
        const batch = { records, cursor: states as unknown as Json };
        records = [];
        return batch;
      };
      for await (const message of run(settings, context, 'read', { catalog, state: states })) {
        if (message['type'] === 'RECORD' && isJsonObject(message['record'])) {
          const { stream, data } = message['record'];
          if (stream !== settings.stream || data === undefined) continue;
          records.push(data);
          // Between two states the place stays where it was: read again, the receipts know the facts.
          if (records.length >= batchRecords) yield flush();
        } else if (message['type'] === 'STATE' && isJsonObject(message['state'])) {
          states = withState(states, message['state']);
          yield flush();
        }
      }
      if (records.length > 0) yield flush();
    },
  };
}

/** A state of a stream replaces the one before it; a global or legacy one replaces all. */
function withState(states: Cursor, state: JsonObject): Cursor {
  const name = (one: JsonObject) =>
    isJsonObject(one['stream']) ? JSON.stringify(one['stream']['stream_descriptor']) : undefined;
  const own = name(state);
  return own === undefined ? [state] : [...states.filter((one) => name(one) !== undefined && name(one) !== own), state];
}

/** The configured catalogue: the one stream that is read, as the program describes it. */
async function catalogOf(settings: Settings, context: ConnectorContext): Promise<JsonObject> {
  const { stream: wanted, namespace, incremental = true, cursorField } = settings;
  let names: readonly string[] = [];
  for await (const { type, catalog } of run(settings, context, 'discover', {})) {
    if (type !== 'CATALOG' || !isJsonObject(catalog) || !Array.isArray(catalog['streams'])) continue;
    const streams = (catalog['streams'] as readonly Json[]).filter(isJsonObject);
    names = streams.map((one) => String(one['name']));
    const stream = streams.find((one) => one['name'] === wanted && (namespace === undefined || one['namespace'] === namespace));
    if (stream === undefined) break;
    const modes = stream['supported_sync_modes'];
    const rises = incremental && Array.isArray(modes) && modes.includes('incremental');
    const configured: JsonObject = {
      ...{ stream, sync_mode: rises ? 'incremental' : 'full_refresh', destination_sync_mode: 'append' },
      cursor_field: cursorField ?? (Array.isArray(stream['default_cursor_field']) ? stream['default_cursor_field'] : []),
    };
    return { streams: [configured] };
  }
  throw new ConnectorError('request-refused', {
    ...{ place: 'settings.stream', detail: `the program has no stream ${wanted}` },
    expected: names.slice(0, 20).join(', '),
  });
}

/** Runs the program once, and gives the messages that it prints. Its files, with the secrets in them, go with it. */
async function* run(
  { program, args = [], config, env = {} }: Settings,
  { secrets, signal, usage }: ConnectorContext,
  verb: 'check' | 'discover' | 'read',
  files: { readonly catalog?: JsonObject; readonly state?: Cursor },
): AsyncGenerator<JsonObject> {
  signal.throwIfAborted();
  const folder = join(tmpdir(), `throughline-${randomUUID()}`);
  await mkdir(folder, { mode: 0o700 });
  let child: ChildProcess | undefined;
  try {
    const words: string[] = [verb];
    const given = { config: await withSecrets(config as JsonObject, secrets.read), ...files };
    for (const [name, value] of Object.entries(given)) {
      // The first run has no state.
      if (Array.isArray(value) && value.length === 0) continue;
      const path = join(folder, `${name}.json`);
      await writeFile(path, JSON.stringify(value), { mode: 0o600 });
      words.push(`--${name}`, path);
    }
    // Nothing of our environment is the program's business but where programs are found.
    const path = process.env['PATH'];
    const own = {
      ...(path === undefined ? {} : { PATH: path }),
      ...((await withSecrets(env as JsonObject, secrets.read)) as Record<string, string>),
    };
    child = spawn(program, [...args, ...words], {
      cwd: folder,
      env: own,
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: false,
      detached: true,
    });
    usage.requests += 1;
    yield* messagesOf(child, { program, signal, hide: secrets.hide, usage });
  } finally {
    if (child !== undefined) await end(child);
    await rm(folder, { recursive: true, force: true });
  }
}

interface Listening {
  readonly program: string;
  readonly signal: AbortSignal;
  readonly hide: (text: string) => string;
  readonly usage: ConnectorContext['usage'];
}

async function* messagesOf(child: ChildProcess, { program, signal, hide, usage }: Listening): AsyncGenerator<JsonObject> {
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString('utf8')).slice(-errorKept);
  });
  const failure = (detail: string) =>
    new ConnectorError('program-failed', { place: program, detail: hide(detail).slice(0, errorKept) });
  const ended = new Promise<{ readonly code: number | null; readonly error?: Error }>((resolve) => {
    child.once('error', (error) => resolve({ code: null, error }));
    child.once('close', (code) => resolve({ code }));
  });
  const stop = () => void end(child);
  signal.addEventListener('abort', stop, { once: true });
  try {
    if (child.stdout === null) throw failure('it has no output');
    for await (const line of linesOf(child.stdout, failure)) {
      usage.bytes += line.length;
      // Whatever is no message is for people.
      if (!line.startsWith('{')) continue;
      const message = exactJson(line, program);
      if (!isJsonObject(message)) continue;
      const trace = message['trace'];
      if (message['type'] === 'TRACE' && isJsonObject(trace) && trace['type'] === 'ERROR' && isJsonObject(trace['error']))
        throw failure(String(trace['error']['message'] ?? 'it says that it failed'));
      yield message;
    }
    const { code, error } = await ended;
    signal.throwIfAborted();
    if (error !== undefined) throw failure(`it cannot be started (${(error as NodeJS.ErrnoException).code ?? error.message})`);
    if (code !== 0) throw failure(`it ended with ${code ?? 'a signal'}: ${said.trim()}`);
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** Lines of bounded length, as fast as they are asked for. */
async function* linesOf(output: NodeJS.ReadableStream, failure: (detail: string) => ConnectorError): AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  for await (const chunk of output as AsyncIterable<Buffer>) {
    const lines = (rest + decoder.write(chunk)).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > lineMax) throw failure(`it printed a line of more than ${lineMax} characters`);
    yield* lines;
  }
  if (rest !== '') yield rest;
}

/** The program and what it has started. */
async function end(child: ChildProcess): Promise<void> {
  const { pid } = child;
  if (pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const send = (name: NodeJS.Signals) => {
    try {
      process.kill(-pid, name);
    } catch {
      // It has ended meanwhile.
    }
  };
  send('SIGTERM');
  const killing = setTimeout(() => send('SIGKILL'), killMs);
  child.stdout?.destroy();
  child.stderr?.destroy();
  await gone;
  clearTimeout(killing);
}

/** Each reference to a secret replaced by what it refers to. */
async function withSecrets(value: Json, read: (reference: SecretReference) => Promise<string>): Promise<Json> {
  if (Array.isArray(value)) return Promise.all(value.map((item) => withSecrets(item as Json, read)));
  if (!isJsonObject(value)) return value;
  const { secret } = value;
  if (typeof secret === 'string' && Object.keys(value).length === 1 && /^(env|file|vault):/.test(secret)) return read({ secret });
  const members = await Promise.all(
    Object.entries(value).map(async ([name, member]) => [name, await withSecrets(member, read)] as const),
  );
  return Object.fromEntries(members);
}
