import type { Query, Queryable } from '../database.ts';

/** A connection that may be asked for several things at once: they are done in the order in which they were asked for. */
export interface Line extends Queryable {
  /** Resolves when everything asked for has been answered. */
  settled(): Promise<void>;
  /** Asks on after something failed, once all has been answered. */
  recover(query: Query): Promise<void>;
}

/**
 * Where the client pipelines (`pipeline: true` of pg), statements are on their way at once, and a transaction takes as many round trips
 * as it has answers to wait for; else each is sent when the one before it has been answered. After a failure nothing more is sent: what a
 * transaction would have been told about it, every later query is told.
 */
export function inLine(client: Queryable): Line {
  let failure: { readonly error: unknown } | undefined;
  let last: Promise<unknown> = Promise.resolve();
  const send: Queryable['query'] = (query) =>
    failure === undefined ? client.query(query) : Promise.reject(failure.error as Error);
  return {
    query<R>(query: Query) {
      const answer = client.pipeline === true ? send<R>(query) : last.then(() => send<R>(query));
      const noted = answer.catch((error: unknown) => {
        failure ??= { error };
      });
      last = Promise.all([last, noted]);
      return answer;
    },
    async settled() {
      await last;
    },
    async recover(query) {
      await last;
      failure = undefined;
      await client.query(query);
    },
  };
}

/** Waits for all; where some fail, throws what the first of them in the order given was told: it is the cause of the others. */
export async function inTurn<const T extends readonly unknown[]>(
  answers: T,
): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  const settled = await Promise.allSettled(answers);
  for (const answer of settled) if (answer.status === 'rejected') throw answer.reason;
  return settled.map((answer) => (answer.status === 'fulfilled' ? answer.value : undefined)) as never;
}

/** Whoever waits for it hears of its failure; that nobody waits yet is no fault. */
export function watched<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}
