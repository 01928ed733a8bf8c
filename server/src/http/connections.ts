import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Knows which connections wait for an answer. Node's own `closeIdleConnections` leaves those open that have never asked anything:
 * browsers open such ones in advance, and a server that stops would wait for them.
 */
export function trackConnections(server: Server): { closeIdle(): void } {
  const open = new Set<Socket>();
  const waiting = new Map<Socket, number>();
  server.on('connection', (socket: Socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  server.on('request', ({ socket }, response) => {
    waiting.set(socket, (waiting.get(socket) ?? 0) + 1);
    response.once('close', () => {
      const left = (waiting.get(socket) ?? 1) - 1;
      if (left === 0) waiting.delete(socket);
      else waiting.set(socket, left);
    });
  });
  return {
    closeIdle() {
      for (const socket of open) if (!waiting.has(socket)) socket.destroy();
    },
  };
}
