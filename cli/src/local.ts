import type { ApiProblem } from '@throughline/api/client';
import { inProcess } from '@throughline/server';
import type { Session } from './session.ts';

/** A server in this process, without a port: it starts PostgreSQL where none runs, and lets go of it in the end. */
export interface Local {
  readonly fetch: typeof globalThis.fetch;
  /** What lay behind an answer that tells a fault of ours only by its id; else the answer itself. */
  causeOf(problem: ApiProblem): unknown;
  close(): Promise<void>;
}

/** @throws DatabaseError, ThroughlineError */
export async function openLocal(env: Session['env']): Promise<Local> {
  const faults = new Map<string | undefined, unknown>();
  const server = await inProcess({ env, onError: (error, requestId) => faults.set(requestId, error) });
  return {
    fetch: (input, init) => server.fetch(input, init),
    causeOf: (problem) => faults.get(problem.problem.requestId) ?? problem,
    close: server.close,
  };
}
