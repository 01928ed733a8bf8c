import { hash } from 'node:crypto';
import { Readable } from 'node:stream';
import type { JsonObject } from '@throughline/language';
import MailComposer from 'nodemailer/lib/mail-composer';
import SMTPConnection from 'nodemailer/lib/smtp-connection';

/** A mail as the engine hands it to a sink: `{to, subject, text}`, and a key that is the same at each attempt. */
export interface MailToSend {
  readonly idempotencyKey: string;
  readonly payload: JsonObject;
  /** The trace (W3C) that the mail is part of: a header of it. */
  readonly traceparent?: string;
}

/**
 * What came of it. `retry`: it surely did not go out, and may later. `refused`: it never will. `unknown`: the connection was lost
 * when the mail was on its way, so it may have gone out.
 */
export type MailOutcome =
  | { readonly outcome: 'done'; readonly result: { readonly messageId: string } }
  | { readonly outcome: 'refused' | 'retry' | 'unknown'; readonly error: string };

export interface SmtpOptions {
  /** `smtp://user:password@host:port` (STARTTLS where offered), or `smtps://` for TLS from the first byte. */
  readonly url: string;
  /** The sender: an address, or `Name <address>`. */
  readonly from: string;
  /** How long the server may be silent, in milliseconds. Default 30,000. */
  readonly timeoutMs?: number;
}

export interface SmtpSink {
  /** Where the signal is aborted it stops, and says what came of it so far. */
  perform(effect: MailToSend, signal?: AbortSignal): Promise<MailOutcome>;
}

const defaultTimeoutMs = 30_000;
const oneAddress = /^[^\s@<>,;:"()[\]\\]+@[^\s@<>,;:"()[\]\\]+$/;

/**
 * Sends mail by SMTP, one connection a mail. The Message-ID follows from the effect's idempotency key: a mail that is sent twice can be
 * recognised by whoever gets it. Throws a TypeError where the address of the server is none.
 */
export function smtpSink({ url, from, timeoutMs = defaultTimeoutMs }: SmtpOptions): SmtpSink {
  const server = serverOf(url);
  const domain = /@([^\s@<>]+)>?$/.exec(from.trim())?.[1];
  if (domain === undefined || /[\r\n]/.test(from)) throw new TypeError('The sender is no mail address');
  const withoutSecrets = (text: string) => server.secrets.reduce((clean, secret) => clean.replaceAll(secret, '***'), text);
  return {
    async perform({ idempotencyKey, payload, traceparent }, signal) {
      const { to, subject, text } = payload;
      if (typeof to !== 'string' || !oneAddress.test(to))
        return { outcome: 'refused', error: 'The recipient is not one mail address' };
      if (typeof subject !== 'string' || /[\r\n]/.test(subject))
        return { outcome: 'refused', error: 'The subject is not one line of text' };
      if (typeof text !== 'string') return { outcome: 'refused', error: 'The mail has no text' };
      const messageId = `<${hash('sha256', idempotencyKey).slice(0, 40)}@${domain}>`;
      const content = await new MailComposer({
        from,
        to,
        subject,
        text,
        messageId,
        ...(traceparent === undefined ? {} : { headers: { traceparent } }),
        disableFileAccess: true,
        disableUrlAccess: true,
      })
        .compile()
        .build();
      const failure = await deliver(server, { from: addressOf(from), to, content, timeoutMs, signal });
      if (failure === undefined) return { outcome: 'done', result: { messageId } };
      return { outcome: failure.outcome, error: withoutSecrets(failure.error) };
    },
  };
}

interface Server {
  readonly host: string;
  readonly port: number;
  readonly secure: boolean;
  readonly credentials?: { readonly user: string; readonly pass: string };
  /** What no error may show. */
  readonly secrets: readonly string[];
}

function serverOf(text: string): Server {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !['smtp:', 'smtps:'].includes(url.protocol) || url.hostname === '') {
    throw new TypeError('The mail server is not written as smtp://host:port or smtps://host:port');
  }
  const secure = url.protocol === 'smtps:';
  const [user, pass] = [decodeURIComponent(url.username), decodeURIComponent(url.password)];
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? (secure ? 465 : 587) : Number(url.port),
    secure,
    ...(user === '' ? {} : { credentials: { user, pass } }),
    secrets: [
      pass,
      url.password,
      Buffer.from(`\0${user}\0${pass}`).toString('base64'),
      Buffer.from(pass).toString('base64'),
    ].filter((secret) => secret !== ''),
  };
}

const addressOf = (from: string) => /<([^<>]+)>\s*$/.exec(from)?.[1] ?? from.trim();

interface Delivery {
  readonly from: string;
  readonly to: string;
  readonly content: Buffer;
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
}

interface DeliveryFailure {
  readonly outcome: 'refused' | 'retry' | 'unknown';
  readonly error: string;
}

/** `undefined` once the server has taken the mail. */
async function deliver(
  { host, port, secure, credentials }: Server,
  { from, to, content, timeoutMs, signal }: Delivery,
): Promise<DeliveryFailure | undefined> {
  if (signal?.aborted) return failureOf(signal.reason, false);
  const isLocal = ['localhost', '127.0.0.1', '::1'].includes(host);
  const connection = new SMTPConnection({
    host,
    port,
    secure,
    // A password goes over a network only under TLS.
    requireTLS: credentials !== undefined && !isLocal,
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
  });
  // The library asks for the first byte once the server has accepted the envelope and DATA: from then on it may have the mail.
  let underWay = false;
  const message = new Readable({
    read() {
      underWay = true;
      this.push(content);
      this.push(null);
    },
  });
  let stop = () => {};
  try {
    await new Promise<void>((resolve, reject) => {
      stop = () => reject(signal?.reason);
      connection.on('error', reject);
      connection.once('end', () => reject(new Error('The server closed the connection')));
      signal?.addEventListener('abort', stop, { once: true });
      const send = () =>
        connection.send({ from, to: [to], size: content.length }, message, (error) => (error ? reject(error) : resolve()));
      connection.connect((error) => {
        if (error) reject(error);
        else if (credentials === undefined) send();
        else connection.login({ credentials }, (refusal) => (refusal ? reject(refusal) : send()));
      });
    });
    return undefined;
  } catch (error) {
    return failureOf(error, underWay);
  } finally {
    signal?.removeEventListener('abort', stop);
    message.destroy();
    connection.on('error', () => {});
    connection.quit();
    connection.close();
  }
}

function failureOf(error: unknown, underWay: boolean): DeliveryFailure {
  const { message, responseCode, command = '' } = error as Error & { responseCode?: number; command?: string };
  const answered = typeof responseCode === 'number' && ['MAIL FROM', 'RCPT TO', 'DATA'].includes(command);
  if (answered && responseCode >= 500) return { outcome: 'refused', error: message };
  if (underWay && typeof responseCode !== 'number') return { outcome: 'unknown', error: message };
  // Before the mail was on its way nothing has gone out; a sign-in that fails is for the operator to mend, and the mail waits.
  return { outcome: 'retry', error: message };
}
