import { connect, createServer, type Socket } from 'node:net';

/** What happens to one connection on its way. */
export type Fault =
  | { readonly kind: 'pass' }
  /** Nothing passes for so long, in both directions. */
  | { readonly kind: 'latency'; readonly milliseconds: number }
  /** Ended by RST: before the request arrives, or once so many bytes of the answer have passed. */
  | { readonly kind: 'reset'; readonly afterBytes: 'request' | number }
  /** Ended properly in the middle of the answer. */
  | { readonly kind: 'cut'; readonly afterBytes: number }
  /** The answer comes by single bytes. */
  | { readonly kind: 'drip'; readonly everyMs: number }
  /** Something happens when the request is here and before it goes on. */
  | { readonly kind: 'meanwhile'; readonly run: () => Promise<void> };

/** Stands between a client and a server, and treats each connection as it is told: the next fault of the list, or none. */
export interface FaultProxy {
  readonly port: number;
  readonly faults: Fault[];
  /** How many connections there were. */
  connections(): number;
  close(): Promise<void>;
}

export async function faultProxy(target: () => number): Promise<FaultProxy> {
  const faults: Fault[] = [];
  const open = new Set<Socket>();
  let count = 0;
  const server = createServer((client) => {
    count += 1;
    open.add(client);
    client.on('error', () => undefined).once('close', () => open.delete(client));
    treat(client, faults.shift() ?? { kind: 'pass' }, target);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    port: address.port,
    faults,
    connections: () => count,
    async close() {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function treat(client: Socket, fault: Fault, target: () => number): void {
  if (fault.kind === 'reset' && fault.afterBytes === 'request') {
    client.once('data', () => client.resetAndDestroy());
    return;
  }
  const join = () => {
    const server = connect(target(), '127.0.0.1');
    server.on('error', () => client.resetAndDestroy());
    client.once('close', () => server.destroy());
    client.pipe(server);
    answer(server, client, fault);
  };
  if (fault.kind === 'latency') setTimeout(join, fault.milliseconds);
  else if (fault.kind === 'meanwhile') client.once('readable', () => void fault.run().then(join));
  else join();
}

/** The way back. */
function answer(server: Socket, client: Socket, fault: Fault): void {
  const limit = (fault.kind === 'reset' && fault.afterBytes !== 'request') || fault.kind === 'cut' ? fault.afterBytes : undefined;
  if (fault.kind === 'drip') return void drip(server, client, fault.everyMs);
  if (limit === undefined) return void server.pipe(client);
  let passed = 0;
  server.on('data', (chunk: Buffer) => {
    const part = chunk.subarray(0, Math.max(0, Number(limit) - passed));
    passed += chunk.length;
    client.write(part, () => {
      if (passed < Number(limit)) return;
      server.destroy();
      if (fault.kind === 'reset') client.resetAndDestroy();
      else client.end();
    });
  });
  server.once('end', () => client.end());
}

async function drip(server: Socket, client: Socket, everyMs: number): Promise<void> {
  for await (const chunk of server as AsyncIterable<Buffer>) {
    for (const byte of chunk) {
      if (client.destroyed) return;
      client.write(Buffer.from([byte]));
      await new Promise((resolve) => setTimeout(resolve, everyMs));
    }
  }
  client.end();
}
