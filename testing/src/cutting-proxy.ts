import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where a connection is cut: before a request reaches the server; half-way through it; after it, before the answer; half-way through that. */
export type CutAt = 'before-request' | 'within-request' | 'before-answer' | 'within-answer';

export interface CuttingProxy {
  /** The folder of the socket: the host to give to a PostgreSQL client. */
  readonly host: string;
  /** Requests that came since it was told to cut, or since it began. */
  requests(): number;
  /** Cuts the connection at the n-th request from now on, once. */
  cutAt(n: number, where: CutAt): void;
  hasCut(): boolean;
  close(): Promise<void>;
}

const socketName = '.s.PGSQL.5432';

/** Stands between a client and a PostgreSQL that listens in a folder, and cuts one connection when told to. A request is what comes in one piece. */
export async function cuttingProxy(serverFolder: string): Promise<CuttingProxy> {
  const host = mkdtempSync(join(tmpdir(), 'throughline-proxy-'));
  const open = new Set<Socket>();
  let requests = 0;
  let cut: { readonly n: number; readonly where: CutAt } | undefined;
  let hasCut = false;
  const server = createServer((client) => {
    const upstream = connect(join(serverFolder, socketName));
    const both = [client, upstream];
    let isDoomed = false;
    const sever = () => {
      hasCut = true;
      for (const socket of both) socket.destroy();
    };
    for (const [index, socket] of both.entries()) {
      open.add(socket);
      socket.on('error', () => undefined); // Its end is told by `close`.
      socket.once('close', () => {
        open.delete(socket);
        both[1 - index]?.destroy();
      });
    }
    client.on('data', (bytes) => {
      requests += 1;
      const where = cut !== undefined && requests === cut.n && !hasCut ? cut.where : undefined;
      if (where === 'before-request') return sever();
      if (where === 'within-request') return void upstream.write(bytes.subarray(0, bytes.length >> 1), sever);
      isDoomed ||= where !== undefined;
      upstream.write(bytes);
    });
    upstream.on('data', (bytes) => {
      if (!isDoomed) return void client.write(bytes);
      if (cut?.where === 'before-answer') return sever();
      client.write(bytes.subarray(0, bytes.length >> 1), sever);
    });
  });
  await once(server.listen(join(host, socketName)), 'listening');
  return {
    host,
    requests: () => requests,
    cutAt(n, where) {
      requests = 0;
      hasCut = false;
      cut = { n, where };
    },
    hasCut: () => hasCut,
    async close() {
      server.close();
      for (const socket of open) socket.destroy();
      await once(server, 'close');
      rmSync(host, { recursive: true, force: true });
    },
  };
}
