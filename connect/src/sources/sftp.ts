import { createHash, timingSafeEqual } from 'node:crypto';
import SftpClient from 'ssh2-sftp-client';
import Type, { type Static } from 'typebox';
import { ConnectorError } from '../source/connector-error.ts';
import type { Connector, ConnectorContext } from '../source/contract.ts';
import { unreachable } from '../source/network.ts';
import { type FileSettings, type FileStore, fileSettings, filesSource } from './files.ts';

const Settings = Type.Object(
  {
    host: Type.String({ minLength: 1, maxLength: 255 }),
    port: Type.Optional(Type.Integer({ minimum: 1, maximum: 65_535 })),
    hostKey: Type.String({
      pattern: '^SHA256:[A-Za-z0-9+/]{43}$',
      description: 'The fingerprint of the server’s key, as ssh-keyscan and ssh-keygen -lf print it',
    }),
    ...fileSettings,
  },
  { additionalProperties: false },
);
type Settings = Static<typeof Settings>;

/** A folder of another machine, by SSH. */
export const sftp: Connector = {
  kind: 'sftp',
  title: 'Folder by SFTP',
  settings: Settings,
  auth: ['password', 'key'],
  source: (settings) =>
    filesSource(settings as unknown as FileSettings, (context) => storeOf(settings as unknown as Settings, context)),
};

const portDefault = 22;
const connectMs = 20_000;

async function storeOf({ host, port = portDefault, hostKey, path }: Settings, context: ConnectorContext): Promise<FileStore> {
  const { network, signal, usage } = context;
  const place = `${host}:${port}`;
  const login = await loginOf(context);
  const sock = await network.connect({ host, port, timeoutMs: connectMs });
  const client = new SftpClient('throughline');
  let isOther = false;
  const stop = () => sock.destroy(signal.reason as Error);
  const failed = (error: unknown, name?: string) => {
    signal.throwIfAborted();
    return errorOf(error, { place, isOther, name });
  };
  signal.addEventListener('abort', stop, { once: true });
  const close = async () => {
    signal.removeEventListener('abort', stop);
    await client.end().catch(() => undefined);
    sock.destroy();
  };
  client.on('error', () => undefined);
  try {
    await client.connect({
      ...{ sock, ...login, readyTimeout: connectMs },
      hostVerifier: (key: Buffer) => {
        const given = Buffer.from(createHash('sha256').update(key).digest('base64').replace(/=+$/, ''));
        const right = Buffer.from(hostKey.slice('SHA256:'.length));
        isOther = given.length !== right.length || !timingSafeEqual(given, right);
        return !isOther;
      },
    });
    usage.requests += 1;
  } catch (error) {
    await close();
    throw failed(error);
  }
  return {
    async list() {
      try {
        const found = await client.list(path);
        return found.flatMap(({ type, name, size, modifyTime }) => (type === '-' ? [{ name, size, modified: modifyTime }] : []));
      } catch (error) {
        throw failed(error, path);
      }
    },
    async *read(name) {
      try {
        yield* client.createReadStream(`${path}/${name}`) as AsyncIterable<Buffer>;
      } catch (error) {
        throw failed(error, name);
      }
    },
    close,
  };
}

async function loginOf({ auth, secrets }: ConnectorContext) {
  if (auth.kind === 'password') return { username: auth.user, password: await secrets.read(auth.password) };
  if (auth.kind !== 'key') throw new ConnectorError('auth-unfit', { place: 'auth', expected: 'password or key' });
  const { user, privateKey, passphrase } = auth;
  return {
    ...{ username: user, privateKey: await secrets.read(privateKey) },
    ...(passphrase === undefined ? {} : { passphrase: await secrets.read(passphrase) }),
  };
}

function errorOf(
  error: unknown,
  { place, isOther, name }: { readonly place: string; readonly isOther: boolean; readonly name: string | undefined },
): ConnectorError {
  if (error instanceof ConnectorError) return error;
  const { message, level } = error as Error & { readonly level?: string };
  if (isOther)
    return new ConnectorError('credentials-refused', {
      place: 'settings.hostKey',
      detail: 'the server has another key than the declared one',
    });
  if (level === 'client-authentication' || /authentication methods failed|privateKey/i.test(message))
    return new ConnectorError('credentials-refused', { place, detail: 'the sign-in was refused', cause: error });
  if (name !== undefined && /No such file|Permission denied|bad path|not a directory/i.test(message))
    return new ConnectorError('file-unreadable', { place: name, detail: `${name}: ${message}`, cause: error });
  return unreachable(place, error);
}
