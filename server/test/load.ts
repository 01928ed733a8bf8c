import { setTimeout as sleep } from 'node:timers/promises';

/** Orders that are placed by several hands at once, each under a key of its own, until `stop`. */
export interface Load {
  /** Keys of the orders whose birth was answered with success. */
  readonly placed: ReadonlySet<string>;
  /** Keys of those that were sent, and of which it is not known what became. */
  readonly unanswered: readonly string[];
  /** How often each status was answered; 0: no answer came. */
  readonly statuses: ReadonlyMap<number, number>;
  /** Refusals for now that did not say when to come again. */
  readonly withoutRetryAfter: number;
  /** Resolves when so many more have been placed. */
  more(count: number): Promise<void>;
  /** Resolves when this status has been answered. */
  met(status: number): Promise<void>;
  /** `abandons`: what has no answer yet is given up; otherwise it is sent again, under its key, until it has one. */
  stop(options?: { readonly abandons: boolean }): Promise<void>;
}

const pauseMs = 20;

/** `keys`: how the keys of the orders begin, or all of them, which are placed once each. */
export function startLoad(address: string, hands = 6, keys: string | readonly string[] = 'L'): Load {
  const placed = new Set<string>();
  const sent = new Set<string>();
  const statuses = new Map<number, number>();
  const waiting = new Set<() => void>();
  let withoutRetryAfter = 0;
  let stopping = false;
  let abandoning = false;
  const tell = () => {
    for (const look of waiting) look();
  };
  const when = (isSo: () => boolean) =>
    new Promise<void>((resolve) => {
      const look = () => {
        if (!isSo()) return;
        waiting.delete(look);
        resolve();
      };
      waiting.add(look);
      look();
    });
  const place = async (key: string) => {
    while (!abandoning) {
      sent.add(key);
      const answer = await placeOrder(address, key);
      statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
      if (answer.status === 201) placed.add(key);
      else if (answer.status !== 0 && !answer.retryAfter) withoutRetryAfter += 1;
      tell();
      if (answer.status === 201) return;
      await sleep(pauseMs);
    }
  };
  const hand = async (name: number) => {
    if (typeof keys === 'string') for (let index = 0; !stopping; index += 1) await place(`${keys}-${name}-${index}`);
    else for (const key of keys) await place(key);
  };
  const working = Promise.all(Array.from({ length: hands }, (_, name) => hand(name)));
  return {
    placed,
    statuses,
    get unanswered() {
      return [...sent].filter((key) => !placed.has(key));
    },
    get withoutRetryAfter() {
      return withoutRetryAfter;
    },
    more: (count) => {
      const wanted = placed.size + count;
      return when(() => placed.size >= wanted);
    },
    met: (status) => when(() => statuses.has(status)),
    async stop({ abandons } = { abandons: false }) {
      stopping = true;
      abandoning = abandons;
      await working;
    },
  };
}

async function placeOrder(address: string, key: string): Promise<{ readonly status: number; readonly retryAfter: boolean }> {
  const data = { number: key, customer: 'Nordwind', currency: 'EUR', amount: 100, requestedOn: '2026-12-01' };
  try {
    const answer = await fetch(`${address}/api/v1/main/cases`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': key },
      body: JSON.stringify({ flow: 'order', entity: 'load', key, type: 'place', data }),
      signal: AbortSignal.timeout(30_000),
    });
    await answer.arrayBuffer();
    return { status: answer.status, retryAfter: answer.headers.has('retry-after') };
  } catch {
    return { status: 0, retryAfter: false };
  }
}

/** The number of orders that the company has. */
export async function countOrders(address: string): Promise<number> {
  const answer = await fetch(`${address}/api/v1/main/cases/totals?flow=order`);
  return ((await answer.json()) as { readonly cases: number }).cases;
}
