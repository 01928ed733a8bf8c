import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface SlowProxy {
  /** Of the same database, by the proxy. */
  readonly url: string;
  /** What the database answers comes so much later from now on. */
  delay(milliseconds: number): void;
  /** Nothing that the database answers comes through, until `release`. */
  hold(): void;
  release(): void;
  close(): Promise<void>;
}

const socketName = '.s.PGSQL.5432';

/** Stands between a client and a PostgreSQL that listens in a folder, and makes it slow. It keeps no more than one piece of each connection. */
export async function slowProxy(databaseUrl: string): Promise<SlowProxy> {
  const { hostname } = new URL(databaseUrl);
  const folder = decodeURIComponent(hostname);
  const host = mkdtempSync(join(tmpdir(), 'throughline-slow-'));
  const open = new Set<Socket>();
  let delayMs = 0;
  let held: PromiseWithResolvers<void> | undefined;
  const server = createServer((client) => {
    const upstream = connect(join(folder, socketName));
    const both = [client, upstream];
    for (const [index, socket] of both.entries()) {
      open.add(socket);
      socket.on('error', () => undefined); // Its end is told by `close`.
      socket.once('close', () => {
        open.delete(socket);
        both[1 - index]?.destroy();
      });
    }
    client.pipe(upstream);
    upstream.on('data', async (bytes) => {
      upstream.pause();
      if (delayMs > 0) await new Promise((resolve) => setTimeout(resolve, delayMs));
      await held?.promise;
      client.write(bytes, () => upstream.resume());
    });
  });
  await once(server.listen(join(host, socketName)), 'listening');
  const release = () => {
    held?.resolve();
    held = undefined;
  };
  return {
    url: databaseUrl.replace(hostname, encodeURIComponent(host)),
    delay(milliseconds) {
      delayMs = milliseconds;
    },
    hold() {
      held ??= Promise.withResolvers<void>();
    },
    release,
    async close() {
      release();
      const closed = once(server, 'close');
      server.close();
      for (const socket of open) socket.destroy();
      await closed;
      rmSync(host, { recursive: true, force: true });
    },
  };
}
