import { keepPreviousData, type UseInfiniteQueryResult, useInfiniteQuery } from '@tanstack/react-query';
import type { CaseRow, Database, FlowDetail, ResultOf } from '@throughline/api';
import { useMemo } from 'react';
import { send, useApi } from '../../data/api.ts';
import { useCompany } from '../../data/company.tsx';
import { useActingAs } from '../../data/people.ts';
import type { CasesSearch } from './search.ts';
import { moneyColumn } from './views.ts';

const route = 'GET /{database}/cases';
const pageSize = 100;

/** Which cases, as the API takes it. */
export function selectionOf(flow: string, { open, where }: CasesSearch) {
  return {
    flow,
    ...(open === undefined ? {} : { open: open === 'true' }),
    ...(where === undefined ? {} : { where: [...where] }),
  };
}

/**
 * By what a list is sorted where its address does not say: open cases by what is next, all by their key. What has a target time of
 * its own goes by that: once it has passed, nothing more is next.
 */
export function sortOf({ sort, open }: CasesSearch, { columns }: Pick<FlowDetail, 'columns'>): string {
  if (sort !== undefined) return sort;
  const target = columns.find(({ kind, name }) => kind === 'instant' && /^due/i.test(name));
  return open === 'true' ? (target?.name ?? '$due') : '$key';
}

export interface CaseList {
  readonly query: UseInfiniteQueryResult<unknown>;
  readonly rows: readonly CaseRow[];
  readonly onEnd: (() => void) | undefined;
}

/** The cases of a list, page after page as they come into sight; kept current. */
export function useCaseList(flow: FlowDetail, search: CasesSearch): CaseList {
  const { database } = useCompany();
  const person = useActingAs(database);
  const asked = { ...selectionOf(flow.name, search), sort: sortOf(search, flow), limit: pageSize };
  const query = useInfiniteQuery({
    // The same places as in the key of any query: what is written in the company has it read again.
    queryKey: [database, person ?? null, route, asked, 'pages'] as const,
    queryFn: ({ signal, pageParam }: { readonly signal: AbortSignal; readonly pageParam: string | undefined }) =>
      send(
        route,
        { params: { database }, query: { ...asked, ...(pageParam === undefined ? {} : { after: pageParam }) } },
        { signal },
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }: ResultOf<typeof route>) => next,
    placeholderData: keepPreviousData,
  });
  const rows = useMemo(() => query.data?.pages.flatMap(({ items }) => items) ?? [], [query.data]);
  const more = query.hasNextPage && !query.isFetching;
  return { query, rows, onEnd: more ? () => void query.fetchNextPage() : undefined };
}

/** How many cases a list has in all, and what they come to. */
export function useTotals(flow: FlowDetail | undefined, search: CasesSearch) {
  const { database } = useCompany();
  const money = flow === undefined ? undefined : moneyColumn(flow);
  return useApi('GET /{database}/cases/totals', totalsRequest(database, flow?.name ?? '', search, money?.name), {
    enabled: flow !== undefined,
    keepPrevious: true,
  });
}

export function totalsRequest(database: Database, flow: string, search: CasesSearch, sum?: string) {
  return { params: { database }, query: { ...selectionOf(flow, search), ...(sum === undefined ? {} : { sum }) } };
}
