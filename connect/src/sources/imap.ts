import { createHash } from 'node:crypto';
import type { Json, JsonObject } from '@throughline/language';
import { isJsonObject } from '@throughline/language';
import { ImapFlow } from 'imapflow';
import PostalMime, { type Address } from 'postal-mime';
import Type, { type Static } from 'typebox';
import { ConnectorError } from '../source/connector-error.ts';
import type { Connector, ConnectorContext, Source } from '../source/contract.ts';
import { unreachable } from '../source/network.ts';

const Settings = Type.Object(
  {
    host: Type.String({ minLength: 1, maxLength: 255 }),
    port: Type.Optional(Type.Integer({ minimum: 1, maximum: 65_535, description: 'Default 993' })),
    tls: Type.Optional(
      Type.Union([Type.Literal('require'), Type.Literal('starttls'), Type.Literal('off')], {
        description: 'Default require: TLS from the first byte. off: only inside a network that is trusted',
      }),
    ),
    mailbox: Type.Optional(
      Type.String({ minLength: 1, maxLength: 200, description: 'Default INBOX. It is opened to read: nothing is marked' }),
    ),
    textCharacters: Type.Optional(
      Type.Integer({ minimum: 0, maximum: 100_000, description: 'Of the text of a mail. Default 10,000' }),
    ),
  },
  { additionalProperties: false },
);
type Settings = Static<typeof Settings>;

/** The mails of a mailbox. A mail is a record: messageId, date, from, to, cc, subject, text, references, attachments (name, type, bytes, sha256). */
export const imap: Connector = {
  kind: 'imap',
  title: 'Mailbox by IMAP',
  settings: Settings,
  auth: ['password'],
  source: (settings) => sourceOf(settings as unknown as Settings),
};

const batch = 50;
const mailBytesMax = 25 * 1024 * 1024;
const connectMs = 20_000;
const textDefault = 10_000;

/** UIDs only rise, as long as the mailbox keeps its validity. */
interface Cursor {
  readonly uidValidity: string;
  readonly uid: number;
}

function sourceOf(settings: Settings): Source {
  const { mailbox = 'INBOX' } = settings;
  return {
    async check(context) {
      const client = await open(settings, context);
      try {
        const { exists } = await client.mailboxOpen(mailbox, { readOnly: true });
        return `The mailbox ${mailbox} has ${exists} mails`;
      } catch (error) {
        throw failed(error, settings, context);
      } finally {
        client.close();
      }
    },
    async *read(from, context) {
      const client = await open(settings, context);
      const stop = () => client.close();
      context.signal.addEventListener('abort', stop, { once: true });
      try {
        const { uidValidity: validity, exists } = await client.mailboxOpen(mailbox, { readOnly: true });
        const uidValidity = String(validity);
        const start = isJsonObject(from) ? (from as unknown as Cursor) : undefined;
        // Another validity: the numbers mean other mails. All are read again, and known by what the mapping tells them apart by.
        let uid = start?.uidValidity === uidValidity ? start.uid : 0;
        const found = exists === 0 ? [] : await client.search({ uid: `${uid + 1}:*` }, { uid: true });
        // `*` is the last mail, also where nothing is new.
        const uids = (found === false || found === undefined ? [] : found).filter((one) => one > uid).sort((a, b) => a - b);
        for (let at = 0; at < uids.length; at += batch) {
          context.signal.throwIfAborted();
          const records: Json[] = [];
          const wanted = uids.slice(at, at + batch);
          for (const one of wanted) {
            const record = await mailOf(client, one, settings, context);
            if (record !== undefined) records.push(record);
          }
          uid = wanted.at(-1) ?? uid;
          context.usage.pages += 1;
          yield { records, cursor: { uidValidity, uid } satisfies Cursor as unknown as Json };
        }
      } catch (error) {
        throw failed(error, settings, context);
      } finally {
        context.signal.removeEventListener('abort', stop);
        client.close();
      }
    },
  };
}

async function mailOf(
  client: ImapFlow,
  uid: number,
  { textCharacters = textDefault }: Settings,
  { usage }: ConnectorContext,
): Promise<Json | undefined> {
  const head = await client.fetchOne(String(uid), { size: true, internalDate: true }, { uid: true });
  // It has been deleted meanwhile.
  if (head === false || head === undefined) return undefined;
  const size = head.size ?? 0;
  const received = head.internalDate === undefined ? null : new Date(head.internalDate).toISOString();
  if (size > mailBytesMax) return { uid, received, tooLarge: size };
  const full = await client.fetchOne(String(uid), { source: true }, { uid: true });
  if (full === false || full.source === undefined) return undefined;
  usage.requests += 2;
  usage.bytes += full.source.length;
  const mail = await PostalMime.parse(full.source, {
    attachmentEncoding: 'arraybuffer',
    maxNestingDepth: 50,
    maxHeadersSize: 1024 * 1024,
  });
  const attachments: JsonObject[] = mail.attachments.map(({ filename, mimeType, content }) => {
    const bytes = Buffer.from(content as ArrayBuffer);
    return {
      name: filename ?? null,
      type: mimeType,
      bytes: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
    };
  });
  return {
    ...{ uid, received, size, attachments },
    messageId: mail.messageId ?? null,
    date: mail.date ?? null,
    from: addressOf(mail.from),
    to: (mail.to ?? []).flatMap((one) => addressOf(one) ?? []),
    cc: (mail.cc ?? []).flatMap((one) => addressOf(one) ?? []),
    subject: mail.subject ?? '',
    text: (mail.text ?? '').slice(0, textCharacters),
    references: [mail.inReplyTo, mail.references].flatMap((ids) => (ids ?? '').split(/\s+/)).filter((id) => id !== ''),
  };
}

const addressOf = (address: Address | undefined): JsonObject | null =>
  address === undefined ? null : { name: address.name, address: address.address ?? '' };

async function open(settings: Settings, context: ConnectorContext): Promise<ImapFlow> {
  const { host, tls = 'require', port = tls === 'require' ? 993 : 143 } = settings;
  const { auth, secrets, network, signal, usage } = context;
  signal.throwIfAborted();
  if (auth.kind !== 'password') throw new ConnectorError('auth-unfit', { place: 'auth', expected: 'password' });
  const pass = await secrets.read(auth.password);
  const client = new ImapFlow({
    ...{ host: await network.resolve(host), port, servername: host, secure: tls === 'require', doSTARTTLS: tls === 'starttls' },
    ...{
      auth: { user: auth.user, pass },
      logger: false,
      connectionTimeout: connectMs,
      greetingTimeout: connectMs,
      socketTimeout: 60_000,
    },
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    usage.requests += 1;
    return client;
  } catch (error) {
    client.close();
    throw failed(error, settings, context);
  }
}

function failed(error: unknown, { host, mailbox = 'INBOX' }: Settings, { signal }: ConnectorContext): Error {
  signal.throwIfAborted();
  if (error instanceof ConnectorError) return error;
  const { authenticationFailed, responseText, code, message } = error as Error & {
    readonly authenticationFailed?: boolean;
    readonly responseText?: string;
    readonly code?: string;
  };
  if (authenticationFailed === true)
    return new ConnectorError('credentials-refused', { place: host, detail: responseText ?? message, cause: error });
  if (responseText !== undefined)
    return new ConnectorError('request-refused', { place: mailbox, detail: responseText, cause: error });
  if (code === 'CONNECT_TIMEOUT' || code === 'GREETING_TIMEOUT' || code === 'ETIMEOUT')
    return new ConnectorError('timed-out', { place: host, cause: error });
  return unreachable(host, error);
}
