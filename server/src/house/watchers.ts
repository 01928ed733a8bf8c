import type { Database } from '@throughline/api';
import type { HouseChange } from '../house.ts';
import type { Written } from '../sql/read-written.ts';

/** So often is a database asked whether somebody else has written in it, while anybody watches it. */
const pollMs = 2000;

export interface Watchers {
  watch(database: Database, listener: (change: HouseChange) => void, signal: AbortSignal): void;
  tell(database: Database, change: HouseChange): void;
  close(): void;
}

type Listener = (change: HouseChange) => void;

/** Tells what changes: what this process does at once, what others write at the next look. */
export function createWatchers(look: (database: Database) => Promise<Written | undefined>): Watchers {
  const listeners: Readonly<Record<Database, Set<Listener>>> = { main: new Set(), demo: new Set() };
  const seen: Partial<Record<Database, Written>> = {};
  let timer: NodeJS.Timeout | undefined;
  let looking = false;
  const tell: Watchers['tell'] = (database, change) => {
    for (const listener of listeners[database]) listener(change);
  };
  const compare = async (database: Database) => {
    if (listeners[database].size === 0) {
      delete seen[database];
      return;
    }
    const now = await look(database);
    const before = seen[database];
    if (now === undefined) return;
    seen[database] = now;
    if (before === undefined) return;
    if (now.now !== null && now.now !== before.now) tell(database, { event: 'clock', now: now.now });
    if (now.transaction !== before.transaction) tell(database, { event: 'changed', at: Date.now() });
  };
  const lookAll = async () => {
    if (looking) return;
    looking = true;
    try {
      // A database that is away or being built anew is looked at again the next time.
      await Promise.allSettled((['main', 'demo'] as const).map(compare));
    } finally {
      looking = false;
    }
  };
  const rest = () => {
    clearInterval(timer);
    timer = undefined;
  };
  return {
    tell,
    watch(database, listener, signal) {
      if (signal.aborted) return;
      listeners[database].add(listener);
      timer ??= setInterval(() => void lookAll(), pollMs).unref();
      if (seen[database] === undefined) void lookAll();
      const leave = () => {
        listeners[database].delete(listener);
        if (listeners.main.size + listeners.demo.size === 0) rest();
      };
      signal.addEventListener('abort', leave, { once: true });
    },
    close: rest,
  };
}
