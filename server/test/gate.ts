import { connect, createServer, type Socket } from 'node:net';
import type { TestContext } from 'node:test';

/** A door to a PostgreSQL that can be shut: connections through it are cut, and new ones refused, as by a firewall. */
export interface Gate {
  /** The address of the same database, through the gate. */
  readonly url: string;
  shut(): void;
  open(): void;
}

/** `url` names a socket in a folder, by its parameter `host`. */
export async function gateTo(t: TestContext, url: string): Promise<Gate> {
  const through = new URL(url);
  const folder = through.searchParams.get('host') ?? decodeURIComponent(through.hostname);
  const path = `${folder}/.s.PGSQL.${through.searchParams.get('port') ?? '5432'}`;
  const sockets = new Set<Socket>();
  let isOpen = true;
  const server = createServer((client) => {
    if (!isOpen) return void client.resetAndDestroy();
    const upstream = connect(path);
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(from);
      from.on('error', () => undefined);
      from.once('close', () => {
        sockets.delete(from);
        to.destroy();
      });
      from.pipe(to);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const shut = () => {
    isOpen = false;
    for (const socket of sockets) socket.destroy();
  };
  t.after(() => {
    shut();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The gate has no port');
  through.searchParams.delete('host');
  through.searchParams.delete('port');
  through.hostname = '127.0.0.1';
  through.port = String(address.port);
  return {
    url: through.href,
    shut,
    open() {
      isOpen = true;
    },
  };
}
