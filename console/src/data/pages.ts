import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import type { ResultOf } from '@throughline/api';
import { useMemo } from 'react';
import { type ApiRequest, databaseOf, type GetRoute, send } from './api.ts';
import { useActingAs } from './people.ts';

/** Routes that answer in cursor pages. */
type PagedRoute = {
  [K in GetRoute]: ResultOf<K> extends { readonly items: readonly unknown[]; next?: string } ? K : never;
}[GetRoute];
type ItemOf<K extends PagedRoute> = ResultOf<K> extends { readonly items: readonly (infer Item)[] } ? Item : never;

export interface Pages<Item, Page = unknown> {
  readonly items: readonly Item[];
  /** The first page has not come yet. */
  readonly waiting: boolean;
  readonly error: Error | null;
  /** The page read last: what it says beside its items. */
  readonly last: Page | undefined;
  /** All pages have been read. */
  readonly complete: boolean;
  /** Reads one more page; absent: there is none, or one is being read. */
  readonly more: (() => void) | undefined;
  readonly again: () => void;
}

/** Reads a list page by page, and keeps those read current. What was read stays until other pages have come. */
export function usePages<K extends PagedRoute>(
  route: K,
  request: ApiRequest<K>,
  { enabled = true }: { readonly enabled?: boolean } = {},
): Pages<ItemOf<K>, ResultOf<K>> {
  const database = databaseOf(request);
  const person = useActingAs(database);
  const query = useInfiniteQuery({
    // The same places as in the key of any query: what is written in the company has it read again.
    queryKey: [database ?? 'house', person ?? null, route, request, 'pages'] as const,
    queryFn: ({ signal, pageParam }) => send(route, pageOf(request, pageParam), { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page: ResultOf<K>) => (page as { readonly next?: string }).next,
    placeholderData: keepPreviousData,
    enabled,
  });
  const { data, error, isFetching, hasNextPage } = query;
  const items = useMemo(() => (data?.pages ?? []).flatMap((page) => (page as { items: ItemOf<K>[] }).items), [data]);
  return {
    items,
    error: data === undefined ? error : null,
    waiting: data === undefined && error === null,
    last: data?.pages.at(-1),
    complete: data !== undefined && !hasNextPage,
    more: hasNextPage && !isFetching ? () => void query.fetchNextPage() : undefined,
    again: () => void query.refetch(),
  };
}

function pageOf<K extends PagedRoute>(request: ApiRequest<K>, after: string | undefined): ApiRequest<K> {
  if (after === undefined) return request;
  return { ...request, query: { ...(request as { readonly query?: object }).query, after } };
}
