import { Readable } from 'node:stream';
import type { Database } from '@throughline/api';
import type { House, HouseChange } from '../house.ts';
import { HttpProblem } from './problem.ts';

const heartbeatMs = 15_000;
export const listenersMax = 100;

/** A reader who has left so many bytes unread reads no more: the line is cut, and whoever is there comes again. */
const unreadBytesMax = 65_536;

/** Streams of events to those who listen. */
export interface Streams {
  /**
   * `lasts` is asked with each heartbeat: where whoever listens has no session any more, the stream ends.
   *
   * @throws HttpProblem too-many-requests
   */
  open(database: Database, lasts?: () => Promise<boolean>): Readable;
}

/** All streams end with the signal. */
export function createStreams(house: House, stopping: AbortSignal): Streams {
  let listeners = 0;
  return {
    open(database, lasts = async () => true) {
      if (listeners >= listenersMax) {
        throw new HttpProblem('too-many-requests', `${listenersMax} listen already`, { retryAfter: 10 });
      }
      listeners += 1;
      const closing = new AbortController();
      const stream = new Readable({ read: () => undefined });
      const send = (text: string) => {
        if (stream.readableLength > unreadBytesMax) stream.destroy();
        else stream.push(text);
      };
      const end = () => {
        if (!stream.readableEnded && !stream.destroyed) stream.push(null);
        closing.abort();
      };
      const beat = async () => ((await lasts()) ? send(': still here\n\n') : end());
      const heartbeat = setInterval(() => void beat(), heartbeatMs).unref();
      stream.once('close', () => {
        listeners -= 1;
        clearInterval(heartbeat);
        closing.abort();
      });
      stopping.addEventListener('abort', end, { once: true, signal: closing.signal });
      house.watch(database, (change) => send(eventText(change)), closing.signal);
      send('retry: 2000\n\n');
      if (stopping.aborted) end();
      return stream;
    },
  };
}

function eventText({ event, ...change }: HouseChange): string {
  const data = Object.fromEntries(
    Object.entries(change).map(([name, value]) => [name, isInstant(name) ? new Date(value as number).toISOString() : value]),
  );
  return `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}

function isInstant(name: string): boolean {
  return name === 'at' || name === 'now' || name === 'from' || name === 'to';
}
