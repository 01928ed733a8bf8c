import { QueryClient } from '@tanstack/react-query';
import { ApiProblem } from '@throughline/api/client';

const attemptsMax = 3;

/** What was read stays on the screen until something newer has come; the stream of events says when to read again. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      gcTime: 5 * 60_000,
      refetchOnWindowFocus: false,
      retry: (failures, error) => failures < attemptsMax - 1 && worthRepeating(error),
      retryDelay: (failures) => 500 * 2 ** failures,
    },
    mutations: { retry: (failures, error) => failures < attemptsMax - 1 && worthRepeating(error) },
  },
});

/** Whether the same request may be answered another time: the line broke, or the server was busy. */
export function worthRepeating(error: unknown): boolean {
  if (!(error instanceof ApiProblem)) return true;
  return error.problem.status === 429 || error.problem.status === 503;
}
