import { hash } from 'node:crypto';
import { canonical, type Json } from '@throughline/language';
import type { Pool } from 'pg';
import { claimAnswer, forgetAnswers, keepAnswer, releaseAnswer } from '../sql/answers.ts';
import type { Answer } from './handler.ts';
import { HttpProblem } from './problem.ts';

/** A request under an Idempotency-Key. */
export interface KeyedRequest {
  readonly pool: Pool;
  readonly actor: string;
  readonly key: string;
  /** Of the route and all that was sent; see `digestOf`. */
  readonly digest: string;
}

interface Running {
  readonly digest: string;
  readonly answer: Promise<Answer<unknown>>;
}

/** What this process is working on, by database: the same request that comes meanwhile waits for the same answer. */
const running = new WeakMap<Pool, Map<string, Running>>();

/** Answers of these routes are no larger, by far. */
const bodyLengthMax = 262_144;

/**
 * Runs a request once: sent again under its key within 24 hours, it gets the first answer. What failed is forgotten, and may be
 * tried again. Where the process dies over a request, the key is free again after five minutes.
 *
 * @throws HttpProblem idempotency-key-reused, request-in-progress
 */
export async function answerOnce(request: KeyedRequest, run: () => Promise<Answer<unknown>>): Promise<Answer<unknown>> {
  const { pool, actor, key, digest } = request;
  const mine = running.get(pool) ?? new Map<string, Running>();
  running.set(pool, mine);
  const name = JSON.stringify([actor, key]);
  const same = mine.get(name);
  if (same !== undefined) {
    if (same.digest !== digest) throw reused();
    return { ...(await same.answer), replayed: true };
  }
  const answer = answerStored(request, run);
  mine.set(name, { digest, answer });
  try {
    return await answer;
  } finally {
    mine.delete(name);
  }
}

async function answerStored(request: KeyedRequest, run: () => Promise<Answer<unknown>>): Promise<Answer<unknown>> {
  const { pool, digest } = request;
  await forgetAnswers(pool);
  const claim = await claimAnswer(pool, request);
  if (claim.kind === 'taken') {
    if (claim.digest !== digest) throw reused();
    if (claim.body === null) throw new HttpProblem('request-in-progress', 'Another server is working on it', { retryAfter: 2 });
    const { body, revision } = claim;
    return { body: JSON.parse(body) as unknown, replayed: true, ...(revision === null ? {} : { revision }) };
  }
  let answer: Answer<unknown>;
  try {
    answer = await run();
  } catch (error) {
    // Where even this fails, the claim runs out.
    await releaseAnswer(pool, request).catch(() => undefined);
    throw error;
  }
  const body = JSON.stringify(answer.body ?? null);
  if (body.length <= bodyLengthMax) await keepAnswer(pool, request, { body, revision: answer.revision ?? null });
  return answer;
}

function reused(): HttpProblem {
  return new HttpProblem('idempotency-key-reused', 'Something else was sent under this key before', { place: 'Idempotency-Key' });
}

export function digestOf(...parts: readonly unknown[]): string {
  return hash('sha256', canonical(JSON.parse(JSON.stringify(parts)) as Json));
}
