import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/**
 * What the receiver makes of a request. `does`: it carries it out, and then answers rightly; answers when told to (`late`); never answers; says that
 * it failed (`500`); says something that is no JSON; names another key than it was asked by; or cuts the connection. `leaves`: it does not carry it
 * out, and does the same, refuses it (`422`), or says that it is not to be had now (`503`). `underway`: it answers nothing now and carries it out when
 * told to.
 */
export type Behaviour =
  | 'does'
  | 'does-late'
  | 'does-silently'
  | 'does-500'
  | 'does-garbage'
  | 'does-wrong-key'
  | 'does-cut'
  | 'leaves-silently'
  | 'leaves-500'
  | 'leaves-garbage'
  | 'leaves-cut'
  | 'refuses'
  | 'unavailable'
  | 'underway';

/** How it answers who asks what became of a key. */
export type LookUpBehaviour = 'tells' | '503' | 'cut' | 'garbage';

export interface FlakyReceiver {
  /** `POST /deeds` with an `Idempotency-Key` asks for a deed; `GET /deeds?key=` says what became of it: `{key, state: done | absent | underway}`. */
  readonly url: string;
  /** How often each key was carried out: the side effects. */
  readonly deeds: ReadonlyMap<string, number>;
  /** How often each key was asked for. */
  readonly asked: ReadonlyMap<string, number>;
  /** Most requests for deeds that were under way at a time. */
  readonly most: () => number;
  /** Resolves when so many requests for deeds have come in all. */
  whenAsked(count: number): Promise<void>;
  /** Lets all who wait late have their answer, and carries out what is under way. */
  release(): void;
  close(): Promise<void>;
}

export interface FlakyReceiverOptions {
  /** By key and how often it was asked for (1: the first time). */
  readonly behave: (key: string, time: number) => Behaviour;
  readonly lookUp?: (key: string, time: number) => LookUpBehaviour;
  /** Whether it recognises a key and does nothing twice, as good receivers do. Default: it does as often as it is asked. */
  readonly isIdempotent?: boolean;
}

/** A real HTTP server on the loopback that treats its callers badly, and counts what it really did. */
export async function flakyReceiver({
  behave,
  lookUp = () => 'tells',
  isIdempotent = false,
}: FlakyReceiverOptions): Promise<FlakyReceiver> {
  const deeds = new Map<string, number>();
  const asked = new Map<string, number>();
  const lookedUp = new Map<string, number>();
  const underway = new Set<string>();
  const sockets = new Set<Socket>();
  const waiting = new Set<() => void>();
  const watching = new Set<() => void>();
  let active = 0;
  let most = 0;

  const carryOut = (key: string) => {
    if (!isIdempotent || !deeds.has(key)) deeds.set(key, (deeds.get(key) ?? 0) + 1);
  };
  const deed = (key: string, response: ServerResponse) => {
    const behaviour = behave(key, counted(asked, key));
    active += 1;
    most = Math.max(most, active);
    response.once('close', () => {
      active -= 1;
    });
    const [what, how = ''] = split(behaviour);
    if (what === 'does') carryOut(key);
    if (how === 'late') waiting.add(() => answer(response, 200, { key }));
    else if (behaviour === 'underway') {
      underway.add(key);
      waiting.add(() => {
        underway.delete(key);
        carryOut(key);
        answer(response, 200, { key });
      });
    } else if (how !== 'silently') misbehave(response, how === '' ? behaviour : how, key);
    for (const watch of watching) watch();
  };
  const find = (key: string, response: ServerResponse) => {
    const behaviour = lookUp(key, counted(lookedUp, key));
    if (behaviour !== 'tells') return misbehave(response, behaviour, key);
    answer(response, 200, { key, state: deeds.has(key) ? 'done' : underway.has(key) ? 'underway' : 'absent' });
  };
  const server = createServer((request, response) => {
    void (async () => {
      for await (const _ of request);
      if (request.method === 'POST') deed(keyOf(request), response);
      else find(new URL(request.url ?? '', 'http://receiver').searchParams.get('key') ?? '', response);
    })().catch(() => undefined); // Whoever hung up in the middle of asking asked for nothing.
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const total = () => [...asked.values()].reduce((sum, times) => sum + times, 0);
  return {
    url: `http://127.0.0.1:${port}/deeds`,
    deeds,
    asked,
    most: () => most,
    whenAsked: (count) =>
      new Promise((resolve) => {
        const watch = () => {
          if (total() < count) return;
          watching.delete(watch);
          resolve();
        };
        watching.add(watch);
        watch();
      }),
    release() {
      for (const go of waiting) go();
      waiting.clear();
    },
    async close() {
      server.close();
      for (const socket of sockets) socket.destroy();
      await once(server, 'close');
    },
  };
}

function counted(counts: Map<string, number>, key: string): number {
  const time = (counts.get(key) ?? 0) + 1;
  counts.set(key, time);
  return time;
}

function split(behaviour: Behaviour): readonly [string, string?] {
  const cut = behaviour.indexOf('-');
  return cut < 0 ? [behaviour] : [behaviour.slice(0, cut), behaviour.slice(cut + 1)];
}

function keyOf(request: IncomingMessage): string {
  const { 'idempotency-key': key } = request.headers;
  return typeof key === 'string' ? decodeURIComponent(key) : '';
}

function answer(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function misbehave(response: ServerResponse, how: string, key: string): void {
  if (how === 'cut') response.socket?.destroy();
  else if (how === '500') answer(response, 500, { error: 'Something went wrong' });
  else if (how === '503' || how === 'unavailable') answer(response, 503, { error: 'Not now' });
  else if (how === 'refuses') answer(response, 422, { error: 'Never' });
  else if (how === 'garbage') response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Welcome');
  else if (how === 'wrong-key') answer(response, 200, { key: `${key}?` });
  else answer(response, 200, { key });
}
