import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { DatabaseError } from './errors.ts';

const lockTimeoutMs = 120_000;

type Held = { readonly server: Server; readonly waiting: Set<Socket> };

/** One holder at a time for a folder, among all processes of this machine. */
export async function withFolderLock<T>(folder: string, body: () => Promise<T>): Promise<T> {
  // A socket in Linux's abstract name space: the kernel frees it with its process, however that dies, so a lock
  // is never stale; a lock file would be.
  const { dev, ino } = statSync(folder);
  const address = `\0throughline-${createHash('sha256').update(`${dev}:${ino}`).digest('hex').slice(0, 32)}`;
  const deadline = performance.now() + lockTimeoutMs;
  let held = await tryHold(address);
  while (held === undefined) {
    const leftMs = deadline - performance.now();
    if (leftMs <= 0) throw new DatabaseError('POSTGRES_BUSY', folder, `Locked for ${lockTimeoutMs / 1000} seconds.`);
    await holderGone(address, leftMs);
    held = await tryHold(address);
  }
  try {
    return await body();
  } finally {
    for (const socket of held.waiting) socket.destroy();
    held.server.close();
  }
}

function tryHold(address: string): Promise<Held | undefined> {
  return new Promise((resolve, reject) => {
    const waiting = new Set<Socket>();
    const server = createServer((socket) => {
      waiting.add(socket);
      socket.on('error', () => socket.destroy()).on('close', () => waiting.delete(socket));
    });
    server.once('error', (error: NodeJS.ErrnoException) => (error.code === 'EADDRINUSE' ? resolve(undefined) : reject(error)));
    server.listen({ path: address }, () => resolve({ server, waiting }));
  });
}

/** Those who wait stay connected to the holder: the connection ends when the lock is let go, so nobody polls. */
function holderGone(address: string, timeoutMs: number): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect({ path: address });
    socket.setTimeout(timeoutMs, () => socket.destroy());
    socket.on('error', () => socket.destroy()).on('close', () => resolve());
    socket.resume();
  });
}
