import {
  type QueryClient,
  queryOptions,
  type UseQueryResult,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import type { Database, RequestOf, ResultOf, RouteKey } from '@throughline/api';
import { createClient } from '@throughline/api/client';
import { actingAs, useActingAs } from './people.ts';
import { isSignedOut, leaveIfSignedOut } from './signed-out.ts';

/*
 * All that the console reads and does goes through here: one client, one cache. What is cached belongs to the person who asked,
 * for another may see less.
 */

export const client = createClient({ address: '' });

/** A request as the contract types it, without what this module adds. */
export type ApiRequest<K extends RouteKey> = Omit<RequestOf<K>, 'signal' | 'actAs' | 'idempotencyKey'>;
export type GetRoute = Extract<RouteKey, `GET ${string}`>;
export type CommandRoute = Exclude<RouteKey, GetRoute>;

export function databaseOf(request: unknown): Database | undefined {
  return (request as { params?: { database?: Database } } | undefined)?.params?.database;
}

/** A second factor that is set up exchanges the session: what was under way by the old one is asked again, by the new one. */
let exchange: Promise<unknown> = Promise.resolve();

/** Sends a request as the person chosen. @throws ApiProblem, ApiUnreachable */
export function send<K extends RouteKey>(
  route: K,
  request: ApiRequest<K>,
  more: { readonly signal?: AbortSignal; readonly idempotencyKey?: string } = {},
): Promise<ResultOf<K>> {
  const person = actingAs(databaseOf(request));
  const whole = { ...request, ...more, ...(person === undefined ? {} : { actAs: person }) };
  // The client takes a request of exactly this route; that it is one is what ApiRequest says.
  const ask = () => (client.request as (route: K, request: unknown) => Promise<ResultOf<K>>)(route, whole);
  const first = ask();
  if (route.startsWith('POST /session')) exchange = first.catch(() => undefined);
  const answer = first.catch(async (error: unknown) => {
    if (!isSignedOut(error)) throw error;
    await exchange;
    if ((await client.request('GET /session', {})).person === null) throw error;
    return ask();
  });
  answer.catch(leaveIfSignedOut);
  return answer;
}

/** A query for TanStack: the key is (database, person, route, request). */
export function apiQuery<K extends GetRoute>(route: K, request: ApiRequest<K>, person = actingAs(databaseOf(request))) {
  return queryOptions({
    queryKey: [databaseOf(request) ?? 'house', person ?? null, route, request] as const,
    queryFn: ({ signal }): Promise<ResultOf<K>> => send(route, request, { signal }),
  });
}

export interface ApiOptions {
  readonly enabled?: boolean;
  /** Show the answer to the last request until the one to this request has come. */
  readonly keepPrevious?: boolean;
  readonly refetchMs?: number | false;
}

/** Reads a route and keeps it current; `error` is an ApiProblem or ApiUnreachable. */
export function useApi<K extends GetRoute>(
  route: K,
  request: ApiRequest<K>,
  { enabled = true, keepPrevious = false, refetchMs = false }: ApiOptions = {},
): UseQueryResult<ResultOf<K>> {
  const person = useActingAs(databaseOf(request));
  return useQuery({
    ...apiQuery(route, request, person),
    enabled,
    refetchInterval: refetchMs,
    placeholderData: (before) => (keepPrevious ? before : undefined),
  } as Parameters<typeof useQuery<ResultOf<K>>>[0]);
}

/**
 * A command. Each `mutate` is one request under one Idempotency-Key: where the line breaks it is sent again, and nothing happens
 * twice. Afterwards all that is shown of the database is read again.
 */
export function useCommand<K extends CommandRoute>(
  route: K,
  options: { readonly onSuccess?: (result: ResultOf<K>, request: ApiRequest<K>) => void } = {},
) {
  const cache = useQueryClient();
  const mutation = useMutation<ResultOf<K>, Error, KeyedRequest<K>>({
    mutationKey: [route],
    mutationFn: ({ request, idempotencyKey }) => send(route, request, { idempotencyKey }),
    onSuccess: async (result, { request }) => {
      options.onSuccess?.(result, request);
      await readAgain(cache, databaseOf(request));
    },
  });
  const keyed = (request: ApiRequest<K>): KeyedRequest<K> => ({ request, idempotencyKey: crypto.randomUUID() });
  return {
    run: (request: ApiRequest<K>) => mutation.mutate(keyed(request)),
    /** Rejects with the problem. */
    runAsync: (request: ApiRequest<K>) => mutation.mutateAsync(keyed(request)),
    pending: mutation.isPending,
    error: mutation.error,
    result: mutation.data,
    reset: mutation.reset,
  };
}

interface KeyedRequest<K extends RouteKey> {
  readonly request: ApiRequest<K>;
  readonly idempotencyKey: string;
}

/** Reads again what is shown of a database; what is not shown is read when it is. */
export async function readAgain(cache: QueryClient, database: Database | undefined): Promise<void> {
  await cache.invalidateQueries({ queryKey: [database ?? 'house'] });
}
