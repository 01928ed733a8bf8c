import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { ApiProblem } from '@throughline/api/client';
import { type ApiRequest, type CommandRoute, send } from '../../../data/api.ts';
import { worthRepeating } from '../../../data/query-client.ts';

/** A question about an upload that carries its answers along. What was answered last stays until the next answer is there. */
export function useAsked<K extends CommandRoute>(route: K, request: ApiRequest<K>, enabled = true) {
  return useQuery({
    // Not under the company: what others change in it changes nothing in a file.
    queryKey: ['upload-asked', route, request] as const,
    queryFn: ({ signal }) => send(route, request, { signal }),
    enabled,
    staleTime: Number.POSITIVE_INFINITY,
    placeholderData: keepPreviousData,
    retry: (failures, error) => failures < 2 && !(error instanceof ApiProblem) && worthRepeating(error),
  });
}
