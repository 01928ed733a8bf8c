import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';

/**
 * How the server answers a message: takes it; refuses it for good (550); refuses it for now (451); or takes it and then says
 * nothing, or hangs up, so that the sender cannot know.
 */
export type MailMode = 'accept' | 'reject' | 'temporary' | 'hang' | 'close';

/** A message as it came. */
export type ReceivedMail = {
  readonly from: string;
  readonly to: readonly string[];
  /** By lower-case name, unfolded; where a name comes twice, the last. Encoded words are left as they are. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
  readonly raw: string;
};

/** A real SMTP server on the loopback. */
export type MailServer = {
  readonly host: string;
  readonly port: number;
  /** `smtp://host:port`. */
  readonly url: string;
  /** What was taken, whether or not the sender was told. */
  readonly received: readonly ReceivedMail[];
  /** From now on. */
  setMode(mode: MailMode): void;
  /** Resolves when so many messages have been taken in all. */
  whenReceived(count: number): Promise<void>;
  close(): Promise<void>;
};

type Answer = (error?: Error | null) => void;

/** Starts a mail server on a free port. It takes plain connections without sign-in. */
export async function mailServer(firstMode: MailMode = 'accept'): Promise<MailServer> {
  let mode = firstMode;
  const received: ReceivedMail[] = [];
  const sockets = new Map<number, Socket>();
  const waiting = new Set<() => void>();

  const take = (raw: string, session: SMTPServerSession, answer: Answer): void => {
    const refusal = refusals[mode];
    if (refusal !== undefined) return answer(Object.assign(new Error(refusal.words), { responseCode: refusal.code }));
    received.push(parsedMail(raw, session));
    for (const check of waiting) check();
    if (mode === 'accept') answer();
    else if (mode === 'close') sockets.get(session.remotePort)?.destroy();
  };
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    closeTimeout: 100,
    onData: (stream, session, answer) => {
      readAll(stream).then(
        (raw) => take(raw, session, answer),
        (error: Error) => answer(error),
      );
    },
  });
  server.on('error', () => undefined); // A sender that hangs up in the middle is none of the server's troubles.
  server.server.on('connection', (socket: Socket) => {
    const port = socket.remotePort ?? 0;
    sockets.set(port, socket);
    socket.once('close', () => sockets.delete(port));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.server.address() as AddressInfo;
  return {
    host: '127.0.0.1',
    port,
    url: `smtp://127.0.0.1:${port}`,
    received,
    setMode: (next) => {
      mode = next;
    },
    whenReceived: (count) =>
      new Promise((resolve) => {
        const check = (): void => {
          if (received.length < count) return;
          waiting.delete(check);
          resolve();
        };
        waiting.add(check);
        check();
      }),
    close: () => {
      for (const socket of sockets.values()) socket.destroy();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

const refusals: Readonly<Record<MailMode, { readonly code: number; readonly words: string } | undefined>> = {
  accept: undefined,
  hang: undefined,
  close: undefined,
  reject: { code: 550, words: '5.1.1 No such mailbox' },
  temporary: { code: 451, words: '4.3.0 Try again later' },
};

async function readAll(stream: SMTPServerDataStream): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function parsedMail(raw: string, session: SMTPServerSession): ReceivedMail {
  const end = raw.indexOf('\r\n\r\n');
  const head = end < 0 ? raw : raw.slice(0, end);
  const headers = new Map<string, string>();
  for (const line of head.replaceAll(/\r\n[ \t]+/g, ' ').split('\r\n')) {
    const colon = line.indexOf(':');
    if (colon > 0) headers.set(line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim());
  }
  const sender = session.envelope.mailFrom;
  return {
    from: sender === false ? '' : sender.address,
    to: session.envelope.rcptTo.map(({ address }) => address),
    headers,
    body: end < 0 ? '' : raw.slice(end + 4),
    raw,
  };
}
