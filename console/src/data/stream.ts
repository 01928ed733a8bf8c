import type { QueryClient } from '@tanstack/react-query';
import type { Clock, Database } from '@throughline/api';
import { useSyncExternalStore } from 'react';
import { client, readAgain } from './api.ts';
import { gatherChanges } from './gather-changes.ts';

/*
 * The stream of a company: says that something was written, moves the clock, and shows by its breaking that the server is gone.
 * What is shown is then read again, at most so often, however much is written.
 */

const gatherMs = 300;
/** While the clock travels everything changes all the time. */
const gatherTravellingMs = 2000;
const retryMsMax = 30_000;

export interface StreamState {
  readonly status: 'connecting' | 'live' | 'down';
  /** UTC ms by this computer's clock: since when it is so. */
  readonly since: number;
  /** When something last came from the server. */
  readonly heardAt: number | undefined;
  /** The clock is being moved. */
  readonly travel: { readonly from: number; readonly now: number; readonly to: number } | undefined;
}

const atRest: StreamState = { status: 'connecting', since: Date.now(), heardAt: undefined, travel: undefined };
let state = atRest;
const listeners = new Set<() => void>();

export function useStream(): StreamState {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => state,
  );
}

function set(change: Partial<StreamState>): void {
  state = { ...state, ...change };
  for (const listener of listeners) listener();
}

/** Listens to a company until the function returned is called. */
export function listen(database: Database, cache: QueryClient): () => void {
  let source: EventSource | undefined;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let failures = 0;
  const reader = gatherChanges(
    () => readAgain(cache, database),
    () => (state.travel === undefined ? gatherMs : gatherTravellingMs),
  );
  set({ ...atRest, since: Date.now() });

  const open = () => {
    source = new EventSource(client.url('GET /{database}/stream', { params: { database } }));
    source.onopen = () => {
      // What was written while the line was down, nobody told.
      if (failures > 0) reader.changed();
      failures = 0;
      set({ status: 'live', since: Date.now(), heardAt: Date.now() });
    };
    source.onerror = () => {
      source?.close();
      failures += 1;
      if (state.status !== 'down') set({ status: 'down', since: Date.now(), travel: undefined });
      retry = setTimeout(open, Math.min(retryMsMax, 500 * 2 ** Math.min(failures, 6)));
    };
    source.addEventListener('changed', () => {
      set({ heardAt: Date.now() });
      reader.changed();
    });
    source.addEventListener('clock', (event) => {
      const { now } = instants(event.data);
      setClock(cache, database, now);
      set({ heardAt: Date.now(), travel: undefined });
      reader.changed();
    });
    source.addEventListener('travel', (event) => {
      const travel = instants(event.data);
      setClock(cache, database, travel.now);
      set({ heardAt: Date.now(), travel: travel.now >= travel.to ? undefined : travel });
      reader.changed();
    });
    source.addEventListener('demo', () => void readAgain(cache, undefined));
  };
  // The machine says that it has a network again: no need to wait for the next try.
  const online = () => {
    if (state.status !== 'down') return;
    clearTimeout(retry);
    source?.close();
    open();
  };
  window.addEventListener('online', online);
  open();
  return () => {
    window.removeEventListener('online', online);
    clearTimeout(retry);
    reader.stop();
    source?.close();
  };
}

/** The instants of an event, in UTC ms. */
function instants(data: string): { from: number; now: number; to: number } {
  const told = JSON.parse(data) as Readonly<Record<string, string | number>>;
  const ms = (name: string) => new Date(told[name] ?? 0).getTime();
  return { from: ms('from'), now: ms('now'), to: ms('to') };
}

/** Moves what is shown of a virtual clock, before everything else is read again. */
function setClock(cache: QueryClient, database: Database, now: number): void {
  const instant = new Date(now).toISOString();
  cache.setQueriesData<Clock>(
    { predicate: ({ queryKey }) => queryKey[0] === database && queryKey[2] === 'GET /{database}/clock' },
    (clock) => (clock === undefined || clock.mode === 'real' ? clock : { ...clock, now: instant }),
  );
}
